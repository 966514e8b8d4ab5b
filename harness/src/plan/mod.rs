//! Plans: from steps to what a host is told to do.

mod block;
mod code;
mod lower;
mod scene;
mod signing;
mod surroundings;
#[cfg(test)]
pub(crate) mod tests;
mod watch;
mod words;

pub use block::{Block, BlockKind, Lowered};
pub use lower::lower;
pub use scene::Scene;
pub use signing::{Keys, Signer};
pub use surroundings::{Given, InitFunctions, Surroundings};

/// The source of the Python probe.
pub const PROBE: &str = include_str!("probe.py");
