//! How the runs of other hosts compare with those of the reference.

use std::collections::HashMap;

use serde::Serialize;

use super::verdict::{RunResult, Verdict};
use crate::case::Mode;
use crate::version::Version;

/// How a run compares with the reference's of the same variant on the same Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// The same transcript.
    Same,
    /// It keeps the contract where the reference breaks it.
    Better,
    /// It breaks the contract where the reference keeps it.
    Worse,
    /// Another transcript, and both keep the contract or both break it.
    Differs,
    /// The reference has no such run.
    Alone,
    /// It was not run.
    Unsupported,
}

impl Difference {
    /// All, in the order of reports.
    pub const ALL: [Self; 6] = [Self::Same, Self::Better, Self::Worse, Self::Differs, Self::Alone, Self::Unsupported];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Differs => "differs",
            Self::Alone => "alone",
            Self::Unsupported => "unsupported",
        }
    }
}

type Key<'a> = (&'a str, Mode, &'a str, Version);

/// The runs of the reference.
#[derive(Debug)]
pub struct Reference<'a>(HashMap<Key<'a>, &'a RunResult>);

impl<'a> Reference<'a> {
    /// Those among these; `None` if there are none.
    pub fn among(results: &'a [RunResult]) -> Option<Self> {
        let runs = results.iter().filter(|result| result.host.is_reference());
        let runs: HashMap<_, _> = runs.map(|result| (key(result), result)).collect();
        (!runs.is_empty()).then_some(Self(runs))
    }

    /// How a run compares. `None` for the reference itself, however it is linked, and for a run that failed in the
    /// harness.
    pub fn compare(&self, result: &RunResult) -> Option<Difference> {
        match result.verdict {
            _ if result.host.is_like_reference() => return None,
            Verdict::Error => return None,
            Verdict::Unsupported => return Some(Difference::Unsupported),
            _ => {}
        }
        let reference = self.0.get(&key(result)).filter(|reference| reference.transcript.is_some());
        let Some(reference) = reference else { return Some(Difference::Alone) };
        Some(match (result.breaches.is_empty(), reference.breaches.is_empty()) {
            _ if result.transcript == reference.transcript => Difference::Same,
            (true, false) => Difference::Better,
            (false, true) => Difference::Worse,
            _ => Difference::Differs,
        })
    }
}

fn key(result: &RunResult) -> Key<'_> {
    (&result.case, result.mode, &result.fixture, result.python)
}
