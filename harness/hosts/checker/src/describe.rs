//! What `--describe` prints: which Python was loaded, and what the host can do with it.

use std::ffi::CStr;

use extproof_host::{Ability, Description, abilities};

use crate::host;
use crate::python::{self, Py_GetVersion};
use crate::role::{Role, role};

/// The description, which needs no Python that runs.
pub(crate) fn description() -> Description {
    // SAFETY: Py_GetVersion may be called before Python is initialized, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let can = |step: &Ability| match step {
        Ability::NewInterpreterFromConfig => python::has_configs(),
        // No fixtures are linked into it.
        Ability::Register => false,
        // To the checker, the environment says where Python is, once for the process.
        Ability::InitializeHome => role() != Role::Checker,
        _ => true,
    };
    Description {
        name: role().name(),
        version: env!("CARGO_PKG_VERSION"),
        link: role().link(),
        python: python.to_string_lossy().into_owned(),
        steps: abilities(host::deed).into_iter().filter(can).collect(),
        fixtures: &[],
    }
}
