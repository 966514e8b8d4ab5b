//! The contract between the harness of extproof and the hosts that it tests: the one description of what goes between
//! them.
//!
//! The harness writes a [`Scenario`]; the host carries its [`ScenarioStep`]s out and writes [`Event`]s. Before that, its
//! [`Description`] says which steps it can do. The JSON Schemas and the tables of `docs/writing-a-host.md` are
//! generated from these types: `cargo run -p extproof-contract --features schema --example generate`.

mod content;
mod declared;
mod description;
mod entry;
mod event;
mod interpreter_config;
mod link;
mod object;
mod operation;
mod resource;
mod scenario;
#[cfg(feature = "schema")]
pub mod schema;
mod start_options;

pub use declared::{DeclaredAbility, RepeatedAbility, Steps};
pub use description::Description;
pub use entry::{BadEntry, InitSource, Name, ScenarioEntry, bytes_of_hex};
pub use event::{Event, FixtureEvent, Unwritten};
pub use interpreter_config::{InterpreterConfig, InterpreterGil};
pub use link::Link;
pub use object::read_object;
pub use operation::{Ability, Operation};
pub use resource::Resource;
pub use scenario::{Scenario, ScenarioStep};
pub use start_options::StartOptions;

/// The version of the contract.
pub const VERSION: u32 = 1;
