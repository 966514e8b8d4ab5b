//! The scenarios that test a host: at least one for each step that it declares.

use extproof_contract::{Ability, InitSource, InterpreterConfig, Name, Operation, ScenarioEntry};

use super::host_test::{HostTest, mark, marked};
use super::library;
use crate::engine::{Host, Setup};

/// The fixture that is registered, and what it reports when it is imported.
pub const FIXTURE: &str = "single_phase";
pub(super) const IMPORTED: &str = "single_phase init";
pub(super) const NAME: &str = "host_check_module";
const NO_INTERPRETER: &str = "no interpreter";
const VERSION: &str = "'Python ' + ('pypy' if sys.implementation.name == 'pypy' else '') + '%d.%d.%d' % sys.version_info[:3] + ('t' if 't' in getattr(sys, 'abiflags', '') else '')";

/// A host that hides the C API from shared libraries can't show that it takes init functions from them, and one without linked
/// fixtures can't show that it takes those.
pub(super) fn can_not_be_tried(ability: Ability, host: &Host) -> bool {
    match ability {
        Ability::AppendLibrary | Ability::RegisterLibrary | Ability::Resource => {
            !host.description.said.link.offers_api()
        }
        Ability::Append | Ability::Extend | Ability::Assign => !host.kind.manifest.links_fixtures,
        _ => false,
    }
}

/// The tests of every step, also of those that the host doesn't declare.
pub(super) fn all(host: &Host, setup: &Setup) -> Vec<HostTest> {
    let description = &host.description;
    let ends = description.said.can(Ability::EndInterpreter);
    let mut tests = vec![runtime(setup), without_interpreter(), failure(), finalize()];
    tests.extend(tables(host, setup));
    tests.push(register());
    let new = Operation::NewInterpreter { name: "A".to_owned() };
    let config = InterpreterConfig::ISOLATED;
    let configured = Operation::NewInterpreterFromConfig { name: "A".to_owned(), config };
    tests.push(interpreter("a new interpreter", new.clone(), ends));
    tests.push(interpreter("a new interpreter with a GIL of its own", configured.clone(), ends));
    tests.extend([new, configured].map(|new| switch(new, ends)));
    tests.push(threads());
    tests.push(run_main());
    tests.extend(library::all(setup, description.said.link));
    tests
}

fn runtime(setup: &Setup) -> HostTest {
    let version = crate::version::Version { debug: false, ..setup.python.version };
    let code = format!("import sys\n{}", mark(VERSION));
    HostTest::new("the version of the Python that runs")
        .ok(Operation::initialize())
        .marked(Operation::Execute { code }, vec![marked(&format!("Python {version}"))])
}

fn without_interpreter() -> HostTest {
    let code = mark("'ran'");
    HostTest::new("code before Python is initialized").fails(Operation::Execute { code }, NO_INTERPRETER)
}

fn failure() -> HostTest {
    let raises = Operation::Execute { code: "raise ValueError('as host-check wants it')".to_owned() };
    HostTest::new("code that raises an exception")
        .ok(Operation::initialize())
        .runs("host_check = 1", "before", &[])
        .fails(raises, "")
        .runs("assert host_check == 1", "after", &[])
}

fn finalize() -> HostTest {
    HostTest::new("the end of Python")
        .ok(Operation::initialize())
        .runs("", "alive", &[])
        .ok(Operation::Finalize)
        .fails(Operation::Execute { code: mark("'ran'") }, NO_INTERPRETER)
}

fn register() -> HostTest {
    let register = Operation::Register { name: NAME.to_owned(), fixture: FIXTURE.to_owned() };
    HostTest::new("a registered module").ok(register).ok(Operation::initialize()).runs(
        &import(),
        "imported",
        &[IMPORTED],
    )
}

/// The table of built-in modules itself.
fn tables(host: &Host, setup: &Setup) -> Vec<HostTest> {
    let path = setup.materials.libraries.get(FIXTURE).cloned().unwrap_or_default();
    let symbol = setup.materials.symbols.get(FIXTURE).cloned().unwrap_or_default();
    let library = ScenarioEntry { init: InitSource::Library { path, symbol }, ..linked() };
    // In the table, it doesn't matter where functions come from.
    let entry = if host.kind.manifest.links_fixtures { linked() } else { library.clone() };
    let mut tables = vec![
        ("a module that is appended to the table", Operation::Append { entries: [entry.clone()] }),
        ("a module that extends the table", Operation::Extend { entries: vec![entry.clone()] }),
        ("a module in an assigned table", Operation::Assign { entries: vec![entry.clone()] }),
        ("a module of the configuration", Operation::AddToConfig { entries: [entry] }),
    ];
    tables.push(("an init function from a shared library", Operation::Append { entries: [library] }));
    let offers_api = host.description.said.link.offers_api();
    tables.retain(|(_, operation)| operation.ability() != Ability::AppendLibrary || offers_api);
    let test = |(name, operation)| {
        HostTest::new(name).ok(operation).ok(Operation::initialize()).runs(&import(), "imported", &[IMPORTED])
    };
    tables.into_iter().map(test).collect()
}

/// The fixture under the name of the tests.
pub(super) fn linked() -> ScenarioEntry {
    ScenarioEntry { name: Name::Text(NAME.to_owned()), init: InitSource::Linked(FIXTURE.to_owned()) }
}

fn import() -> String {
    format!("import {NAME}")
}

fn interpreter(name: &'static str, operation: Operation, ends: bool) -> HostTest {
    let test = HostTest::new(name)
        .ok(Operation::initialize())
        .runs("host_check = 'main'", "main", &[])
        .ok(operation)
        .runs("assert 'host_check' not in globals()", "new", &[]);
    if !ends {
        return test;
    }
    let end = Operation::EndInterpreter { name: "A".to_owned() };
    test.ok(end).runs("assert host_check == 'main'", "main again", &[])
}

fn switch(new: Operation, ends: bool) -> HostTest {
    let to = |name: &str| Operation::Switch { to: name.to_owned() };
    let test = HostTest::new("a switch between interpreters")
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
    if ends { test.ok(Operation::EndInterpreter { name: "A".to_owned() }) } else { test }
}

fn threads() -> HostTest {
    let mut test = HostTest::new("threads").ok(Operation::initialize());
    let thread =
        |test: &mut HostTest, name: &str| vec![test.inner(Operation::Execute { code: mark(&format!("'{name}'")) })];
    let threads = vec![thread(&mut test, "first"), thread(&mut test, "second")];
    test.marked(Operation::Threads { threads }, vec![marked("first"), marked("second")])
}

fn run_main() -> HostTest {
    HostTest::new("one initialization by Py_RunMain")
        .marked(Operation::RunMain { code: mark("'main'") }, vec![marked("main")])
}
