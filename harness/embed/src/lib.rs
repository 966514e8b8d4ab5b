#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod config;
mod error;
mod interpreter;
mod library;
mod module;
mod name;
mod python;
mod registry;
mod standard_library;
mod sub_interpreter;
mod sys;
mod version;

pub use config::Config;
pub use error::Error;
pub use interpreter::Interpreter;
pub use module::{ExtensionModule, SharedLibrary};
pub use pyo3_ffi as ffi;
pub use python::{Python, Remote};
pub use sub_interpreter::{SubConfig, SubInterpreter};
pub use sys::InitFunction;
