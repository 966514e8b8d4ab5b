//! The fixtures: C extension modules with one well-known behaviour each, and the code that compiles
//! them.
//!
//! [`sources`] reads a directory of fixtures; [`build`] compiles them
//! for one Python. Each fixture is compiled once, and its object goes into a static archive for
//! hosts and into a shared library.

#![forbid(unsafe_code)]

mod build;
mod error;
pub mod parallel;
mod punycode;
mod source;

pub use build::{Built, Ran, Run, Target, build};
pub use error::Error;
pub use source::{Source, Sources, is_source, sources};
