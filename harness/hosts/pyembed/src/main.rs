//! A host of extproof that embeds Python with pyembed, as the programs that PyOxidizer makes do.
//!
//! - A module is registered in `extra_extension_modules` of the next configuration, and only there.
//! - An initialization of Python is a `MainPythonInterpreter`, and ends when that is dropped. Code is run in its
//!   `with_gil`.
//! - `run_main` is `py_runmain`.
//! - pyembed has no sub-interpreters, and no way to register modules other than `extra_extension_modules`.
//!
//! The host `pyembed-oxidized` is the same program with pyembed's own importer before the usual ones. It can name
//! modules in packed resources.

mod config;
mod deed;
mod host;
mod resources;
mod threads;

use std::process::ExitCode;

use extproof_host::Description;
use host::Host;

/// Whether this is the host with pyembed's own importer.
const OXIDIZED: bool = env!("EXTPROOF_HOST").len() > "pyembed".len();

fn main() -> ExitCode {
    let description = Description {
        name: env!("EXTPROOF_HOST"),
        version: env!("CARGO_PKG_VERSION"),
        link: extproof_host::link_of_this_program(),
        python: host::python(),
        steps: extproof_host::abilities(deed::deed),
        fixtures: &[],
    };
    let code = extproof_host::run(&description, |scenario, events| {
        let mut host = Host::new(scenario, events);
        host.carry_out(&scenario.steps)?;
        // A Python that the scenario didn't finalize stays as it is.
        std::mem::forget(host);
        Ok(())
    });
    ExitCode::from(code)
}
