//! Packages that load the file of an extension module by themselves, as `cv2` does.

use std::fs;
use std::path::{Path, PathBuf};

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, compile, verdicts};
use crate::support::pythons::{python, pythons};

/// Loads the file under the name that the module wants, and keeps it out of `sys.modules`.
const LOADS: &str = "import glob, importlib.util, os, sys
def load():
    file, = glob.glob(os.path.join(os.path.dirname(__file__), 'chooses_name.*'))
    spec = importlib.util.spec_from_file_location('chooses_name', file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
";

/// A package whose `__init__` is this, with the module in it.
fn package(bench: &Bench, python: &Python, code: &str) -> PathBuf {
    let folder = bench.path(&format!("cases/{}/loads", python.version));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("__init__.py"), code).unwrap();
    compile(python, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/chooses_name.c"), &folder);
    folder
}

fn checked(bench: &Bench, python: &Python, code: &str) -> Called {
    let trials = "import,spec,inittab,reimport,package-reimport,reinit,teardown";
    let package = package(bench, python, code);
    check(bench, python, &[package.to_str().unwrap(), "--trial", trials, "--format", "json"])
}

#[test]
fn a_module_that_only_its_package_can_load_is_checked_by_importing_the_package() {
    let bench = Bench::new();
    for python in pythons() {
        let called = checked(&bench, python, &format!("{LOADS}inner = load()"));
        let found = &verdicts(&called)["loads"];
        for (trial, verdict) in [
            ("import", "works"),
            ("spec", "n/a"),
            ("inittab", "n/a"),
            ("reimport", "works"),
            ("package-reimport", "works"),
            ("reinit", "works"),
            ("teardown", "works"),
        ] {
            assert_eq!(found[trial], verdict, "{trial} on {}: {called:?}", python.version);
        }
        let document: Value = serde_json::from_str(&called.stdout).unwrap();
        let remark = document["modules"][0]["remarks"][0].as_str().unwrap();
        assert!(remark.contains("can't be imported as loads.chooses_name"), "{remark}");
        assert_eq!(called.code, exit::PASSED, "{called:?}");
    }
}

#[test]
fn a_module_that_its_package_does_not_load_fails_under_its_own_name() {
    let bench = Bench::new();
    let called = checked(&bench, python(), LOADS);
    assert_eq!(verdicts(&called)["loads.chooses_name"]["import"], "fails", "{called:?}");
}

#[test]
fn what_is_wrong_with_it_is_found_where_its_package_is_imported() {
    let bench = Bench::new();
    let code = format!("{LOADS}if hasattr(sys, 'loaded'): raise ValueError('twice')\nsys.loaded = load()");
    let called = checked(&bench, python(), &code);
    let found = &verdicts(&called)["loads"];
    assert_eq!((&*found["import"], &*found["reimport"], &*found["reinit"]), ("works", "fails", "works"), "{called:?}");
}
