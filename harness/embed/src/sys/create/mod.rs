//! Making modules from init functions, as CPython's import.c does for built-in modules.
//!
//! How depends on the version, because each way is the one that holds there:
//!
//! - from 3.15 `PyImport_CreateModuleFromInitfunc`, which is made for this ([`made`] is `initfunc.rs`);
//! - in 3.13 and 3.14 `_imp.create_builtin`, which alone can switch the GIL of a free-threaded Python on. It looks the name up
//!   in a table that can't be added to, so there is room in it for the moment of a call (`table.rs`);
//! - up to 3.12 the protocol of 3.13, written out with public functions: 3.12's own crashes when interpreters come and go, and
//!   what older ones do to a module that fails is no better (`protocol.rs`).
//!
//! In all of them Python calls [`trampoline`] instead of the init function. It judges what the function gives, so that the
//! same mistake of a module is the same exception everywhere, and none crosses from one interpreter to another.

mod call;
mod judge;

#[cfg(not(Py_3_13))]
mod protocol;
#[cfg(not(Py_3_13))]
use protocol as way;

#[cfg(all(Py_3_13, not(Py_3_15)))]
mod table;
#[cfg(all(Py_3_13, not(Py_3_15)))]
use table as way;

#[cfg(Py_3_15)]
mod initfunc;
#[cfg(Py_3_15)]
use initfunc as way;

use std::ffi::CStr;
use std::ptr;

use pyo3_ffi::{PyCapsule_GetPointer, PyObject, PyTuple_GetItem, PyTuple_Size};

use super::entry::Entry;
use super::object::Owned;

pub(super) use way::{around_start, forget_life};

/// The name of capsules with an entry.
pub(super) const CAPSULE: &CStr = c"extproof_embed.entry";

/// What the importer calls: `create(spec, capsule of the entry, _imp.create_builtin)` gives the module.
pub(super) unsafe extern "C" fn create(_: *mut PyObject, arguments: *mut PyObject) -> *mut PyObject {
    // SAFETY: Python calls this attached, with a tuple; a place that isn't there is an exception. A capsule of this name has
    // an entry, which is never freed.
    unsafe {
        if PyTuple_Size(arguments) != 3 {
            super::exception::system_error("create() takes a spec, an entry and _imp.create_builtin");
            return ptr::null_mut();
        }
        let entry = PyCapsule_GetPointer(PyTuple_GetItem(arguments, 1), CAPSULE.as_ptr()).cast::<Entry>();
        let spec = Owned::of_borrowed(PyTuple_GetItem(arguments, 0));
        let builtin = Owned::of_borrowed(PyTuple_GetItem(arguments, 2));
        match (entry.as_ref(), spec, builtin) {
            (Some(entry), Some(spec), Some(builtin)) => {
                way::create(&spec, entry, &builtin).map_or(ptr::null_mut(), Owned::into_ptr)
            }
            _ => ptr::null_mut(),
        }
    }
}
