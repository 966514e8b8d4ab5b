//! The contract between the harness of extproof and the hosts that it tests: the one description of what goes between them.
//!
//! The harness writes a [`Scenario`]; the host carries its [`Step`]s out and writes
//! events. Before, it has said by a [`Description`] which steps it can do. The JSON Schemas and the tables of `docs/writing-a-host.md` are generated from these types:
//! `cargo run -p extproof-contract --features schema --example generate`.

mod ability;
mod description;
mod entry;
mod interpreter_config;
mod link;
mod operation;
mod scenario;
#[cfg(feature = "schema")]
pub mod schema;

pub use ability::{Ability, Declared};
pub use description::Description;
pub use entry::{BadEntry, Entry, Init, Name, bytes_of_hex};
pub use interpreter_config::{InterpreterConfig, InterpreterGil};
pub use link::Link;
pub use operation::{Operation, Resource, StartOptions};
pub use scenario::{Scenario, Step};

/// The version of the contract.
pub const VERSION: u32 = 1;
