//! A Python in the folder in which it was built.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use extproof::python::Python;

use crate::support::bench::{Bench, exit};
use crate::support::program::copy_program;
use crate::support::pythons::pythons;

/// What a build in its source folder looks like, made from an installed Python.
fn build(bench: &Bench, python: &Python) -> PathBuf {
    let folder = bench.path("cpython");
    fs::create_dir_all(folder.join("build")).unwrap();
    fs::create_dir(folder.join("Modules")).unwrap();
    fs::write(folder.join("Modules/Setup.local"), "").unwrap();
    fs::write(folder.join("pybuilddir.txt"), "build/lib").unwrap();
    symlink(python.stdlib.join("lib-dynload"), folder.join("build/lib")).unwrap();
    symlink(&python.stdlib, folder.join("Lib")).unwrap();
    symlink(&python.include_dirs[0], folder.join("Include")).unwrap();
    let library = python.shared_library.as_ref().unwrap();
    for name in [library.path.file_name().unwrap().into(), PathBuf::from(format!("lib{}.so", library.link_name))] {
        symlink(&library.path, folder.join(name)).unwrap();
    }
    copy_program(&python.executable, &folder.join("python"));
    folder
}

#[test]
fn a_build_that_was_not_installed_is_embedded() {
    // The libraries of others are found from where their executable is.
    let mut fitting = pythons().iter().rev().filter(|python| !python.own_c_library && !python.version.free_threaded);
    let Some(python) = fitting.next() else { return };
    let steps = "{ register = '{fixture}' }, 'initialize', { evaluate = '__import__(\"math\").__file__' }, { evaluate = '__import__(\"sys\").prefix' }, \
                 { import = '{fixture}' }, 'finalize'";
    let bench = Bench::with_case("a/x", "single_phase", steps);
    let folder = build(&bench, python);
    let cases = bench.path("cases");
    let arguments = ["run", "--python", folder.to_str().unwrap(), "--cases", cases.to_str().unwrap(), "--host", "capi"];
    let called = bench.call(&arguments);
    let words = [
        "evaluate __import__(\"math\").__file__ → '<stdlib>/lib-dynload/math<suffix>'",
        "evaluate __import__(\"sys\").prefix → '<prefix>'",
        "import single_phase → module #1",
        "end: exit 0",
    ];
    assert_eq!(called.code, exit::FAILED, "{called:?}");
    assert!(words.iter().all(|words| called.stdout.contains(words)), "{called:?}");
}
