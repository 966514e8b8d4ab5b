//! Forks. Python deletes all sub-interpreters in a forked process, and doesn't survive it: up to 3.12 it waits for itself or crashes,
//! from 3.13 on it aborts.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use pyo3_ffi::{Py_IsInitialized, PyErr_SetString, PyExc_RuntimeError, PyObject};

use super::runtime;

unsafe extern "C" {
    fn PySys_AddAuditHook(hook: Hook, data: *mut c_void) -> c_int;
    fn PySys_Audit(event: *const c_char, format: *const c_char, ...) -> c_int;
}

type Hook = unsafe extern "C" fn(*const c_char, *mut PyObject, *mut c_void) -> c_int;

/// By which the hook shows that it is there.
const ADDED_EVENT: &CStr = c"extproof_embed.guard";

thread_local! {
    static IS_ADDED: Cell<bool> = const { Cell::new(false) };
}

/// Makes `os.fork` an error in this initialization or the next, while it has sub-interpreters. `false` if an exception of another hook
/// doesn't allow it, which is that of Python then.
pub(super) fn guard() -> bool {
    // SAFETY: this may be called before Python is initialized, and attached. Python drops the hook when it ends.
    unsafe {
        if PySys_AddAuditHook(hook, ptr::null_mut()) != 0 {
            return false;
        }
        if Py_IsInitialized() == 0 {
            return true;
        }
        // If another hook raises a RuntimeError, Python adds none, and says that all is well.
        IS_ADDED.set(false);
        if PySys_Audit(ADDED_EVENT.as_ptr(), ptr::null()) != 0 {
            return false;
        }
        if !IS_ADDED.get() {
            let text = c"an audit hook doesn't allow others; without one, forks beside sub-interpreters would crash";
            PyErr_SetString(PyExc_RuntimeError, text.as_ptr());
        }
        IS_ADDED.get()
    }
}

unsafe extern "C" fn hook(event: *const c_char, _: *mut PyObject, _: *mut c_void) -> c_int {
    // SAFETY: the text is ended by NUL.
    let event = unsafe { CStr::from_ptr(event) };
    if event == ADDED_EVENT {
        IS_ADDED.set(true);
    }
    if event != c"os.fork" && event != c"os.forkpty" {
        return 0;
    }
    if runtime::is_main_alone() {
        return 0;
    }
    let text =
        c"can't fork while there are sub-interpreters, because Python crashes in the new process; end them first";
    // SAFETY: Python audits forks attached.
    unsafe { PyErr_SetString(PyExc_RuntimeError, text.as_ptr()) };
    -1
}
