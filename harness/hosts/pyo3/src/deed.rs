//! What is done for each step.

use extproof_host::{Operation, StartOptions};
use pyo3::Python;

use crate::modules;
use crate::runtime::Runtime;

type InRuntime = Box<dyn FnOnce(&mut Runtime<'_>) -> Result<(), String>>;

/// What is done for a step.
pub(crate) enum Deed {
    /// Python is initialized, or once more.
    Begin(&'static StartOptions),
    /// Python is finalized.
    End,
    /// It needs no Python.
    Anytime(Box<dyn FnOnce() -> Result<(), String>>),
    /// It is done by a thread that is attached to Python.
    Inside(InRuntime),
}

impl Deed {
    /// Does it while Python runs.
    pub(crate) fn inside(self, runtime: &mut Runtime<'_>) -> Result<(), String> {
        match self {
            Self::Begin(_) => {
                Python::initialize();
                Ok(())
            }
            Self::End => Err("only the thread that starts Python finalizes it".to_owned()),
            Self::Anytime(act) => act(),
            Self::Inside(act) => act(runtime),
        }
    }
}

/// What is done for a step; `None` if PyO3, or this Python, has nothing like it.
pub(crate) fn deed(operation: &'static Operation) -> Option<Deed> {
    use Deed::{Anytime, Begin, End, Inside};
    Some(match operation {
        Operation::Register { name, fixture } => Anytime(Box::new(|| modules::register(name, fixture))),
        // Every option is named, so that none is passed over.
        Operation::Initialize(
            options @ StartOptions { home: None, filesystem_importer: true, xoptions: _, warnoptions: _ },
        ) => Begin(options),
        Operation::Finalize => End,
        Operation::Execute { code } => Inside(Box::new(|runtime| runtime.execute(code))),
        Operation::NewInterpreter { name } => Inside(Box::new(|runtime| runtime.create(name))),
        #[cfg(Py_3_12)]
        Operation::NewInterpreterFromConfig { name, config } => {
            Inside(Box::new(|runtime| runtime.create_from_config(name, config)))
        }
        Operation::Switch { to } => Inside(Box::new(|runtime| runtime.switch(to))),
        Operation::EndInterpreter { name } => Inside(Box::new(|runtime| runtime.end(name))),
        Operation::Threads { threads } => Inside(Box::new(|runtime| runtime.threads(threads))),
        // What isn't done isn't declared.
        _ => return None,
    })
}
