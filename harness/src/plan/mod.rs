//! Plans: which runs a selection makes, and what each host is told to do.

mod block;
mod code;
mod lower;
mod signing;
mod surroundings;
#[cfg(test)]
pub(crate) mod tests;
mod watch;
mod words;

pub use block::{Block, BlockKind, Lowered};
pub use lower::lower;
pub use signing::{Keys, Signer};
pub use surroundings::{Given, Surroundings};

/// The source of the Python probe.
pub const PROBE: &str = include_str!("probe.py");
