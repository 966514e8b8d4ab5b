//! No fixtures are linked into this host.

use std::ffi::{c_char, c_void};
use std::ptr;

use crate::python::PyObject;

/// A module's init function.
pub(crate) type InitFunction = unsafe extern "C" fn() -> *mut PyObject;

/// An entry of the table in which linked fixtures are looked up.
#[repr(C)]
struct Fixture {
    name: *const c_char,
    init: *const c_void,
}

// SAFETY: it is never changed, and points to nothing.
unsafe impl Sync for Fixture {}

/// The table has an end only.
// SAFETY: no other symbol of this program has the name.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "the name is that of the table in C")]
static extproof_fixtures: Fixture = Fixture { name: ptr::null(), init: ptr::null() };
