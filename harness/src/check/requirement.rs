//! What must be so for the check to succeed.

use super::{Checked, Detail, NotApplicable, Trial, TrialOutcome, TrialVerdict, Use};

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
    pub const DEFAULT: [Self; 3] = [Self::Trial(Trial::IMPORT), Self::Trial(Trial::SPEC), Self::Trial(Trial::TEARDOWN)];

    /// The name in `--require`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trial(trial) => trial.name(),
            Self::Quiet => QUIET,
        }
    }

    /// The trial, if it is one.
    pub fn trial(self) -> Option<Trial> {
        match self {
            Self::Trial(trial) => Some(trial),
            Self::Quiet => None,
        }
    }

    /// The requirement of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == QUIET { Some(Self::Quiet) } else { Trial::from_name(name).map(Self::Trial) }
    }
}

impl Trial {
    /// Whether that is good enough where the trial is required.
    ///
    /// Sharing is, but not between interpreters that run at the same time. A trial that says nothing about a Python can't
    /// be held against the module, unless it wasn't tried because the module doesn't get so far; nor can what another module
    /// does.
    pub fn is_met_by(self, outcome: &TrialOutcome) -> bool {
        match outcome.verdict {
            TrialVerdict::Works | TrialVerdict::NotApplicable => true,
            TrialVerdict::Shares => self.stands_for() != Use::OwnGil,
            _ => outcome.owner.as_ref().is_some_and(|owner| owner.excuses),
        }
    }
}

impl Checked {
    /// From now on, the module is held responsible for what other modules do that it needs.
    pub fn answer_for_others(&mut self) {
        let owners = self.outcomes.iter_mut().filter_map(|(_, outcome)| outcome.owner.as_mut());
        owners.for_each(|owner| owner.excuses = false);
    }

    /// The trials of a requirement that was not met, with what came of them.
    pub fn unmet(&self, trial: Trial) -> Option<(Trial, &TrialOutcome)> {
        let found = |trial: Trial| self.outcome(trial).filter(|outcome| !trial.is_met_by(outcome));
        let own = found(trial).map(|outcome| (trial, outcome));
        let not_tried = self.outcome(trial).filter(|outcome| outcome.verdict == TrialVerdict::NotApplicable);
        let base = not_tried.and_then(|outcome| match outcome.detail {
            Some(Detail::Inapplicable(NotApplicable::RestsOn(base))) => Some(base),
            _ => trial.rests_on(),
        });
        own.or_else(|| base.and_then(|base| Some((base, found(base)?))))
    }
}
