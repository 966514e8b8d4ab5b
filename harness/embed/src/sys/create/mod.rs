//! Making modules from init functions, as CPython's import.c does for built-in modules.
//!
//! How depends on the version:
//!
//! - from 3.15 `PyImport_CreateModuleFromInitfunc`, which is made for this (`initfunc.rs`);
//! - in 3.13 and 3.14 `_imp.create_builtin`, the only function that can enable the GIL on free-threaded builds. It
//!   looks the name up in a table that can't grow, so the table has room in which the name is put for the moment of a
//!   call (`table.rs`);
//! - up to 3.12 the protocol of 3.13, rewritten with public functions: 3.12's own crashes when interpreters come and
//!   go, and older ones are no better when a module fails (`protocol.rs`). In 3.13 and 3.14 it is needed in a Python that
//!   others have started, because that has no room.
//!
//! In the first two, Python calls `trampoline` instead of the init function. All of them judge what the function
//! returns (`judge.rs`), so that the same mistake of a module is the same exception everywhere, and no exception
//! crosses from one interpreter to another.

mod call;
mod judge;
mod under_way;

#[cfg(not(Py_3_15))]
mod protocol;
#[cfg(not(Py_3_13))]
use protocol as way;

#[cfg(all(Py_3_13, not(Py_3_15)))]
mod either;
#[cfg(all(Py_3_13, not(Py_3_15)))]
mod table;
#[cfg(all(Py_3_13, not(Py_3_15)))]
use either as way;

#[cfg(Py_3_15)]
mod initfunc;
#[cfg(Py_3_15)]
use initfunc as way;

use std::ffi::CStr;
use std::time::Duration;
use std::{ptr, thread};

use pyo3_ffi::{
    Py_None, PyCapsule_GetPointer, PyEval_RestoreThread, PyEval_SaveThread, PyObject, PyTuple_GetItem, PyTuple_Size,
};

use super::entry::Entry;
use super::object::Owned;

use under_way::UnderWay;
pub(super) use under_way::{Closing, close, open};
pub(super) use way::{around_start, forget_runtime, works_everywhere};

/// The name of capsules with an entry.
pub(super) const CAPSULE: &CStr = c"extproof_embed.entry";

/// What the importer calls: `create(spec, capsule of the entry, _imp.create_builtin)` returns the module, or None while Python ends.
pub(super) unsafe extern "C" fn create(_: *mut PyObject, arguments: *mut PyObject) -> *mut PyObject {
    // SAFETY: Python calls this attached, with a tuple; a place that isn't there is an exception. A capsule of this name has
    // an entry, which is never freed.
    unsafe {
        if PyTuple_Size(arguments) != 3 {
            super::exception::system_error("create() takes a spec, an entry and _imp.create_builtin");
            return ptr::null_mut();
        }
        let Some(_under_way) = UnderWay::begin() else {
            return Owned::of_borrowed(Py_None()).map_or(ptr::null_mut(), Owned::into_ptr);
        };
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

/// Detaches this thread for a moment.
pub(super) fn let_others_run() {
    // SAFETY: the callers are attached, and are so again afterwards.
    unsafe {
        let state = PyEval_SaveThread();
        thread::sleep(Duration::from_millis(1));
        PyEval_RestoreThread(state);
    }
}
