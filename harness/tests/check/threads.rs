//! What `extproof check` says of threads that outlive Python: their names, and the library that started them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;
use serde_json::{Value, json};

use crate::support::bench::Bench;
use crate::support::checks::{check, library, package, trial};
use crate::support::pythons::{python, pythons};

/// What the trial says in words, and of each thread.
fn teardown(bench: &Bench, python: &Python, target: &Path) -> (String, Value) {
    let called = check(bench, python, &["--format", "json", "--trial", "teardown", target.to_str().unwrap()]);
    let trial = trial(&called, "teardown");
    (trial["detail"].as_str().unwrap().to_owned(), trial["threads"].clone())
}

#[test]
fn the_module_that_started_it_is_named() {
    let bench = Bench::new();
    for python in pythons() {
        let library = library(python, "starts_thread");
        let (said, threads) = teardown(&bench, python, &library);
        assert_eq!(threads, json!([{"name": "", "library": library}]), "Python {}: {said}", python.version);
        let file = library.file_name().unwrap().to_str().unwrap();
        assert!(said.starts_with("1 thread left behind, started by ") && said.ends_with(file), "{said}");
    }
}

#[test]
fn the_standard_library_of_cpp_is_not_who_started_it() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/threads/worker.cpp");
    let library: PathBuf = bench.path("cases").join(format!("worker{}", python().ext_suffix));
    let includes = python().include_dirs.iter().map(|folder| format!("-I{}", folder.display()));
    let compiled =
        Command::new("c++").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).args(includes).output().unwrap();
    assert!(compiled.status.success(), "{compiled:?}");
    let (said, threads) = teardown(&bench, python(), &library);
    assert_eq!(threads, json!([{"name": "it's a worker", "library": library}]), "{said}");
    assert!(said.starts_with("1 thread (it's a worker) left behind, started by cases/worker."), "{said}");
}

#[test]
fn a_thread_of_python_code_is_told_as_such() {
    let bench = Bench::new();
    let code = "import threading, time\nthreading.Thread(target=time.sleep, args=[1000], daemon=True).start()";
    let package = package(&bench.path("."), python(), "daemonic", code);
    let (said, threads) = teardown(&bench, python(), &package);
    assert_eq!(threads.as_array().map(Vec::len), Some(1), "{said}");
    assert!(said.ends_with(" left behind, started by Python code"), "{said}");
    fs::metadata(threads[0]["library"].as_str().unwrap()).unwrap();
}
