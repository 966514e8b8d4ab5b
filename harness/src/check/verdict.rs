//! What came of a trial.

use serde::Serialize;

use super::{Note, Shared};
use crate::transcript::Raised;

/// What came of a trial, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything went well.
    Works,
    /// It works, but mutable objects are the same in two interpreters.
    Shares,
    /// The module or Python says no, in the way that the documentation gives.
    Refused,
    /// Another exception, or a call of the C API failed.
    Fails,
    /// A free-threaded Python runs with the GIL from now on.
    EnablesGil,
    /// Memory grows with every round.
    Grows,
    /// It left threads, processes, warnings or exceptions that nobody could handle.
    Unclean,
    /// It ended the process.
    Exits,
    /// The process died.
    Crashed,
    /// It was not done in time.
    Hung,
    /// The trial says nothing about this module on this Python.
    NotApplicable,
    /// extproof failed.
    Error,
}

impl Verdict {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Shares => "shares",
            Self::Refused => "refused",
            Self::Fails => "fails",
            Self::EnablesGil => "enables GIL",
            Self::Grows => "grows",
            Self::Unclean => "unclean",
            Self::Exits => "exits",
            Self::Crashed => "crashed",
            Self::Hung => "hung",
            Self::NotApplicable => "n/a",
            Self::Error => "error",
        }
    }
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// In one word.
    pub verdict: Verdict,
    /// In one line: the exception, the signal, the reason.
    pub detail: String,
    /// Where it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What two interpreters have in common.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<Shared>,
    /// KiB per round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth: Option<f64>,
    /// The last frames of a process that died, where a debugger could tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<String>,
    /// What else was noticed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The exception of the import that failed.
    #[serde(skip)]
    pub raised: Option<Raised>,
}

impl Outcome {
    /// With nothing but this to tell.
    pub(super) fn new(verdict: Verdict, detail: impl Into<String>) -> Self {
        Self {
            verdict,
            detail: detail.into(),
            step: None,
            shared: Vec::new(),
            growth: None,
            frames: Vec::new(),
            notes: Vec::new(),
            raised: None,
        }
    }

    pub(super) fn at(mut self, step: Option<&str>) -> Self {
        self.step = step.map(str::to_owned);
        self
    }
}
