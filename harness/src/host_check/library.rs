//! The scenarios for the steps of embedding libraries, which have no counterpart in the C API.

use std::path::Path;

use extproof_contract::{Link, Operation, Resource, StartOptions};

use super::host_test::HostTest;
use super::host_tests::{FIXTURE, IMPORTED, NAME, linked};
use crate::engine::Setup;

pub(super) fn all(setup: &Setup, link: Link) -> Vec<HostTest> {
    let mut tests = vec![shadowing(), own_modules(), home(setup), without_filesystem()];
    if let Some(path) = setup.materials.libraries.get(FIXTURE)
        && link.offers_api()
    {
        let operation = Operation::RegisterLibrary { name: FIXTURE.to_owned(), library: path.clone() };
        let test = HostTest::new("a registered shared library").ok(operation).ok(Operation::initialize());
        tests.push(test.runs(&format!("import {FIXTURE}"), "imported", &[IMPORTED]));
        tests.extend(resource(path));
    }
    tests
}

fn resource(library: &Path) -> Option<HostTest> {
    let (origin, path) = (library.parent()?.to_owned(), library.file_name()?.into());
    let operation = Operation::Resource { name: FIXTURE.to_owned(), library: Resource::Relative { origin, path } };
    let test = HostTest::new("a shared library that a resource names").ok(operation).ok(Operation::initialize());
    Some(test.runs(&format!("import {FIXTURE}"), "imported", &[IMPORTED]))
}

fn shadowing() -> HostTest {
    let operation = Operation::RegisterShadowing { name: "json".to_owned(), fixture: FIXTURE.to_owned() };
    HostTest::new("a module in place of the standard library's").ok(operation).ok(Operation::initialize()).runs(
        "import json",
        "imported",
        &[IMPORTED],
    )
}

fn own_modules() -> HostTest {
    let name = "A".to_owned();
    let operation = Operation::NewInterpreterWithModules { name, config: None, entries: vec![linked()] };
    let hidden = format!("import sys\nassert {NAME:?} not in sys.builtin_module_names");
    HostTest::new("a new interpreter with modules of its own")
        .ok(Operation::initialize())
        .runs(&hidden, "main", &[])
        .ok(operation)
        .runs(&format!("import sys\nassert {NAME:?} in sys.builtin_module_names"), "new", &[])
}

fn home(setup: &Setup) -> HostTest {
    let home = Some(setup.python.prefix.join("host-check-has-no-such-folder"));
    let nowhere = StartOptions { home, ..StartOptions::default() };
    HostTest::new("a home where no Python is").fails(Operation::Initialize(nowhere), "")
}

fn without_filesystem() -> HostTest {
    let operation = Operation::Initialize(StartOptions { filesystem_importer: false, ..StartOptions::default() });
    let code = "import sys\nassert not [finder for finder in sys.meta_path if finder.__name__ == 'PathFinder']";
    HostTest::new("a start without the filesystem importer").ok(operation).runs(code, "alive", &[])
}
