//! What `--describe` prints: which Python was loaded, and what the host can do with it.

use std::ffi::CStr;

use extproof_host::{Ability, Description};

use crate::python::{self, Py_GetVersion};

const STEPS: &[Ability] = &[
    Ability::Append,
    Ability::AppendLibrary,
    Ability::Assign,
    Ability::EndInterpreter,
    Ability::Execute,
    Ability::Extend,
    Ability::Finalize,
    Ability::Initialize,
    Ability::NewInterpreter,
    Ability::RunMain,
    Ability::Switch,
    Ability::Threads,
];

/// The description, which needs no Python that runs.
pub(crate) fn description() -> Description {
    // SAFETY: Py_GetVersion may be called before Python is initialised, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let configured = python::has_configs().then_some(Ability::NewInterpreterFromConfig);
    Description {
        name: env!("CARGO_BIN_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        link: "shared",
        python: python.to_string_lossy().into_owned(),
        steps: STEPS.iter().copied().chain(configured).collect(),
        fixtures: &[],
    }
}
