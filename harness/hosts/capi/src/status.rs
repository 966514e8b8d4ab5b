//! The ways in which the C API reports that a call failed.

use std::ffi::{CStr, c_char, c_int};

use pyo3_ffi::{_PyStatus_TYPE, PyStatus};

/// Checks the result of a call that returns a status.
///
/// # Errors
/// What the status says.
pub fn check(status: PyStatus) -> Result<(), String> {
    match status._type {
        _PyStatus_TYPE::_PyStatus_TYPE_OK => Ok(()),
        _PyStatus_TYPE::_PyStatus_TYPE_EXIT => Err(format!("exit code {}", status.exitcode)),
        _PyStatus_TYPE::_PyStatus_TYPE_ERROR => {
            let parts = [status.func, status.err_msg].into_iter().filter_map(text);
            Err(parts.collect::<Vec<_>>().join(": "))
        }
    }
}

/// Checks the result of a call that returns -1 if it fails.
///
/// # Errors
/// The function and its result.
pub fn check_int(function: &str, result: c_int) -> Result<(), String> {
    if result == 0 { Ok(()) } else { Err(format!("{function}: {result}")) }
}

fn text(pointer: *const c_char) -> Option<String> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the strings of a status are static.
    Some(unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned())
}
