//! Settings for `Py_InitializeEx`, which takes none.
//!
//! PyO3 starts Python by `Py_InitializeEx`, without a `PyConfig`. Its users can set environment variables, and the old
//! global variables and functions of C for the rest.
#![allow(deprecated, reason = "Python has no others for Py_InitializeEx")]

use std::env;
use std::path::Path;

use extproof_host::{Scenario, StartOptions};
use pyo3::ffi;

/// Sets what the contract asks of `initialize`, for the next start of Python.
pub(crate) fn apply(scenario: &Scenario, options: &StartOptions) -> Result<(), String> {
    let gil = options.xoptions.iter().map(|option| gil(option)).next_back().transpose()?;
    // SAFETY: no other thread runs while Python doesn't, so nobody reads the environment or the variables of Python.
    // Both strings are never freed.
    unsafe {
        env::set_var("PYTHONUTF8", "1");
        env::set_var("PYTHONNOUSERSITE", "1");
        env::set_var("PYTHONWARNINGS", options.warnoptions.join(","));
        match gil {
            Some(gil) => env::set_var("PYTHON_GIL", gil),
            None => env::remove_var("PYTHON_GIL"),
        }
        ffi::Py_NoSiteFlag = 1;
        ffi::Py_DontWriteBytecodeFlag = 1;
        ffi::Py_SetPythonHome(wide(&scenario.home).as_ptr());
        ffi::Py_SetProgramName(wide(&scenario.executable).as_ptr());
    }
    Ok(())
}

/// The value of `-X gil`, the only one of these options with a variable that the suite uses.
fn gil(option: &str) -> Result<String, String> {
    option.strip_prefix("gil=").map(str::to_owned).ok_or(format!("PyO3 has no way to set -X {option}"))
}

/// A string of Python's, which keeps the pointer.
fn wide(path: &Path) -> &'static [i32] {
    path.to_string_lossy().chars().chain(['\0']).map(|c| c as i32).collect::<Vec<_>>().leak()
}
