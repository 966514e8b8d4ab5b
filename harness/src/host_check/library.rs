//! The scenarios for the steps of embedding libraries, which the C API has nothing like.

use std::path::Path;

use extproof_contract::{Link, Operation, Resource, StartOptions};

use super::trial::Trial;
use super::trials::{FIXTURE, IMPORTED, NAME, linked};
use crate::run::Setup;

pub(super) fn all(setup: &Setup, link: Link) -> Vec<Trial> {
    let mut trials = vec![shadowing(), own_modules(), home(setup), without_filesystem()];
    if let Some(path) = setup.materials.libraries.get(FIXTURE)
        && link != Link::Hidden
    {
        let operation = Operation::RegisterLibrary { name: FIXTURE.to_owned(), library: path.clone() };
        let trial = Trial::new("a registered shared library").ok(operation).ok(Operation::initialize());
        trials.push(trial.runs(&format!("import {FIXTURE}"), "imported", &[IMPORTED]));
        trials.extend(resource(path));
    }
    trials
}

fn resource(library: &Path) -> Option<Trial> {
    let (origin, path) = (library.parent()?.to_owned(), library.file_name()?.into());
    let operation = Operation::Resource { name: FIXTURE.to_owned(), library: Resource::Relative { origin, path } };
    let trial = Trial::new("a shared library that a resource names").ok(operation).ok(Operation::initialize());
    Some(trial.runs(&format!("import {FIXTURE}"), "imported", &[IMPORTED]))
}

fn shadowing() -> Trial {
    let operation = Operation::RegisterShadowing { name: "json".to_owned(), fixture: FIXTURE.to_owned() };
    Trial::new("a module in place of the standard library's").ok(operation).ok(Operation::initialize()).runs(
        "import json",
        "imported",
        &[IMPORTED],
    )
}

fn own_modules() -> Trial {
    let name = "A".to_owned();
    let operation = Operation::NewInterpreterWithModules { name, config: None, entries: vec![linked()] };
    let hidden = format!("import sys\nassert {NAME:?} not in sys.builtin_module_names");
    Trial::new("a new interpreter with modules of its own")
        .ok(Operation::initialize())
        .runs(&hidden, "main", &[])
        .ok(operation)
        .runs(&format!("import sys\nassert {NAME:?} in sys.builtin_module_names"), "new", &[])
}

fn home(setup: &Setup) -> Trial {
    let home = Some(setup.python.prefix.join("host-check-has-no-such-folder"));
    let nowhere = StartOptions { home, ..StartOptions::default() };
    Trial::new("a home where no Python is").fails(Operation::Initialize(nowhere), "")
}

fn without_filesystem() -> Trial {
    let operation = Operation::Initialize(StartOptions { filesystem_importer: false, ..StartOptions::default() });
    let code = "import sys\nassert not [finder for finder in sys.meta_path if finder.__name__ == 'PathFinder']";
    Trial::new("a start without the filesystem importer").ok(operation).runs(code, "alive", &[])
}
