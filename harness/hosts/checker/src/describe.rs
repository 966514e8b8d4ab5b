//! What `--describe` prints: which Python was loaded, and what the host can do with it.

use std::ffi::CStr;
use std::io::{self, Write};

use serde_json::json;

use crate::python::{self, Py_GetVersion};
use crate::scenario::{CONTRACT, STEPS};

/// Prints the description, without initialising Python.
pub(crate) fn print() -> Result<(), String> {
    // SAFETY: Py_GetVersion may be called before Python is initialised, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let can = |step: &&&str| **step != "register" && (**step != "new_interpreter_from_config" || python::has_configs());
    let description = json!({
        "contract": CONTRACT,
        "name": env!("CARGO_BIN_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "python": python.to_string_lossy(),
        "link": "shared",
        "steps": STEPS.iter().filter(can).collect::<Vec<_>>(),
    });
    writeln!(io::stdout(), "{description}").map_err(|error| format!("stdout: {error}"))
}
