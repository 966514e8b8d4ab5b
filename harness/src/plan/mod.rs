//! Plans: which runs a selection makes, and what each host is told to do.

mod code;
mod lower;
mod scenario;
mod words;

pub use lower::{Block, BlockKind, Lowered, Surroundings, lower};
pub use scenario::{CONTRACT_VERSION, Operation, Scenario, WireEntry, WireStep};

/// The source of the Python probe.
pub const PROBE: &str = include_str!("probe.py");
