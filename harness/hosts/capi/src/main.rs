//! The reference host of extproof: runs a scenario by calling Python's C API directly.
//!
//! It never protects Python from a step: whatever the step leads to is what is tested. It keeps the host contract,
//! `docs/writing-a-host.md`.

mod config;
mod host;
mod threads;

use std::ffi::CStr;
use std::process::ExitCode;

use extproof_host::Description;
use host::Host;
use pyo3_ffi::Py_GetVersion;

fn main() -> ExitCode {
    // SAFETY: Py_GetVersion may be called before Python is initialized, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let description = Description {
        name: env!("CARGO_BIN_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        link: env!("EXTPROOF_LINK"),
        python: python.to_string_lossy().into_owned(),
        steps: host::STEPS.to_vec(),
        fixtures: &[],
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out(&scenario.steps))
}
