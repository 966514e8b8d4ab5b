//! The parts of the reference host, for itself and for hosts that fall back on the C API.

pub mod inittab;
#[cfg(Py_3_12)]
mod interpreter_config;
mod interpreters;
mod python;
mod status;

pub use interpreters::{Interpreters, MAIN};
pub use status::{check, check_int};
