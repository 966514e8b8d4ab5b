//! Whose fault something is: that of the module, or of another one that it needs.

use std::fs;
use std::path::Path;

use crate::support::bench::{Bench, exit};
use crate::support::checks::{blamed, check, compile, compile_as, library, package, package_around, refusing, trial};
use crate::support::pythons::pythons;

/// A package that needs `other`, which does this when it is imported.
fn needs(bench: &Bench, python: &extproof::python::Python, other: &str) -> String {
    let site = bench.path(&python.version.to_string());
    let package = package(&site, python, "mine", "import other");
    package_around(&site, python, "other", "once_per_process", other);
    package.to_str().unwrap().to_owned()
}

/// What `trial` says on each Python, and that it is held against the module only if asked.
fn is_blamed(other: &str, trial: &str, wanted: (&str, Option<&str>)) {
    let bench = Bench::new();
    for python in pythons() {
        let package = needs(&bench, python, other);
        let arguments = [package.as_str(), "--trial", trial, "--require", trial, "--format", "json"];
        let called = check(&bench, python, &arguments);
        let found = blamed(&called, "mine.multi_phase", trial);
        assert_eq!((found.0.as_str(), found.1.as_deref()), wanted, "{called:?}");
        let excused = wanted.1.is_some() || wanted.0 == "n/a";
        assert_eq!(called.code, if excused { exit::PASSED } else { exit::FAILED }, "{called:?}");
        if wanted.1.is_some() {
            let called = check(&bench, python, &[&arguments[..], &["--require-all"]].concat());
            assert_eq!(called.code, exit::FAILED, "{called:?}");
        }
    }
}

#[test]
fn the_module_whose_function_raised_is_named() {
    is_blamed("from . import once_per_process", "reinit", ("refused", Some("other.once_per_process")));
}

#[test]
fn what_was_caught_on_the_way_is_not_to_blame() {
    let caught = "
try: from . import once_per_process
except ImportError: pass
import os
second = os.environ['HOME'] + '/second'
if os.path.exists(second): raise ValueError('for another reason')
open(second, 'w').close()";
    is_blamed(caught, "reinit", ("fails", Some("other")));
}

#[test]
fn who_ends_the_process_is_named() {
    let dies = "
import os, signal
second = os.environ['HOME'] + '/second'
if os.path.exists(second): os.kill(os.getpid(), signal.SIGABRT)
open(second, 'w').close()";
    is_blamed(dies, "reinit", ("crashed", Some("other")));
}

#[test]
fn who_leaves_threads_is_named() {
    let thread = "
import threading, time
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()";
    is_blamed(thread, "teardown", ("unclean", Some("other")));
}

#[test]
fn what_the_package_itself_does_is_its_own_fault() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let thread = "
import threading, time
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()";
        let package = package(&site, python, "mine", thread);
        let arguments = [package.to_str().unwrap(), "--trial", "teardown", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "mine.multi_phase", "teardown"), ("unclean".to_owned(), None), "{called:?}");
        assert_eq!(called.code, exit::FAILED, "{called:?}");
    }
}

#[test]
fn a_sibling_answers_for_itself_where_it_is_checked() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let package = package(&site, python, "mine", "from . import once_per_process");
        let sibling = library(python, "once_per_process");
        fs::copy(&sibling, package.join(sibling.file_name().unwrap())).unwrap();
        let arguments = [package.to_str().unwrap(), "--trial", "reinit", "--require", "reinit", "--format", "json"];
        let both = check(&bench, python, &arguments);
        let named = ("refused".to_owned(), Some("mine.once_per_process".to_owned()));
        assert_eq!(blamed(&both, "mine.multi_phase", "reinit"), named, "{both:?}");
        assert_eq!(blamed(&both, "mine.once_per_process", "reinit").1, None, "{both:?}");
        // One of the two doesn't pass.
        let not_met = both.stderr.matches("required trial `reinit` did not pass").count();
        assert_eq!((both.code, not_met), (exit::FAILED, 1), "{both:?}");
        let alone = check(&bench, python, &[&arguments[..], &["--module", "multi_phase"]].concat());
        assert_eq!(blamed(&alone, "mine.multi_phase", "reinit"), named, "{alone:?}");
        assert_eq!(alone.code, exit::FAILED, "{alone:?}");
    }
}

#[test]
fn the_same_exception_gets_the_same_verdict_in_all_interpreters() {
    let bench = Bench::new();
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        for (name, from, verdict) in [("mine", " from error", "refused"), ("hidden", "", "fails")] {
            let site = bench.path(&format!("{}-{name}", python.version));
            let wraps = format!(
                "
try: import other
except ImportError as error: raise ImportError('please read this'){from}"
            );
            let package = package(&site, python, name, &wraps);
            package_around(&site, python, "other", "single_phase_reinit", "from . import single_phase_reinit");
            let arguments = [package.to_str().unwrap(), "--trial", "strict,own-gil", "--format", "json"];
            let called = check(&bench, python, &arguments);
            for trial in ["strict", "own-gil"] {
                let named = (verdict.to_owned(), Some("other.single_phase_reinit".to_owned()));
                assert_eq!(blamed(&called, &format!("{name}.multi_phase"), trial), named, "{called:?}");
            }
        }
    }
}

#[test]
fn what_cpython_refuses_by_what_a_module_declares_stays_refused_behind_python_code() {
    let bench = Bench::new();
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        let wraps = "
try: from . import no_subinterpreters
except ImportError as error: raise ImportError('please read this') from error";
        let package = package(&bench.path(&python.version.to_string()), python, "mine", wraps);
        let extension = library(python, "no_subinterpreters");
        fs::copy(&extension, package.join(extension.file_name().unwrap())).unwrap();
        let arguments = [package.to_str().unwrap(), "--trial", "strict,own-gil", "--format", "json"];
        let called = check(&bench, python, &arguments);
        for trial in ["strict", "own-gil"] {
            assert_eq!(blamed(&called, "mine.no_subinterpreters", trial), ("refused".to_owned(), None), "{called:?}");
        }
    }
}

#[test]
fn a_package_that_the_import_never_looked_for_is_not_to_blame() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        refusing(&site, python);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/says_no.c");
        let module = compile(python, &source, &site);
        let arguments = [module.to_str().unwrap(), "--trial", "reinit", "--require", "reinit", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "says_no", "reinit"), ("refused".to_owned(), None), "{called:?}");
        assert_eq!(called.code, exit::FAILED, "{called:?}");
    }
}

#[test]
fn what_is_refused_by_itself_is_not_because_of_one_that_was_refused_before_and_done_without() {
    let bench = Bench::new();
    let code = "
try: from . import multi_phase_state
except ImportError: pass";
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        let package = package(&bench.path(&python.version.to_string()), python, "mine", code);
        let extension = library(python, "multi_phase_state");
        fs::copy(&extension, package.join(extension.file_name().unwrap())).unwrap();
        let arguments = [package.to_str().unwrap(), "--trial", "own-gil", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "mine.multi_phase", "own-gil"), ("refused".to_owned(), None), "{called:?}");
    }
}

#[test]
fn a_sibling_that_ends_the_process_is_named() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/dies.c");
    for python in pythons() {
        // In the second package, each of the two is imported with the other.
        for (name, code) in [("mine", "from . import dies"), ("both", "from . import dies, multi_phase")] {
            let site = bench.path(&python.version.to_string());
            let package = package(&site, python, name, code);
            compile(python, &source, &package);
            let arguments = [package.to_str().unwrap(), "--trial", "reinit", "--require", "reinit", "--format", "json"];
            let called = check(&bench, python, &arguments);
            let blamed = |module: &str| blamed(&called, &format!("{name}.{module}"), "reinit");
            let crashed = |because_of: Option<String>| ("crashed".to_owned(), because_of);
            assert_eq!(blamed("multi_phase"), crashed(Some(format!("{name}.dies"))), "{called:?}");
            assert_eq!(blamed("dies"), crashed(None), "{called:?}");
            let not_met = called.stderr.matches("required trial `reinit` did not pass").count();
            assert_eq!((called.code, not_met), (exit::FAILED, 1), "{called:?}");
        }
    }
}

#[test]
fn a_sibling_that_does_not_return_is_named() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/waits.c");
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let package = package(&site, python, "mine", "from . import gil_not_used, waits, multi_phase");
        compile(python, &source, &package);
        let other = library(python, "gil_not_used");
        fs::copy(&other, package.join(other.file_name().unwrap())).unwrap();
        for (name, because_of) in [("mine.multi_phase", Some("mine.waits")), ("mine.waits", None)] {
            let path = package.to_str().unwrap();
            let arguments = [path, "--module", name, "--trial", "reinit", "--timeout", "1", "--format", "json"];
            let called = check(&bench, python, &arguments);
            let hung = ("hung".to_owned(), because_of.map(str::to_owned));
            assert_eq!(blamed(&called, name, "reinit"), hung, "{called:?}");
        }
    }
}

#[test]
fn what_a_module_of_python_keeps_from_an_interpreter_is_pythons() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/times.c");
    // The strict check lets `_datetime` in since it has multi-phase initialization.
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        let module = compile(python, &source, &bench.path("cases"));
        let arguments = [module.to_str().unwrap(), "--trial", "strict", "--require", "strict", "--format", "json"];
        let called = check(&bench, python, &arguments);
        let strict = trial(&called, "strict");
        if python.version.minor == 12 {
            assert_eq!((&strict["verdict"], &strict["reason"]), (&"n/a".into(), &"python-lacks".into()), "{called:?}");
            assert!(strict["detail"].as_str().unwrap().contains("`_datetime`"), "{called:?}");
        } else {
            assert_eq!(strict["verdict"], "works", "{called:?}");
        }
        assert_eq!(called.code, exit::PASSED, "{called:?}");
    }
}

#[test]
fn an_object_of_the_standard_library_is_not_what_a_module_shares() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/times.c");
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let module = compile(python, &source, &bench.path("cases"));
        let arguments = [module.to_str().unwrap(), "--trial", "sub-after-main", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "times", "sub-after-main"), ("works".to_owned(), None), "{called:?}");
    }
}

#[test]
fn siblings_that_both_end_the_process_answer_for_themselves() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/dies.c");
    for python in pythons() {
        let package = bench.path(&python.version.to_string()).join("mine");
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("__init__.py"), "from . import dies, two").unwrap();
        compile(python, &source, &package);
        compile_as(python, &source, &package.join(format!("two{}", python.ext_suffix)), &["-DPyInit_dies=PyInit_two"]);
        let called = check(&bench, python, &[package.to_str().unwrap(), "--trial", "reinit", "--format", "json"]);
        for module in ["mine.dies", "mine.two"] {
            assert_eq!(blamed(&called, module, "reinit"), ("crashed".to_owned(), None), "{called:?}");
        }
    }
}

/// Ending one interpreter empties the module that the other one has, too.
#[test]
fn a_shim_loses_its_names_because_of_the_module_that_made_its_own() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame");
    // Without the GIL, interpreters refuse such modules.
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let site = bench.path(&python.version.to_string());
        fs::create_dir_all(&site).unwrap();
        compile(python, &source.join("maker.c"), &site);
        let module = compile(python, &source.join("made.c"), &site);
        let trial = "sub-after-main";
        let arguments = [module.to_str().unwrap(), "--trial", trial, "--require", trial, "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "made", trial), ("fails".to_owned(), Some("maker".to_owned())), "{called:?}");
        // Its users lose the names, whoever is to blame.
        assert_eq!(called.code, exit::FAILED, "{called:?}");
    }
}

#[test]
fn threads_that_take_each_other_what_they_need_are_refused() {
    let bench = Bench::new();
    let code = "
import os, time
home = os.environ['HOME']
def take(name):
    try: os.mkdir(home + '/' + name)
    except FileExistsError: return False
    return True
if len(os.listdir('/proc/self/task')) > 1:
    first, second = ('one', 'two') if take('begun') else ('two', 'one')
    __import__('mine.' + first + '.once_per_process')
    take(first)
    while not os.path.exists(home + '/' + second): time.sleep(0.01)
    __import__('mine.' + second + '.once_per_process')";
    // Without the GIL, interpreters refuse such modules.
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let package = package(&bench.path(&python.version.to_string()), python, "mine", code);
        let extension = library(python, "once_per_process");
        for part in ["one", "two"] {
            fs::create_dir(package.join(part)).unwrap();
            fs::write(package.join(part).join("__init__.py"), "").unwrap();
            fs::copy(&extension, package.join(part).join(extension.file_name().unwrap())).unwrap();
        }
        let arguments = [package.to_str().unwrap(), "--module", "mine.multi_phase", "--trial", "sub-threads"];
        let called = check(&bench, python, &[&arguments[..], &["--format", "json"]].concat());
        assert_eq!(blamed(&called, "mine.multi_phase", "sub-threads").0, "refused", "{called:?}");
    }
}
