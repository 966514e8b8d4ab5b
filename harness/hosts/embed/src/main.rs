//! A host of extproof that embeds Python with extproof-embed, as its users do.
//!
//! - `register` fills the next configuration's `extra_extension_modules`, or adds to the main interpreter once Python runs.
//!   `append`, `extend` and `assign` do the same, for this is the way in which the library adds an entry.
//! - `register_shadowing` asks for shadowing; `register_library`, and a function from a shared library, use the library's API for
//!   these. A registration is for one instance: the next begins with a new configuration.
//! - With `EXTPROOF_SYSTEM_ALLOCATOR` in its environment, Python's memory comes from the system's `malloc`: for `ci/sanitize`.
//! - What the library refuses is a failed step, with the text of its error.

mod host;
mod modules;
mod stage;
mod sub_config;

use std::ffi::CStr;
use std::process::ExitCode;

use extproof_host::{Ability, Description};
use host::Host;
use pyo3_ffi::Py_GetVersion;

const STEPS: &[Ability] = &[
    Ability::Append,
    Ability::AppendLibrary,
    Ability::Assign,
    Ability::EndInterpreter,
    Ability::Execute,
    Ability::Extend,
    Ability::Finalize,
    Ability::Initialize,
    Ability::InitializeHome,
    Ability::InitializeWithoutFilesystem,
    Ability::NewInterpreter,
    #[cfg(Py_3_12)]
    Ability::NewInterpreterFromConfig,
    Ability::NewInterpreterWithModules,
    Ability::Register,
    Ability::RegisterLibrary,
    Ability::RegisterShadowing,
    Ability::Switch,
    Ability::Threads,
];

fn main() -> ExitCode {
    // SAFETY: Py_GetVersion may be called before Python is initialised, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let description = Description {
        name: env!("CARGO_BIN_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        link: env!("EXTPROOF_LINK"),
        python: python.to_string_lossy().into_owned(),
        steps: STEPS.to_vec(),
        fixtures: &[],
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out())
}
