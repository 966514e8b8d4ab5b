//! Registering modules.

use std::panic;

use extproof_host::{Entry, Init};
use extproof_host_capi::inittab;

use crate::pyo3_module::pyo3_module;

/// The fixtures that are written with PyO3.
pub(crate) const OWN: &[&str] = &["pyo3_module"];

/// Makes a fixture importable.
pub(crate) fn register(entry: &'static Entry) -> Result<(), String> {
    match &entry.init {
        Init::Own(name) if entry.name.to_bytes() == name.as_bytes() => append_own(),
        Init::Own(name) => Err(format!("append_to_inittab! registers {name} by its own name only")),
        _ => inittab::append(entry),
    }
}

fn append_own() -> Result<(), String> {
    // The macro panics while Python runs.
    panic::catch_unwind(|| pyo3::append_to_inittab!(pyo3_module)).map_err(|panic| crate::message(&*panic))
}
