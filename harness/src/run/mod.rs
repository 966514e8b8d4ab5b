//! Runs: one variant of a case on one Python with one host, each in a process of its own.

mod carry_out;
mod description;
mod difference;
mod export;
mod host;
mod judge;
mod planned;
mod setup;
mod suite;
#[cfg(test)]
mod tests;
mod verdict;

pub use carry_out::{Options, RunError};
pub use description::{DescribeError, Description};
pub use difference::{Difference, Reference};
pub use export::{ByHand, export};
pub use host::Host;
pub use judge::Breach;
pub use planned::{PlannedRun, Selection};
pub use setup::{Missing, PrepareError, Setup};
pub use suite::{Event, Suite};
pub use verdict::{RunResult, Verdict};
