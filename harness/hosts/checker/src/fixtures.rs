//! No fixtures are linked into this host.

use pyo3_ffi::PyObject;

/// A module's init function.
pub(crate) type InitFunction = unsafe extern "C" fn() -> *mut PyObject;

/// The init function of a linked fixture.
pub(crate) fn find(name: &str) -> Result<InitFunction, String> {
    Err(format!("no fixture `{name}` is linked: this host has none"))
}
