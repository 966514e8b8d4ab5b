//! What must be so for the check to succeed.

use super::{Outcome, Trial, Verdict};

/// What must be so for the check to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A trial must work.
    Trial(Trial),
    /// The import must neither print nor fork.
    Quiet,
}

const QUIET: &str = "quiet";

impl Requirement {
    /// What is required if nothing is said.
    pub const DEFAULT: [Self; 3] = [Self::Trial(Trial::Import), Self::Trial(Trial::Spec), Self::Trial(Trial::Teardown)];

    /// The requirement of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == QUIET { Some(Self::Quiet) } else { Trial::from_name(name).map(Self::Trial) }
    }
}

impl Trial {
    /// Whether that is good enough where the trial is required.
    ///
    /// Sharing is, but not between interpreters that run at the same time. A trial that says nothing about a Python can't
    /// be held against the module.
    pub fn is_met_by(self, outcome: &Outcome) -> bool {
        match outcome.verdict {
            Verdict::Works | Verdict::NotApplicable => true,
            Verdict::Shares => !matches!(self, Self::OwnGil | Self::OwnGilThreads),
            _ => false,
        }
    }
}
