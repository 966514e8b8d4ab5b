//! PyPy, if this machine has one.

use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::{Discovery, Python, Request};
use extproof::version::Implementation;

use crate::support::bench::{Bench, exit};
use crate::support::not_run;

/// The first that there is, also if `EXTPROOF_PYTHONS` names others.
fn pypy(test: &str) -> Option<Python> {
    let (project, interrupt) = (Project::of_checkout().unwrap(), Interrupt::never().unwrap());
    let request = Request::of_process(&["all".to_owned()]);
    let found = Discovery::run(&request, &project.python_facts(), &interrupt, &|_| {}).unwrap().with_headers();
    let pypy = found.usable().find(|python| python.version.implementation == Implementation::PyPy).cloned();
    if pypy.is_none() {
        not_run(test, "no PyPy; `ci/get-pythons pypy3.11` installs one");
    }
    pypy
}

#[test]
fn pypy_runs_what_starts_its_executable() {
    let Some(python) = pypy("pypy_runs_what_starts_its_executable") else { return };
    let bench = Bench::new();
    let case = "title = 'x'\nmodes = ['filesystem', 'inittab']\nfixtures = ['multi_phase']\nsteps = [{ register = '{fixture}' }, 'initialize', \
                { import = '{fixture}' }, { observe = 'x' }, { evaluate = '__import__(\"sys\").implementation.name' }, 'finalize']\n";
    bench.file("a/x", case);
    let (cases, executable) = (bench.path("cases"), python.executable.to_str().unwrap());
    let arguments = ["run", "--python", executable, "--cases", cases.to_str().unwrap()];
    let called = bench.call(&[&arguments[..], &["--host", "python", "--host", "capi"]].concat());
    assert_eq!(called.code, exit::FAILED, "there is no snapshot: {called:?}");
    let name = python.version.to_string();
    let words = [
        format!("host capi not available for Python {name}: PyPy can't be embedded"),
        "import multi_phase → module #1".to_owned(),
        "sys.modules[\"multi_phase\"]: module #1".to_owned(),
        "→ 'pypy'".to_owned(),
        "host python doesn't support the step `register`".to_owned(),
    ];
    for words in words {
        assert!(called.stdout.contains(&words), "no `{words}`: {called:?}");
    }
    assert!(!called.stdout.contains("cpyext"), "its own module isn't what a case adds: {called:?}");
}

#[test]
fn pypy_is_not_checked_with() {
    let Some(python) = pypy("pypy_is_not_checked_with") else { return };
    let bench = Bench::new();
    let library = bench.path("x.so");
    std::fs::write(&library, "").unwrap();
    let called = bench.call(&["check", "--python", python.executable.to_str().unwrap(), library.to_str().unwrap()]);
    assert!(called.stdout.contains("PyPy can't be embedded by the C API"), "{called:?}");
    assert_ne!(called.code, exit::PASSED);
}

#[test]
fn a_host_for_pypy_keeps_the_contract() {
    let Some(python) = pypy("a_host_for_pypy_keeps_the_contract") else { return };
    let called = Bench::new().call(&["host-check", "python", "--python", python.executable.to_str().unwrap()]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
}
