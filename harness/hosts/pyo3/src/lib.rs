//! A host of extproof that embeds Python with PyO3, as PyO3's users do.
//!
//! - An initialization of Python that the scenario finalizes is one call of `with_embedded_python_interpreter`, the
//!   only function of PyO3 that finalizes; any other begins with `Python::initialize`. Code is run by `Python::run`,
//!   threads by `Python::attach`.
//! - Modules written with PyO3 are registered by `append_to_inittab!`. The macro takes no others, so modules written in
//!   C are registered through `pyo3::ffi`, by the function behind it.
//! - PyO3 has no sub-interpreters. They are created through `pyo3::ffi`, too, so that PyO3's modules can be imported
//!   there.

#[cfg(all(Py_GIL_DISABLED, not(Py_3_14)))]
compile_error!("PyO3 0.30 supports free-threaded Pythons from 3.14 on");

mod deed;
mod host;
mod modules;
mod pyo3_module;
mod runtime;
mod settings;
mod threads;

use std::any::Any;
use std::ffi::c_int;

use extproof_host::Description;
use host::Host;
use pyo3::Python;

/// The program's `main`, which the harness links.
// SAFETY: no other function has this name.
#[unsafe(no_mangle)]
pub extern "C" fn extproof_host_pyo3_main() -> c_int {
    let description = Description {
        name: "pyo3",
        version: env!("CARGO_PKG_VERSION"),
        link: extproof_host::link_of_this_program(),
        python: Python::version_str().to_owned(),
        steps: extproof_host::abilities(deed::deed),
        fixtures: modules::OWN,
    };
    extproof_host::run(&description, |scenario, events| Host::new(scenario, events).carry_out()).into()
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        (None, None) => "panic".to_owned(),
    }
}
