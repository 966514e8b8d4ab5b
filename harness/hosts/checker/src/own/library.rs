//! To which library an address belongs.

use std::ptr;

use super::function::{Function, address, text};
use crate::library_at;
use crate::python::{PyErr_Occurred, PyModule_GetDef, PyObject};

/// `library_of(address)`: the file of the library in which the address is; empty if it is in none.
pub(super) const LIBRARY_OF: Function = Function { name: c"library_of", call: library_of };

unsafe extern "C" fn library_of(_: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
    address(argument).map_or(ptr::null_mut(), |address| text(&library_at::name(address).unwrap_or_default()))
}

/// `definition_of(module)`: the file of the library in which its definition is; empty if it has none, or one in no library.
pub(super) const DEFINITION_OF: Function = Function { name: c"definition_of", call: definition_of };

unsafe extern "C" fn definition_of(_: *mut PyObject, module: *mut PyObject) -> *mut PyObject {
    // SAFETY: the thread is attached to an interpreter, and the argument is an object. It needs not be a module.
    let (definition, failed) = unsafe {
        let definition = PyModule_GetDef(module);
        (definition, definition.is_null() && !PyErr_Occurred().is_null())
    };
    if failed {
        return ptr::null_mut();
    }
    text(&library_at::name(definition.addr()).unwrap_or_default())
}
