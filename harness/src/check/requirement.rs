//! What must be so for the check to succeed.

use super::{Checked, Outcome, Trial, Verdict};

/// What must be so for the check to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A trial must work.
    Trial(Trial),
    /// The import must neither print nor start processes.
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
    /// be held against the module, unless it wasn't tried because the module doesn't get so far.
    pub fn is_met_by(self, outcome: &Outcome) -> bool {
        match outcome.verdict {
            Verdict::Works | Verdict::NotApplicable => true,
            Verdict::Shares => !matches!(self, Self::OwnGil | Self::OwnGilThreads),
            _ => false,
        }
    }

    /// The trial without which this one can't succeed, if there is one that does the same only once.
    pub fn rests_on(self) -> Option<Self> {
        match self {
            Self::GrowthReinit => Some(Self::Reinit),
            Self::GrowthSub => Some(Self::SubBeforeMain),
            _ => None,
        }
    }
}

impl Checked {
    /// The trials of a requirement that was not met, with what came of them.
    pub fn unmet(&self, trial: Trial) -> Option<(Trial, &Outcome)> {
        let found = |trial: Trial| self.outcome(trial).filter(|outcome| !trial.is_met_by(outcome));
        let own = found(trial).map(|outcome| (trial, outcome));
        let not_tried = self.outcome(trial).is_some_and(|outcome| outcome.verdict == Verdict::NotApplicable);
        let base = trial.rests_on().filter(|_| not_tried);
        own.or_else(|| base.and_then(|base| Some((base, found(base)?))))
    }
}
