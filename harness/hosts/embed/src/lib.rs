//! A host of extproof that embeds Python with extproof-embed, as its users do.
//!
//! - `register` fills the next configuration's `extra_extension_modules`, or adds to the main interpreter once Python
//!   runs. `append`, `extend` and `assign` do the same, because this is how the library adds an entry.
//! - `register_shadowing` asks for shadowing. `register_library`, and init functions from shared libraries, use
//!   extproof-embed's API for shared libraries. A registration is for one instance: the next one begins with a new
//!   configuration.
//! - With `EXTPROOF_SYSTEM_ALLOCATOR` in its environment, Python's memory comes from the system's `malloc`: for
//!   `ci/sanitize`.
//! - A step that the library refuses fails, with the text of the library's error.

mod deed;
mod host;
mod modules;
mod stage;
mod sub_config;

use std::ffi::{CStr, c_int};

use extproof_host::Description;
use host::Host;
use pyo3_ffi::Py_GetVersion;

/// The program's `main`, which the harness links.
// SAFETY: no other function has this name.
#[unsafe(no_mangle)]
pub extern "C" fn extproof_host_embed_main() -> c_int {
    // SAFETY: Py_GetVersion may be called before Python is initialized, and returns a static string.
    let python = unsafe { CStr::from_ptr(Py_GetVersion()) };
    let description = Description {
        name: "embed",
        version: env!("CARGO_PKG_VERSION"),
        link: extproof_host::link_of_this_program(),
        python: python.to_string_lossy().into_owned(),
        steps: extproof_host::abilities(deed::deed),
        fixtures: &[],
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out()).into()
}
