//! What is done for each step.

use extproof_host::{Operation, StartOptions};
use pyo3::Python;

use crate::OXIDIZED;
use crate::host::{Host, execute};

/// What is done for a step.
pub(crate) enum Deed {
    /// By the thread that starts Python.
    OfHost(Box<dyn FnOnce(&mut Host) -> Result<(), String>>),
    /// By any thread, with the GIL.
    Inside(Box<dyn FnOnce(Python<'_>) -> Result<(), String>>),
}

/// What is done for a step; `None` if pyembed has nothing like it.
pub(crate) fn deed(operation: &'static Operation) -> Option<Deed> {
    use Deed::{Inside, OfHost};
    Some(match operation {
        Operation::Register { name, fixture } => OfHost(Box::new(|host| host.register(name, fixture))),
        Operation::Resource { name, library } if OXIDIZED => OfHost(Box::new(|host| host.add_resource(name, library))),
        // Every option is named, so that none is passed over.
        Operation::Initialize(
            options @ StartOptions { home: None, filesystem_importer: true, xoptions: _, warnoptions: _ },
        ) => OfHost(Box::new(|host| host.initialize(options))),
        Operation::Execute { code } => Inside(Box::new(|py| execute(py, code))),
        Operation::Threads { threads } => OfHost(Box::new(|host| host.threads(threads))),
        Operation::Finalize => OfHost(Box::new(Host::finalize)),
        Operation::RunMain { code } => OfHost(Box::new(|host| host.run_main(code))),
        // What isn't done isn't declared.
        _ => return None,
    })
}
