//! Why imports fail, and which of them are refusals: never by what an exception says.

use std::fs;
use std::path::{Path, PathBuf};

use extproof::python::Python;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, compile, compile_as, library, package, trial, verdicts};
use crate::support::pythons::{python, pythons};

/// Checks a package whose `__init__` does this.
fn check_package(bench: &Bench, python: &Python, name: &str, code: &str, arguments: &[&str]) -> Called {
    let package = package(&bench.path(&python.version.to_string()), python, name, code);
    check(bench, python, &[&[package.to_str().unwrap()], arguments].concat())
}

#[test]
fn words_of_exceptions_decide_nothing() {
    let (bench, python) = (Bench::new(), python());
    for (name, code) in [
        ("numpy", "raise ImportError('numpy is required')"),
        ("display", "raise AttributeError(\"module 'IPython' has no attribute 'display'\")"),
        ("network", "raise RuntimeError('network is unreachable: ConnectionRefusedError, gaierror, URLError')"),
        ("library", "raise ImportError('libx.so.1: cannot open shared object file: No such file or directory')"),
        ("sub", "raise ImportError('module sub.multi_phase does not support loading in subinterpreters')"),
        ("pipe", "raise BrokenPipeError(32, 'connection refused')"),
    ] {
        let called = check_package(&bench, python, name, code, &[]);
        called.complains(20, &["its import on Python", "fails: "]);
        assert!(!called.stdout.contains("as it should"), "{called:?}");
        assert!(called.stdout.contains("import: fails in"), "{called:?}");
    }
}

#[test]
fn types_of_exceptions_decide() {
    let (bench, python) = (Bench::new(), python());
    let tcl = "class TclError(Exception): __module__ = '_tkinter'\n";
    for (name, code, exit) in [
        ("tcl", format!("{tcl}raise TclError('no')"), 24),
        ("because_of_tcl", format!("{tcl}raise ImportError('no') from TclError('no')"), 24),
        ("refused", "raise ConnectionRefusedError('no')".to_owned(), 25),
        ("own", "class Own(ConnectionResetError): pass\nraise Own('no')".to_owned(), 25),
        ("unreachable", "import errno\nraise OSError(errno.ENETUNREACH, 'no')".to_owned(), 25),
        ("name", "import socket\nraise socket.gaierror(1, 'no')".to_owned(), 25),
        ("url", "import urllib.error\nraise urllib.error.URLError('no')".to_owned(), 25),
        ("because", "raise RuntimeError('no') from ConnectionRefusedError('no')".to_owned(), 25),
        ("own_exit", "class Own(SystemExit): pass\nraise Own(3)".to_owned(), 21),
    ] {
        check_package(&bench, python, name, &code, &[]).complains(exit, &["its import on Python"]);
    }
}

#[test]
fn what_goes_wrong_when_python_ends_keeps_no_module_from_being_imported() {
    let (bench, python) = (Bench::new(), python());
    for (name, code, verdict, end) in [
        ("aborts", "import atexit, os; atexit.register(os.abort)", "crashed", "finalize"),
        ("leaves", "import atexit, os; atexit.register(os._exit, 3)", "exits", "finalize"),
        ("hangs", "import atexit, time; atexit.register(time.sleep, 1000)", "hung", "finalize"),
    ] {
        let called = check_package(&bench, python, name, code, &["--timeout", "2", "--format", "json"]);
        let import = trial(&called, "import");
        assert_eq!((&import["verdict"], &import["step"]), (&verdict.into(), &end.into()), "{called:?}");
        assert_eq!(called.code, exit::FAILED, "{called:?}");
        assert!(!called.stderr.contains("its import"), "{called:?}");
        let spec = trial(&called, "spec");
        assert_eq!((&spec["verdict"], &spec["detail"]), (&"n/a".into(), &"not reached: see `import`".into()));
    }
    let code = "import atexit, os; atexit.register(os.abort)";
    let text = check_package(&bench, python, "aborts", code, &["--trial", "import,reinit", "--require", "reinit"]);
    assert_eq!(text.code, exit::FAILED, "{text:?}");
    assert_eq!(text.stderr.matches("required trial `import` did not pass").count(), 1, "{text:?}");
    assert!(text.stdout.contains("It can be imported, but Python doesn't end well after that."), "{text:?}");
    assert!(text.stdout.contains("declares: multi-phase"), "{text:?}");
    // What can't be imported can't be imported, whatever follows.
    let raises = format!("{code}; raise ValueError");
    check_package(&bench, python, "raises", &raises, &["--require", "teardown"]).complains(20, &["fails: ValueError"]);
}

#[test]
fn a_package_that_the_module_needs_is_named_where_it_ends_python_badly() {
    let (bench, python) = (Bench::new(), python());
    let place = package(&bench.path("cases"), python, "user", "import needed");
    let code = "import atexit, os; atexit.register(os.abort)";
    fs::write(bench.path("cases/needed.py"), code).unwrap();
    let called = check(&bench, python, &[place.to_str().unwrap(), "--trial", "import", "--format", "json"]);
    let import = trial(&called, "import");
    assert_eq!((&import["verdict"], &import["because_of"]), (&"crashed".into(), &"needed".into()), "{called:?}");
}

/// A module that raises ImportError from its first exec on, or from its second.
fn raising(bench: &Bench, python: &Python, name: &str, from: usize) -> PathBuf {
    let code = r#"
#include <Python.h>

static int count;

static int execute(PyObject *module)
{
    if (++count < FROM)
        return 0;
    PyErr_SetString(PyExc_ImportError, "numpy.core.multiarray failed to import");
    return -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = NAME, .m_slots = slots};

PyMODINIT_FUNC PyInit_RAISING(void) { return PyModuleDef_Init(&definition); }
"#;
    let folder = bench.path(&format!("{}-{name}", python.version));
    fs::create_dir_all(&folder).unwrap();
    let source = folder.join(format!("{name}.c"));
    let code = code.replace("FROM", &from.to_string()).replace("NAME", &format!("\"{name}\""));
    fs::write(&source, code.replace("PyInit_RAISING", &format!("PyInit_{name}"))).unwrap();
    compile(python, &source, &folder)
}

#[test]
fn an_import_that_never_works_is_no_refusal() {
    let bench = Bench::new();
    for python in pythons() {
        let library = raising(&bench, python, "imperr", 1);
        let called = check(&bench, python, &[library.to_str().unwrap(), "--format", "json"]);
        called.complains(20, &["ImportError: numpy.core.multiarray failed to import"]);
        assert_eq!(verdicts(&called)["imperr"]["import"], "fails", "{called:?}");
        assert!(!called.stdout.contains("as it should"), "{called:?}");
    }
}

#[test]
fn opting_out_of_a_second_import_is_a_refusal_only_if_the_module_itself_does() {
    let bench = Bench::new();
    for python in pythons() {
        let trials = ["--trial", "reimport,reinit,reload,spec", "--format", "json"];
        let own = raising(&bench, python, "once", 2);
        let called = check(&bench, python, &[&[own.to_str().unwrap()], &trials[..]].concat());
        let found = &verdicts(&called)["once"];
        assert!(found["reimport"] == "refused" && found["reinit"] == "refused", "{called:?}");
        assert_eq!(found["spec"], "works", "{called:?}");
        // The same from Python code may be about anything.
        let code = "
import os
second = os.environ['HOME'] + '/second'
if os.path.exists(second): raise ImportError('numpy is required')
open(second, 'w').close()";
        let called = check_package(&bench, python, "needy", code, &trials);
        assert_eq!(verdicts(&called)["needy.multi_phase"]["reinit"], "fails", "{called:?}");
    }
}

/// CPython calls its init function in the main interpreter since 3.13, and newer releases raise an ImportError for whatever that raises.
#[test]
fn what_cpython_raises_in_place_of_another_exception_is_no_refusal() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/threads/main_only.c");
    // Without the GIL, CPython lets no such module into a sub-interpreter.
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        for (raises, verdict) in [("SystemError", "fails"), ("ImportError", "refused")] {
            let folder = bench.path(&format!("{}-{raises}", python.version));
            fs::create_dir(&folder).unwrap();
            let library = folder.join(format!("main_only{}", python.ext_suffix));
            compile_as(python, &source, &library, &[&format!("-DRAISES=PyExc_{raises}")]);
            let arguments = [library.to_str().unwrap(), "--trial", "sub-threads", "--format", "json"];
            let called = check(&bench, python, &arguments);
            assert_eq!(verdicts(&called)["main_only"]["sub-threads"], verdict, "{called:?}");
        }
    }
}

#[test]
fn a_module_that_keeps_out_of_sub_interpreters_is_refused_whether_it_was_imported_before_or_not() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/main_interpreter.c");
    for python in pythons() {
        let folder = bench.path(&python.version.to_string());
        fs::create_dir(&folder).unwrap();
        let library = compile(python, &source, &folder);
        let trials = ["sub-after-main", "sub-before-main", "two-subs", "two-subs-reversed", "sub-threads"];
        let arguments = [library.to_str().unwrap(), "--trial", &trials.join(","), "--format", "json"];
        let called = check(&bench, python, &arguments);
        for trial in trials {
            assert_eq!(verdicts(&called)["main_interpreter"][trial], "refused", "{trial}: {called:?}");
        }
    }
}

#[test]
fn what_python_keeps_out_of_an_interpreter_is_refused_in_packages_too() {
    let bench = Bench::new();
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        let arguments = ["--trial", "strict,own-gil", "--format", "json"];
        let code = "from . import multi_phase";
        let called = check_package(&bench, python, "packaged", code, &arguments);
        let found = &verdicts(&called)["packaged.multi_phase"];
        assert_eq!((&*found["strict"], &*found["own-gil"]), ("works", "refused"), "{called:?}");
        // This one is let in, and says no by itself.
        let source = library(python, "own_gil");
        let folder = bench.path(&format!("{}-own", python.version)).join("let_in");
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&source, folder.join(source.file_name().unwrap())).unwrap();
        let code = "import _interpreters";
        let code = if python.version.minor < 13 { "import _xxsubinterpreters as _interpreters" } else { code };
        let code = format!(
            "{code}\nhere = _interpreters.get_current()\nhere = here[0] if isinstance(here, tuple) else here\n\
             if int(here) != 0: raise ImportError('numpy is required')"
        );
        fs::write(folder.join("__init__.py"), code).unwrap();
        let called = check(&bench, python, &[&[folder.to_str().unwrap()], &arguments[..]].concat());
        let found = &verdicts(&called)["let_in.own_gil"];
        assert_eq!(found["own-gil"], "fails", "{called:?}");
    }
}

#[test]
fn a_missing_library_is_known_behind_another_library_too() {
    let bench = Bench::new();
    let cc = |arguments: &[&Path]| {
        let output = std::process::Command::new("cc")
            .args(["-shared", "-fPIC", "-Wl,-rpath,$ORIGIN", "-o"])
            .args(arguments)
            .output();
        assert!(output.unwrap().status.success());
    };
    let folder = bench.path("chain");
    fs::create_dir(&folder).unwrap();
    let source = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    };
    let (far, near) = (folder.join("libfar.so"), folder.join("libnear.so"));
    cc(&[&far, &source("far.c", "int far(void) { return 1; }\n")]);
    cc(&[&near, &source("near.c", "int far(void);\nint near(void) { return far(); }\n"), &far]);
    let module = folder.join("chained.so");
    cc(&[&module, &source("chained.c", "int near(void);\nvoid *PyInit_chained(void) { near(); return 0; }\n"), &near]);
    fs::remove_file(&far).unwrap();
    for python in pythons() {
        let called = check(&bench, python, &[module.to_str().unwrap()]);
        called.complains(19, &["libfar.so: cannot open shared object file", "install that library"]);
    }
}
