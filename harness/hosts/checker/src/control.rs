//! The library that the program carries, with a module of each kind: what goes wrong with a module and with that of its kind is
//! Python's doing.

use std::fs;
use std::path::Path;

/// Compiled by `build.rs` from `control.c`.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/control.so"));

/// Writes the library to a file.
pub(crate) fn write(path: &Path) -> Result<(), String> {
    fs::write(path, LIBRARY).map_err(|error| format!("{}: {error}", path.display()))
}
