//! What hosts in Rust share, without depending on a Python: their command line, scenarios, events and the table of
//! linked fixtures. The host contract is `docs/writing-a-host.md`.

mod abilities;
mod describe;
mod entry;
mod events;
mod fixtures;
mod key;
mod link;
mod run;
mod scenario;
mod text;

pub use abilities::abilities;
pub use describe::Description;
pub use entry::{Entry, Init};
pub use events::Events;
pub use extproof_contract::{
    Ability, InterpreterConfig, InterpreterGil, Link, Operation, Resource, Scenario, ScenarioStep, StartOptions,
};
pub use fixtures::InitFunction;
pub use key::Key;
pub use link::of_this_program as link_of_this_program;
pub use run::{run, run_with};
pub use scenario::read as read_scenario;
pub use text::{c_path, c_text};
