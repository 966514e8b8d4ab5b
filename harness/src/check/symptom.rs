//! What went wrong in a trial, as far as others than the module could show the same.

use super::control::Death;
use super::{Detail, Remains, TrialOutcome};
use crate::isolate::End;
use crate::transcript::Transcript;

/// What went wrong in a trial, as far as others than the module could show the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Symptom {
    /// The process ended before it should have.
    Death(Death),
    /// An import raised an exception of this type.
    Raised(String),
    /// So many threads, processes, complaints and other lines were left.
    Left([usize; 4]),
    /// An import changed what has these names.
    Changed(Vec<String>),
}

impl Symptom {
    /// From what came of a trial.
    pub(super) fn of(outcome: &TrialOutcome, transcript: &Transcript, end: End) -> Option<Self> {
        if let Some(death) = Death::of(transcript, end) {
            return Some(Self::Death(death));
        }
        match outcome.detail.as_ref()? {
            Detail::Raised(raised) | Detail::UseRaised(raised) => {
                Some(Self::Raised(raised.bases.first().unwrap_or(&raised.kind).clone()))
            }
            Detail::Left(Remains { threads, processes, notices, said }) => {
                Some(Self::Left([threads.len(), processes.count, notices.len(), said.len()]))
            }
            Detail::Changes(changes) => Some(Self::Changed(changes.iter().map(|change| change.what.clone()).collect())),
            _ => None,
        }
    }

    /// Whether who shows this shows all of the other.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Death(own), Self::Death(other)) => own.is_like(*other),
            (Self::Left(own), Self::Left(other)) => own.iter().zip(other).all(|(own, other)| own >= other),
            (Self::Changed(own), Self::Changed(other)) => other.iter().all(|name| own.contains(name)),
            _ => self == other,
        }
    }

    /// How often a trial is carried out that shows it. One that isn't done in time isn't worth the wait.
    pub(super) fn tries(&self) -> usize {
        match self {
            Self::Death(death) if death.is_late() => 1,
            Self::Death(_) => 3,
            Self::Raised(_) | Self::Left(_) | Self::Changed(_) => 2,
        }
    }

    /// The same in the steps from which those here were taken.
    pub(super) fn at(self, places: &[usize]) -> Self {
        match self {
            Self::Death(death) => Self::Death(death.at(places)),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_more_leaves_that_too() {
        let left = Symptom::Left;
        assert!(left([2, 1, 0, 0]).covers(&left([1, 1, 0, 0])));
        assert!(!left([2, 0, 0, 0]).covers(&left([1, 1, 0, 0])));
        assert!(!left([0, 0, 0, 1]).covers(&left([0, 0, 0, 2])));
        let changed = |names: &[&str]| Symptom::Changed(names.iter().map(|name| (*name).to_owned()).collect());
        assert!(changed(&["stack", "umask"]).covers(&changed(&["umask"])));
        assert!(!changed(&["umask"]).covers(&changed(&["stack", "umask"])));
        assert!(!left([2, 0, 0, 0]).covers(&Symptom::Raised("builtins.ImportError".to_owned())));
    }
}
