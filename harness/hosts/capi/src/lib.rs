//! The reference host of extproof: runs a scenario by calling Python's C API directly.
//!
//! It never protects Python from a step: whatever the step leads to is what is tested. It keeps the host contract,
//! `docs/writing-a-host.md`. Hosts that fall back on the C API use its parts.

// The host of `extproof check` shares these sources, which name this crate so there, too.
extern crate self as extproof_host_capi;

mod config;
mod host;
#[cfg(Py_3_14)]
mod init_config;
pub mod inittab;
#[cfg(Py_3_12)]
mod interpreter_config;
mod interpreters;
mod python;
mod status;
mod threads;

pub use interpreters::{Interpreters, MAIN};
pub use status::{check, check_int};

use std::ffi::{CStr, c_int};

use extproof_host::Description;
use host::Host;
use pyo3_ffi::Py_GetVersion;

/// The program's `main`, which the harness links.
// SAFETY: no other function has this name.
#[unsafe(no_mangle)]
pub extern "C" fn extproof_host_capi_main() -> c_int {
    // SAFETY: Py_GetVersion may be called before Python is initialized, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let description = Description {
        name: "capi",
        version: env!("CARGO_PKG_VERSION"),
        link: extproof_host::link_of_this_program(),
        python: python.to_string_lossy().into_owned(),
        steps: extproof_host::abilities(host::deed),
        fixtures: &[],
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out(&scenario.steps)).into()
}
