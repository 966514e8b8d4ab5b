//! The reference host of extproof: carries out a scenario with Python's C API and nothing between.
//!
//! It never protects Python from itself: whatever a step leads to is what is measured. The
//! contract that it keeps is `docs/writing-a-host.md`.

mod config;
mod host;
mod threads;

use std::ffi::CStr;
use std::process::ExitCode;

use extproof_host::Description;
use host::Host;
use pyo3_ffi::Py_GetVersion;

const STEPS: &[&str] = &[
    "append",
    "append_library",
    "assign",
    "end_interpreter",
    "execute",
    "extend",
    "finalize",
    "initialize",
    "initialize_home",
    "new_interpreter",
    #[cfg(Py_3_12)]
    "new_interpreter_from_config",
    "register",
    "run_main",
    "switch",
    "threads",
];

fn main() -> ExitCode {
    // SAFETY: Py_GetVersion may be called before Python is initialised, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let description = Description {
        name: env!("CARGO_BIN_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        link: env!("EXTPROOF_LINK"),
        python: python.to_string_lossy().into_owned(),
        steps: STEPS,
        fixtures: &[],
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out(&scenario.steps))
}
