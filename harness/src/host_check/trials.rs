//! The scenarios that a host is tried out with: one at least for each step that it declares.

use extproof_contract::{Ability, Entry, Init, InterpreterConfig, Link, Name, Operation};

use super::library;
use super::trial::{Trial, mark, marked};
use crate::run::{Description, Setup};

/// The fixture that is registered, and what it reports when it is imported.
pub(super) const FIXTURE: &str = "single_phase";
pub(super) const IMPORTED: &str = "single_phase init";
pub(super) const NAME: &str = "host_check_module";
const NO_INTERPRETER: &str = "no interpreter";
const VERSION: &str = "'Python %d.%d.%d' % sys.version_info[:3] + ('t' if 't' in getattr(sys, 'abiflags', '') else '')";

/// A host that hides the C API from shared libraries can't show that it takes init functions from them.
pub(super) fn can_not_be_tried(ability: Ability, link: Link) -> bool {
    matches!(ability, Ability::AppendLibrary | Ability::RegisterLibrary | Ability::Resource) && link == Link::Hidden
}

/// Those that need nothing but what the host declares.
pub(super) fn all(description: &Description, setup: &Setup) -> Vec<Trial> {
    let can = |trial: &Trial| trial.abilities().all(|ability| description.said.can(ability));
    let ends = description.said.can(Ability::EndInterpreter);
    let mut trials = vec![life(setup), without_interpreter(), failure(), finalize()];
    trials.extend(tables(setup, description.said.link));
    trials.push(register());
    let new = Operation::NewInterpreter { name: "A".to_owned() };
    let config = InterpreterConfig::ISOLATED;
    let configured = Operation::NewInterpreterFromConfig { name: "A".to_owned(), config };
    trials.push(interpreter("a new interpreter", new.clone(), ends));
    trials.push(interpreter("a new interpreter with a GIL of its own", configured.clone(), ends));
    trials.extend([new, configured].map(|new| switch(new, ends)));
    trials.push(threads());
    trials.push(run_main());
    trials.extend(library::all(setup, description.said.link));
    trials.retain(can);
    trials
}

fn life(setup: &Setup) -> Trial {
    let version = crate::version::Version { debug: false, ..setup.python.version };
    let code = format!("import sys\n{}", mark(VERSION));
    Trial::new("the version of the Python that runs")
        .ok(Operation::initialize())
        .marked(Operation::Execute { code }, vec![marked(&format!("Python {version}"))])
}

fn without_interpreter() -> Trial {
    let code = mark("'ran'");
    Trial::new("code before Python is initialised").fails(Operation::Execute { code }, NO_INTERPRETER)
}

fn failure() -> Trial {
    let raises = Operation::Execute { code: "raise ValueError('as host-check wants it')".to_owned() };
    Trial::new("code that raises an exception")
        .ok(Operation::initialize())
        .runs("host_check = 1", "before", &[])
        .fails(raises, "")
        .runs("assert host_check == 1", "after", &[])
}

fn finalize() -> Trial {
    Trial::new("the end of Python")
        .ok(Operation::initialize())
        .runs("", "alive", &[])
        .ok(Operation::Finalize)
        .fails(Operation::Execute { code: mark("'ran'") }, NO_INTERPRETER)
}

fn register() -> Trial {
    let register = Operation::Register { name: NAME.to_owned(), fixture: FIXTURE.to_owned() };
    Trial::new("a registered module").ok(register).ok(Operation::initialize()).runs(&import(), "imported", &[IMPORTED])
}

/// The table of built-in modules itself.
fn tables(setup: &Setup, link: Link) -> Vec<Trial> {
    let entry = linked();
    let path = setup.materials.libraries.get(FIXTURE).cloned().unwrap_or_default();
    let symbol = setup.materials.symbols.get(FIXTURE).cloned().unwrap_or_default();
    let library = Entry { init: Init::Library { path, symbol }, ..linked() };
    let mut tables = vec![
        ("a module that is appended to the table", Operation::Append { entries: [entry.clone()] }),
        ("a module that extends the table", Operation::Extend { entries: vec![entry.clone()] }),
        ("a module in an assigned table", Operation::Assign { entries: vec![entry] }),
    ];
    if link != Link::Hidden {
        tables.push(("an init function from a shared library", Operation::Append { entries: [library] }));
    }
    let trial = |(name, operation)| {
        Trial::new(name).ok(operation).ok(Operation::initialize()).runs(&import(), "imported", &[IMPORTED])
    };
    tables.into_iter().map(trial).collect()
}

/// The fixture under the name of the trials.
pub(super) fn linked() -> Entry {
    Entry { name: Name::Text(NAME.to_owned()), init: Init::Linked(FIXTURE.to_owned()) }
}

fn import() -> String {
    format!("import {NAME}")
}

fn interpreter(name: &'static str, operation: Operation, ends: bool) -> Trial {
    let trial = Trial::new(name)
        .ok(Operation::initialize())
        .runs("host_check = 'main'", "main", &[])
        .ok(operation)
        .runs("assert 'host_check' not in globals()", "new", &[]);
    if !ends {
        return trial;
    }
    let end = Operation::EndInterpreter { name: "A".to_owned() };
    trial.ok(end).runs("assert host_check == 'main'", "main again", &[])
}

fn switch(new: Operation, ends: bool) -> Trial {
    let to = |name: &str| Operation::Switch { to: name.to_owned() };
    let trial = Trial::new("a switch between interpreters")
        .ok(Operation::initialize())
        .runs("host_check = 'main'", "main", &[])
        .ok(new)
        .runs("host_check = 'A'", "new", &[])
        .ok(to("main"))
        .runs("assert host_check == 'main'", "main again", &[])
        .fails(to("nowhere"), "")
        .fails(Operation::Execute { code: mark("'ran'") }, NO_INTERPRETER)
        .ok(to("A"))
        .runs("assert host_check == 'A'", "new again", &[]);
    if ends { trial.ok(Operation::EndInterpreter { name: "A".to_owned() }) } else { trial }
}

fn threads() -> Trial {
    let mut trial = Trial::new("threads").ok(Operation::initialize());
    let thread =
        |trial: &mut Trial, name: &str| vec![trial.inner(Operation::Execute { code: mark(&format!("'{name}'")) })];
    let threads = vec![thread(&mut trial, "first"), thread(&mut trial, "second")];
    trial.marked(Operation::Threads { threads }, vec![marked("first"), marked("second")])
}

fn run_main() -> Trial {
    Trial::new("one life by Py_RunMain").marked(Operation::RunMain { code: mark("'main'") }, vec![marked("main")])
}
