//! The data of the C API.

use pyo3_ffi::{_inittab, PyImport_Inittab};

/// The address of `PyImport_Inittab`.
pub(crate) fn inittab() -> *mut *mut _inittab {
    &raw mut PyImport_Inittab
}
