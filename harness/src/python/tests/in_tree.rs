//! Pythons in the folder in which they were built.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::machine::Machine;
use crate::python::{Python, select};

/// A build of 3.13.2 in `cpython/build`: its executable.
fn build(machine: &Machine, change: impl FnOnce(&mut Value)) -> PathBuf {
    let [source, folder] = ["cpython", "cpython/build"].map(|path| machine.path(path));
    machine.headers("cpython/Include", "3.13.2");
    fs::remove_file(source.join("Include/pyconfig.h")).unwrap();
    machine.write("cpython/build/pyconfig.h", "");
    machine.write("cpython/build/libpython3.13.so", "");
    machine.write("cpython/build/libpython3.13.a", "");
    machine.write("cpython/build/pybuilddir.txt", "build/lib.linux");
    machine.write("cpython/build/build/lib.linux/_ctypes.so", "");
    machine.write("cpython/Lib/os.py", "");
    machine.write("cpython/Lib/json/__init__.py", "");
    machine.python_with("cpython/build", "3.13.2", |facts| {
        facts["prefix"] = json!("/usr/local");
        facts["stdlib"] = json!(source.join("Lib"));
        facts["built_stdlib"] = json!("/usr/local/lib/python3.13");
        facts["built_modules"] = json!(folder.join("build/lib.linux"));
        facts["include_dirs"] = json!([source.join("Include"), folder]);
        facts["library_dirs"] = json!([folder]);
        let real = machine.path("cpython/build/real");
        fs::rename(machine.path("cpython/build/bin/real"), &real).unwrap();
        facts["executable"] = json!(real);
        change(facts);
    });
    let python = machine.path("cpython/build/python");
    fs::rename(machine.path("cpython/build/bin/python3"), &python).unwrap();
    python
}

fn found(machine: &Machine, asked: &str) -> Python {
    let request = machine.request(&[asked]);
    select(&machine.discover(&request), &request).unwrap().remove(0).python
}

#[test]
fn a_build_has_its_headers_in_two_folders_and_its_libraries_beside_it() {
    let machine = Machine::new();
    let executable = build(&machine, |_| {});
    let python = found(&machine, executable.to_str().unwrap());
    assert_eq!(python.include_dirs, [machine.path("cpython/Include"), machine.path("cpython/build")]);
    assert_eq!(python.shared_library.unwrap().path, machine.path("cpython/build/libpython3.13.so"));
    assert_eq!(python.static_library.unwrap(), machine.path("cpython/build/libpython3.13.a"));
}

#[test]
fn a_build_gets_a_home_with_links_to_its_standard_library() {
    let machine = Machine::new();
    build(&machine, |_| {});
    // The folder stands for the executable in it.
    let python = found(&machine, machine.path("cpython/build").to_str().unwrap());
    assert_eq!(python.stdlib, python.prefix.join("lib/python3.13"));
    for (below, real) in [("os.py", "cpython/Lib/os.py"), ("lib-dynload", "cpython/build/build/lib.linux")] {
        assert_eq!(python.stdlib.join(below).canonicalize().unwrap(), machine.path(real));
    }
    let starter = fs::read_to_string(&python.executable).unwrap();
    assert!(
        starter.contains(&format!("LD_LIBRARY_PATH={} exec ", machine.path("cpython/build").display())),
        "{starter}"
    );
    let again = found(&machine, machine.path("cpython/build").to_str().unwrap());
    assert_eq!(again.prefix, python.prefix, "it is laid out once");
    machine.write("cpython/Lib/added.py", "");
    let again = found(&machine, machine.path("cpython/build").to_str().unwrap());
    assert!(again.stdlib.join("added.py").is_file(), "another commit has other files");
}

#[test]
fn what_was_laid_out_for_a_build_that_is_gone_is_removed() {
    let machine = Machine::new();
    build(&machine, |_| {});
    let first = found(&machine, machine.path("cpython/build").to_str().unwrap());
    fs::rename(machine.path("cpython"), machine.path("other")).unwrap();
    build(&machine, |facts| facts["built_modules"] = json!(machine.path("cpython/build/build/lib.other")));
    machine.write("cpython/build/build/lib.other/_ctypes.so", "");
    fs::remove_dir_all(machine.path("cpython/build/build/lib.linux")).unwrap();
    let second = found(&machine, machine.path("cpython/build").to_str().unwrap());
    assert!(second.prefix.is_dir() && !first.prefix.exists());
}

#[test]
fn a_static_build_is_started_as_it_is() {
    let machine = Machine::new();
    let executable = build(&machine, |facts| facts["shared"] = json!(false));
    let python = found(&machine, executable.to_str().unwrap());
    assert_eq!(python.executable, machine.path("cpython/build/real"));
    assert!(python.shared_library.is_none() && python.static_library.is_some());
}
