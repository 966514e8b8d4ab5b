//! How the runs of other hosts compare with those of the reference.

use std::collections::HashMap;

use serde::Serialize;

use super::result::RunResult;
use super::verdict::RunVerdict;
use crate::case::Mode;
use crate::version::Version;

/// How a run compares with the reference's of the same variant on the same Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// The same transcript.
    Same,
    /// It keeps the contract where the reference violates it.
    Fixes,
    /// It violates the contract where the reference keeps it.
    Breaks,
    /// Another transcript, and both keep the contract or both violate it.
    Differs,
    /// The reference has no such run.
    OnlyHere,
    /// It was not run.
    NotRun,
}

impl Difference {
    /// All, in the order of reports.
    pub const ALL: [Self; 6] = [Self::Same, Self::Fixes, Self::Breaks, Self::Differs, Self::OnlyHere, Self::NotRun];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Fixes => "fixes",
            Self::Breaks => "breaks",
            Self::Differs => "differs",
            Self::OnlyHere => "only-here",
            Self::NotRun => "not-run",
        }
    }
}

type Key<'a> = (&'a str, Mode, &'a str, Version);

/// The runs of the reference.
#[derive(Debug)]
pub struct Reference<'a>(HashMap<Key<'a>, &'a RunResult>);

impl<'a> Reference<'a> {
    /// The reference's runs among these results; `None` if there are none.
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
            RunVerdict::Error => return None,
            RunVerdict::NotRun => return Some(Difference::NotRun),
            _ => {}
        }
        let reference = self.0.get(&key(result)).filter(|reference| reference.transcript.is_some());
        let Some(reference) = reference else { return Some(Difference::OnlyHere) };
        Some(match (result.violations.is_empty(), reference.violations.is_empty()) {
            _ if result.transcript == reference.transcript => Difference::Same,
            (true, false) => Difference::Fixes,
            (false, true) => Difference::Breaks,
            _ => Difference::Differs,
        })
    }
}

fn key(result: &RunResult) -> Key<'_> {
    (&result.case, result.mode, &result.fixture, result.python)
}
