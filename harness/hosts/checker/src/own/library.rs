//! To which library an address belongs.

use std::ptr;

use super::function::{Function, address, text};
use crate::library_at;
use crate::python::PyObject;

/// `library_of(address)`: the file of the library in which the address is; empty if it is in none.
pub(super) const LIBRARY_OF: Function = Function { name: c"library_of", call: library_of };

unsafe extern "C" fn library_of(_: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
    address(argument).map_or(ptr::null_mut(), |address| text(&library_at::name(address).unwrap_or_default()))
}
