//! The reference host of extproof: carries out a scenario with Python's C API and nothing between.
//!
//! It never protects Python from itself: whatever a step leads to is what is measured. The
//! contract that it keeps is `docs/writing-a-host.md`.

mod config;
mod host;
mod threads;

use std::ffi::CStr;
use std::process::ExitCode;

use extproof_host::{Ability, Description};
use host::Host;
use pyo3_ffi::Py_GetVersion;

const STEPS: &[Ability] = &[
    Ability::Append,
    Ability::AppendLibrary,
    Ability::Assign,
    Ability::EndInterpreter,
    Ability::Execute,
    Ability::Extend,
    Ability::Finalize,
    Ability::Initialize,
    Ability::InitializeHome,
    Ability::NewInterpreter,
    #[cfg(Py_3_12)]
    Ability::NewInterpreterFromConfig,
    Ability::Register,
    Ability::RunMain,
    Ability::Switch,
    Ability::Threads,
];

fn main() -> ExitCode {
    // SAFETY: Py_GetVersion may be called before Python is initialised, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let description = Description {
        name: env!("CARGO_BIN_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        link: env!("EXTPROOF_LINK"),
        python: python.to_string_lossy().into_owned(),
        steps: STEPS.to_vec(),
        fixtures: &[],
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out(&scenario.steps))
}
