//! Registering modules.

use std::panic;

use extproof_host::Entry;
use extproof_host_capi::inittab;

use crate::pyo3_module::pyo3_module;

/// The fixtures that are written with PyO3.
pub(crate) const OWN: &[&str] = &["pyo3_module"];

/// Makes a fixture importable.
pub(crate) fn register(name: &str, fixture: &str) -> Result<(), String> {
    match OWN.contains(&fixture) {
        true if name == fixture => append_own(),
        true => Err(format!("append_to_inittab! registers {fixture} by its own name only")),
        false => inittab::append(Entry::linked(name, fixture)?),
    }
}

fn append_own() -> Result<(), String> {
    // The macro panics while Python runs.
    panic::catch_unwind(|| pyo3::append_to_inittab!(pyo3_module)).map_err(|panic| crate::message(&*panic))
}
