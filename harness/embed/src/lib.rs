#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod adoption;
mod config;
mod end_error;
mod error;
mod every_initialization;
mod interpreter;
mod library;
mod module;
mod name;
#[cfg(feature = "pyo3")]
mod pyo3_support;
mod python;
mod registry;
mod standard_library;
mod sub_interpreter;
mod sys;
mod value;
mod version;
#[cfg(all(test, miri))]
mod without_python;

pub use config::Config;
pub use end_error::EndError;
pub use error::Error;
pub use interpreter::Interpreter;
pub use module::{ExtensionModule, SharedLibrary};
pub use python::{Python, Remote};
pub use sub_interpreter::{DetachedSub, SubConfig, SubInterpreter};
pub use sys::InitFunction;
pub use value::Value;
