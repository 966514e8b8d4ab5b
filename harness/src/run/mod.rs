//! Runs: one variant of a case on one Python with one host, each in a process of its own.

mod carry_out;
mod difference;
mod export;
mod judge;
mod not_run;
mod partition;
mod patch_change;
mod planned;
mod repetition;
mod result;
mod suite;
#[cfg(test)]
mod tests;
mod verdict;
mod violation;

pub use carry_out::{Reviewed, RunOptions};
pub use difference::{Difference, Reference};
pub use export::{ExportError, Reproduction, export, export_for_user};
pub use not_run::NotRun;
pub use partition::{BadPartition, Partition};
pub use patch_change::PatchChange;
pub use planned::{PlannedRun, Selection};
pub use repetition::{EqualResults, Schedule};
pub use result::{Reason, RunResult};
pub use suite::{RunEvent, Suite};
pub use verdict::RunVerdict;
pub use violation::{Happened, ViolatedAt, Violation, Wanted};
