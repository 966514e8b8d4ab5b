//! What hosts of extproof in Rust have in common, free of any Python: their command line, scenarios, events and the
//! table of linked fixtures. The contract behind it is `docs/writing-a-host.md`.

mod describe;
mod entry;
mod events;
mod fields;
mod fixtures;
mod interpreter_config;
mod key;
mod resource;
mod run;
mod scenario;

pub use describe::Description;
pub use entry::{Entry, Init};
pub use events::Events;
pub use fixtures::InitFunction;
pub use interpreter_config::{Gil, InterpreterConfig};
pub use key::Key;
pub use resource::{Library, Resource};
pub use run::run;
pub use scenario::{Action, Options, Scenario, Step};
