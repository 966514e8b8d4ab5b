//! What `--describe` prints: which Python was loaded, and what the host can do with it.

use std::ffi::CStr;

use extproof_host::Description;

use crate::python::{self, Py_GetVersion};

const STEPS: &[&str] = &[
    "append",
    "append_library",
    "assign",
    "end_interpreter",
    "execute",
    "extend",
    "finalize",
    "initialize",
    "new_interpreter",
    "run_main",
    "switch",
    "threads",
];

/// The description, which needs no Python that runs.
pub(crate) fn description() -> Description {
    // SAFETY: Py_GetVersion may be called before Python is initialised, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let configured = python::has_configs().then_some("new_interpreter_from_config");
    Description {
        name: env!("CARGO_BIN_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        link: "shared",
        python: python.to_string_lossy().into_owned(),
        // There is one description for each process.
        steps: STEPS.iter().copied().chain(configured).collect::<Vec<_>>().leak(),
        fixtures: &[],
    }
}
