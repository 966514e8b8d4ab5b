//! A known result that no longer occurs.

use crate::check::{Trial, TrialVerdict};

use super::KnownResult;

/// A known result that no longer occurs.
#[derive(Clone, Copy, Debug)]
pub struct Stale<'a> {
    /// The entry that expects it.
    pub known: &'a KnownResult,
    /// The trial that has another result.
    pub trial: Trial,
    /// A module that the entry is about.
    pub module: &'a str,
    /// The name of a Python that it is about.
    pub python: &'a str,
    /// The result there.
    pub verdict: TrialVerdict,
}
