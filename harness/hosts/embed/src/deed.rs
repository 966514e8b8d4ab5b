//! What is done for each step.

use extproof_embed::Interpreter;
use extproof_host::{Operation, StartOptions};

use crate::host::Host;
use crate::modules::Module;
use crate::stage::Stage;

/// What a host answers to a step of another one.
pub(crate) const OF_ANOTHER: &str = "not a step of this host";

type ByHost = Box<dyn FnOnce(&mut Host) -> Result<(), String>>;
type OnStage = Box<dyn FnOnce(&mut Stage, &Interpreter) -> Result<(), String>>;

/// What is done for a step.
pub(crate) enum Deed {
    /// By the thread that starts Python.
    OfHost(ByHost),
    /// In the interpreters of a thread, whose main interpreter is given.
    OfStage(OnStage),
    /// These modules are registered: for the next instance, or in the main interpreter.
    Modules(Box<dyn FnOnce() -> Result<Vec<Module>, String>>),
}

/// What is done for a step; `None` if the library, or this Python's, has nothing like it.
pub(crate) fn deed(operation: &'static Operation) -> Option<Deed> {
    use Deed::{Modules, OfHost, OfStage};
    Some(match operation {
        Operation::Register { name, fixture } => Modules(Box::new(|| Ok(vec![Module::linked(name, fixture)?]))),
        Operation::RegisterShadowing { name, fixture } => {
            Modules(Box::new(|| Ok(vec![Module::linked(name, fixture)?.shadowing()])))
        }
        Operation::RegisterLibrary { name, library } => Modules(Box::new(|| Ok(vec![Module::library(name, library)]))),
        Operation::Append { entries } => Modules(Box::new(|| Module::all(entries))),
        Operation::Extend { entries } | Operation::Assign { entries } => Modules(Box::new(|| Module::all(entries))),
        // Every option is named, so that none is passed over.
        Operation::Initialize(
            options @ StartOptions { filesystem_importer: _, home: _, xoptions: _, warnoptions: _ },
        ) => OfHost(Box::new(|host| host.initialize(options))),
        Operation::Finalize => OfHost(Box::new(Host::finalize)),
        Operation::Threads { threads } => OfHost(Box::new(|host| host.threads(threads))),
        Operation::Execute { code } => OfStage(Box::new(|stage, main| stage.execute(main, code))),
        Operation::NewInterpreter { name } => OfStage(Box::new(|stage, main| stage.create(main, name))),
        #[cfg(Py_3_12)]
        Operation::NewInterpreterFromConfig { name, config } => {
            OfStage(Box::new(|stage, main| stage.create_from_config(main, name, config)))
        }
        Operation::NewInterpreterWithModules { name, config, entries } => {
            OfStage(Box::new(|stage, main| stage.create_with_modules(main, name, config.as_ref(), entries)))
        }
        Operation::Switch { to } => OfStage(Box::new(|stage, _| stage.switch(to))),
        Operation::EndInterpreter { name } => OfStage(Box::new(|stage, _| stage.end(name))),
        // What isn't done isn't declared.
        _ => return None,
    })
}
