//! Building fixtures and hosts, each once for each Python and content.

mod cargo;
mod carried;
mod checker;
mod command;
mod contents;
mod error;
mod host;
mod key;
mod library;
mod link;
mod materials;
mod order;
mod probe;
mod programs;
mod static_libpython;
mod store;
mod sweep;
mod tools;

pub use cargo::has_cargo;
pub use carried::{Readable, project, readable};
pub use checker::build_checker;
pub use error::BuildError;
pub use host::{BuiltHost, Launch, build_host};
pub use materials::{Broken, Materials, build_materials};
pub use probe::build_probe;
