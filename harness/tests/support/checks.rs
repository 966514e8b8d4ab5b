//! Calls of `extproof check`, and what it needs to have something to check.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::build::{Materials, build_materials};
use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::Python;
use serde_json::Value;

use super::bench::Bench;
use super::called::Called;

/// The fixtures for a Python.
pub(crate) fn materials(python: &Python) -> Materials {
    let project = Project::of_checkout().unwrap();
    let sources = project.sources().unwrap().usable;
    build_materials(&project, &sources, python, &Interrupt::never().unwrap(), &|_| {}).unwrap()
}

/// The library of a fixture for a Python.
pub(crate) fn library(python: &Python, fixture: &str) -> PathBuf {
    materials(python).libraries[fixture].clone()
}

/// A package around a fixture: what its `__init__` does is done at each import.
pub(crate) fn package_around(folder: &Path, python: &Python, name: &str, fixture: &str, code: &str) -> PathBuf {
    let package = folder.join(name);
    fs::create_dir_all(&package).unwrap();
    fs::write(package.join("__init__.py"), code).unwrap();
    let source = library(python, fixture);
    fs::copy(&source, package.join(source.file_name().unwrap())).unwrap();
    package
}

/// A package around a module with which nothing is wrong.
pub(crate) fn package(folder: &Path, python: &Python, name: &str, code: &str) -> PathBuf {
    package_around(folder, python, name, "multi_phase", code)
}

/// The package `other`, which refuses to be loaded twice.
pub(crate) fn refusing(site: &Path, python: &Python) {
    package_around(site, python, "other", "once_per_process", "from . import once_per_process");
}

/// Compiles a module of the tests.
pub(crate) fn compile(python: &Python, source: &Path, folder: &Path) -> PathBuf {
    let name = source.file_stem().unwrap().to_str().unwrap();
    compile_as(python, source, &folder.join(format!("{name}{}", python.ext_suffix)), &[])
}

/// Compiles a module of the tests, or a library beside one.
pub(crate) fn compile_as(python: &Python, source: &Path, library: &Path, options: &[&str]) -> PathBuf {
    let includes = python.include_dirs.iter().map(|folder| format!("-I{}", folder.display()));
    let mut command = Command::new("cc");
    command.args(["-shared", "-fPIC", "-o"]).arg(library).arg(source).args(includes).args(options);
    let compiled = command.output();
    let compiled = compiled.unwrap();
    assert!(compiled.status.success(), "{compiled:?}");
    library.to_owned()
}

/// `extproof check` with one Python.
pub(crate) fn check(bench: &Bench, python: &Python, arguments: &[&str]) -> Called {
    let version = python.executable.to_str().unwrap();
    let arguments: Vec<&str> = ["check", "--python", version].into_iter().chain(arguments.iter().copied()).collect();
    Called::new(&mut bench.command(&arguments))
}

/// What a trial found of the first module.
pub(crate) fn trial(called: &Called, name: &str) -> Value {
    let document: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let trials = document["modules"][0]["trials"].as_array().unwrap();
    trials.iter().find(|trial| trial["trial"] == name).unwrap_or_else(|| panic!("no {name}: {called:?}")).clone()
}

/// The verdict of each trial, by module.
pub(crate) fn verdicts(called: &Called) -> BTreeMap<String, BTreeMap<String, String>> {
    let document: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let trials = |module: &Value| {
        let trials = module["trials"].as_array().unwrap();
        trials.iter().map(|trial| (text(&trial["trial"]), text(&trial["verdict"]))).collect()
    };
    document["modules"].as_array().unwrap().iter().map(|module| (text(&module["name"]), trials(module))).collect()
}

/// The verdict of a trial of a module, and the module that it came from.
pub(crate) fn blamed(called: &Called, module: &str, trial: &str) -> (String, Option<String>) {
    let document: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let modules = document["modules"].as_array().unwrap();
    let module = modules.iter().find(|each| each["name"] == module).unwrap_or_else(|| panic!("{called:?}"));
    let trial = module["trials"].as_array().unwrap().iter().find(|each| each["trial"] == trial).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    (text(&trial["verdict"]).unwrap(), text(&trial["because_of"]))
}
