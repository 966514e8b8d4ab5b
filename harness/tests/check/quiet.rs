//! What an import does beside importing: it prints, and starts processes.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::checks::{check, compile, package};
use crate::support::formats::unwrapped;
use crate::support::pythons::{python, pythons};

const ONLY: [&str; 2] = ["--trial", "import"];
const QUIET: [&str; 4] = ["--trial", "import", "--require", "quiet"];

#[test]
fn modules_that_print_are_noted() {
    let (bench, python) = (Bench::new(), python());
    for (name, code, note) in [
        ("prints", "print('hello')", "prints 6 bytes"),
        ("complains", "import sys\nsys.stderr.write('hello')", "prints 5 bytes to the standard error"),
    ] {
        let package = package(&bench.path("site"), python, name, code);
        let package = package.to_str().unwrap();
        let called = check(&bench, python, &[&[package], &ONLY[..]].concat());
        assert!(
            called.code == 0 && (unwrapped(&called.stdout).contains(note) || python.version.free_threaded),
            "{called:?}"
        );
        check(&bench, python, &[&[package], &QUIET[..]].concat())
            .complains(27, &["required `quiet` did not pass", "its import prints"]);
    }
}

#[test]
fn what_is_printed_while_python_ends_is_not_the_imports() {
    let (bench, python) = (Bench::new(), python());
    let code = "import atexit, os\natexit.register(os.write, 2, b'goodbye')";
    let package = package(&bench.path("site"), python, "polite", code);
    let called = check(&bench, python, &[&[package.to_str().unwrap()], &QUIET[..], &["--require", "import"]].concat());
    assert_eq!(called.code, 0, "{called:?}");
}

#[test]
fn a_module_that_closes_standard_error_is_no_mistake_of_ours() {
    let (bench, python) = (Bench::new(), python());
    let package = package(&bench.path("site"), python, "closing", "import os\nos.close(2)");
    let called = check(&bench, python, &[package.to_str().unwrap(), "--trial", "import,teardown"]);
    assert!(called.code == 0 && !called.stdout.contains("error"), "{called:?}");
}

/// Ways to start a process, from Python.
const STARTS: &[(&str, &str)] = &[
    ("forks", "import os\nif os.fork() == 0: os._exit(0)"),
    // The child comes back from the import, and would go on with the trial.
    ("doubles", "import os\nos.fork()"),
    ("forks_and_waits", "import os\npid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)"),
    ("runs", "import subprocess\nsubprocess.run(['/bin/true'])"),
    ("runs_nothing", "import subprocess\ntry: subprocess.run(['/no/such/program'])\nexcept OSError: pass"),
    ("opens", "import subprocess\nsubprocess.Popen(['/bin/sleep', '1'])"),
    ("spawns", "import os\nos.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)"),
    ("has_a_shell", "import os\nos.system('true')"),
    ("pipes", "import os\nos.popen('true').close()"),
    ("leaves_a_daemon", "import os\nos.system('sleep 1 >/dev/null 2>&1 &')"),
];

#[test]
fn processes_of_modules_are_noted_however_they_are_started() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        for (name, code) in STARTS {
            package(&site, python, name, code);
        }
        let arguments = [site.to_str().unwrap(), "--trial", "import", "--format", "json"];
        let called = check(&bench, python, &arguments);
        let document: Value = serde_json::from_str(&called.stdout).unwrap();
        let modules = document["modules"].as_array().unwrap();
        assert_eq!(modules.len(), STARTS.len(), "{called:?}");
        for module in modules {
            let notes = module["trials"][0]["notes"].as_array().unwrap_or_else(|| panic!("{module}"));
            assert!(notes.iter().any(|note| note == "starts a process"), "{module}");
        }
    }
}

const NATIVE: &str = r#"
#include <Python.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int start(void) { START; return 0; }

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = NAME};

PyMODINIT_FUNC INIT(void) { start(); return PyModule_Create(&definition); }
"#;

fn native(bench: &Bench, name: &str, start: &str) -> PathBuf {
    let source = bench.path(&format!("{name}.c"));
    let code = NATIVE.replace("START", start).replace("INIT(void)", &format!("PyInit_{name}(void)"));
    fs::write(&source, format!("#define _GNU_SOURCE\n#define NAME \"{name}\"\n{code}")).unwrap();
    compile(python(), &source, &bench.path(""))
}

#[test]
fn processes_of_native_code_are_noted() {
    let (bench, python) = (Bench::new(), python());
    // What Python itself prints, if it has to enable the GIL, counts before.
    let code = if python.version.free_threaded { 27 } else { 28 };
    for (name, start) in [
        ("forks", "int pid = fork(); if (pid == 0) _exit(0); waitpid(pid, 0, 0)"),
        ("vforks", "int pid = vfork(); if (pid == 0) _exit(0); waitpid(pid, 0, 0)"),
        ("leaves_zombie", "int pid = vfork(); if (pid == 0) _exit(0)"),
        (
            "spawns",
            "char *all[] = {\"true\", 0}; pid_t pid; posix_spawn(&pid, \"/bin/true\", 0, 0, all, environ); waitpid(pid, 0, 0)",
        ),
        ("asks", "FILE *pipe = popen(\"true\", \"r\"); pclose(pipe)"),
        ("has_a_shell", "if (system(\"true\")) abort()"),
    ] {
        let library = native(&bench, name, start);
        let called = check(&bench, python, &[&[library.to_str().unwrap()], &QUIET[..]].concat());
        called.complains(code, &["its import starts a process"]);
    }
}

#[test]
fn quiet_modules_are_quiet() {
    let (bench, python) = (Bench::new(), python());
    // Threads are no processes.
    let code = "import threading, subprocess, multiprocessing\nthread = threading.Thread(target=print, args=(), \
                kwargs={'end': ''})\nthread.start()\nthread.join()";
    let package = package(&bench.path("site"), python, "quiet", code);
    let called = check(&bench, python, &[&[package.to_str().unwrap()], &QUIET[..]].concat());
    assert!(!called.stdout.contains("starts a process"), "{called:?}");
    assert_eq!(called.code, if python.version.free_threaded { 27 } else { 0 }, "{called:?}");
}
