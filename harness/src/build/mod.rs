//! Building fixtures and hosts, each once for each Python and content.

mod cargo;
mod command;
mod error;
mod host;
mod key;
mod link;
mod materials;
mod order;
mod store;

pub use error::BuildError;
pub use host::{BuiltHost, Launch, build_host};
pub use materials::{Materials, build_materials};
