//! The part of the program that starts and ends Python itself, as one in C does. `PYTHONHOME` says where Python is.

use std::ffi::CString;

use pyo3::ffi::{Py_FinalizeEx, Py_InitializeEx, Py_IsInitialized, PyGILState_Ensure, PyRun_SimpleString};

/// Starts Python, unless it runs.
pub(crate) fn start() {
    // SAFETY: this may be called at any time.
    unsafe { Py_InitializeEx(0) }
}

/// Ends Python, if it runs. No call of the library may be under way.
pub(crate) fn end() {
    // SAFETY: nothing of it is used afterwards but handles of the library, which notice.
    unsafe {
        if Py_IsInitialized() != 0 {
            PyGILState_Ensure();
            println!("the owner ends: {}", Py_FinalizeEx());
        }
    }
}

/// Runs code.
pub(crate) fn run(code: &str) {
    let code = CString::new(code).unwrap_or_default();
    // SAFETY: this thread is attached.
    println!("the owner runs code: {}", unsafe { PyRun_SimpleString(code.as_ptr()) });
}
