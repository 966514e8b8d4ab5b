//! Modules of wheels that need a package which the wheel doesn't require.

use std::fs;
use std::path::Path;

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, library};
use crate::support::wheels::{python_with_pip, wheel_of};

/// A wheel of a module that works, and of a package whose import runs this code.
fn call(bench: &Bench, python: &Python, name: &str, code: &str, more: &[&str]) -> Called {
    let fixture = |name: &str| {
        let file = library(python, name);
        (file.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&file).unwrap())
    };
    let (own, works) = (fixture("multi_phase"), fixture("heap_types"));
    let files = [(works.0, works.1), ("pkg/__init__.py".to_owned(), code.into()), (format!("pkg/{}", own.0), own.1)];
    let alone = &files[1..];
    let wheel = wheel_of(&bench.path(""), python, name, if name == "alone" { alone } else { &files });
    check(bench, python, &[&[as_text(&wheel), "--trial", "import"], more].concat())
}

fn as_text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_module_that_needs_what_the_wheel_does_not_require_is_named_and_is_no_failure() {
    let Some(python) = python_with_pip("a wheel with an optional module") else { return };
    let bench = Bench::new();
    let needs = "import no_such_package.part";
    let called = call(&bench, python, "optional", needs, &["--format", "json"]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(document["modules"].as_array().unwrap().len(), 1, "{document}");
    let left = &document["not_applicable"][0];
    assert_eq!(left["what"], "pkg.multi_phase", "{document}");
    assert!(left["reason"].as_str().unwrap().starts_with("it needs the package `no_such_package`,"), "{document}");
    assert_eq!(call(&bench, python, "optional", needs, &["--require-all"]).code, 20);
}

#[test]
fn a_module_that_lacks_anything_else_fails() {
    let Some(python) = python_with_pip("wheels with broken modules") else { return };
    let bench = Bench::new();
    for (name, code) in [
        ("part", "import pkg.no_such_part"),
        ("imp", "raise ModuleNotFoundError('no imp', name='imp')"),
        ("nameless", "raise ModuleNotFoundError('no such_package')"),
        ("other", "raise ImportError('no such_package', name='such_package')"),
        // Nothing of this wheel can be imported.
        ("alone", "import no_such_package"),
    ] {
        let called = call(&bench, python, name, code, &[]);
        assert_eq!(called.code, 20, "{name}: {called:?}");
    }
}
