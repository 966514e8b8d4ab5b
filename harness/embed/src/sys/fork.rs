//! Forks. Python deletes all sub-interpreters in a forked process, and doesn't survive it: up to 3.12 it waits for itself or crashes,
//! from 3.13 on it aborts.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use pyo3_ffi::{PyErr_SetString, PyExc_RuntimeError, PyInterpreterState_Head, PyInterpreterState_Next, PyObject};

unsafe extern "C" {
    fn PySys_AddAuditHook(hook: Hook, data: *mut c_void) -> c_int;
}

type Hook = unsafe extern "C" fn(*const c_char, *mut PyObject, *mut c_void) -> c_int;

/// Makes `os.fork` an error in this initialization or the next, while it has sub-interpreters. `false` if an exception of another hook
/// doesn't allow it.
pub(super) fn guard() -> bool {
    // SAFETY: this may be called before Python is initialized, and attached. Python drops the hook when it ends.
    unsafe { PySys_AddAuditHook(hook, ptr::null_mut()) == 0 }
}

unsafe extern "C" fn hook(event: *const c_char, _: *mut PyObject, _: *mut c_void) -> c_int {
    // SAFETY: the text is ended by NUL.
    let event = unsafe { CStr::from_ptr(event) };
    if event != c"os.fork" && event != c"os.forkpty" {
        return 0;
    }
    // SAFETY: Python audits forks attached. The newest interpreter is the first in its list, the main one the last.
    unsafe {
        if PyInterpreterState_Next(PyInterpreterState_Head()).is_null() {
            return 0;
        }
        let text =
            c"can't fork while there are sub-interpreters, because Python crashes in the new process; end them first";
        PyErr_SetString(PyExc_RuntimeError, text.as_ptr());
    }
    -1
}
