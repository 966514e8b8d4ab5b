//! The record of one run: what each step did, and how the process ended.

use std::collections::BTreeMap;

use super::event::EventError;
use crate::case::{Phase, Step, StepNames};

/// What a step did.
#[derive(Clone, Debug)]
pub struct StepRecord {
    /// The step as the transcript shows it.
    pub title: String,
    /// How deviations call it.
    pub names: StepNames,
    /// The step of the case.
    pub step: Step,
    /// Whether the step ends interpreters or the runtime.
    pub teardown: bool,
    /// Its outcome.
    pub outcome: StepOutcome,
    /// Whether the process ended in it.
    pub unfinished: bool,
    /// Fixture events that happened in it: `single_phase init 1`.
    pub events: Vec<String>,
    /// `enabled` or `disabled`, if the step changed the GIL.
    pub gil: Option<String>,
    /// What an observation saw.
    pub observed: Option<Observed>,
    /// Steps inside it, one list for each thread.
    pub children: Vec<Vec<StepRecord>>,
}

/// The outcome of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// It was not reached.
    NotReached,
    /// It began, and the process ended in it.
    Ended,
    /// It succeeded.
    Ok,
    /// It succeeded, with this object or value.
    Value(String),
    /// The host reports that it failed.
    Failed(String),
    /// Python raised an exception.
    Raised(Raised),
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Its type.
    pub kind: String,
    /// Its normalized text.
    pub message: String,
    /// Where in an import it arose.
    pub phase: Option<Phase>,
    /// Its type and the types above that, by their qualified names: `builtins.OSError`.
    pub bases: Vec<String>,
    /// The number of an error of the system.
    pub errno: Option<i32>,
    /// The file that an import could not load.
    pub file: Option<String>,
    /// The module whose Python code raised it; `None` if there is only the import system between it and the step.
    pub code: Option<String>,
    /// Its `__cause__`.
    pub cause: Option<Box<Raised>>,
}

impl Raised {
    /// Whether it is of this type, given by its qualified name, or of one below.
    pub fn is_a(&self, kind: &str) -> bool {
        self.bases.iter().any(|base| base == kind)
    }

    /// Whether it is of exactly this type.
    pub fn is_exactly(&self, kind: &str) -> bool {
        self.bases.first().is_some_and(|own| own == kind)
    }

    /// It and its causes, from the outside in.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |raised| raised.cause.as_deref())
    }
}

/// What an observation saw.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Key in `sys.modules` and what is there, in order of the keys.
    pub modules: BTreeMap<String, String>,
    /// How often a name is in `sys.builtin_module_names`.
    pub builtin_module_names: BTreeMap<String, u32>,
    /// How many more modules there are: too many to be listed.
    pub left_out: u32,
}

/// A record that can't be made from the events.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The events file has an invalid line.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The host violates the host contract.
    #[error("the host violated the host contract: {0}")]
    Contract(String),
    /// The host is extproof's own and keeps the contract, so what it wrote was changed.
    #[error("the events were damaged, and now say of the host: {0}")]
    Damaged(String),
    /// The host could write events at the start, and can't any more.
    #[error("the host can't write events any more, because of what the code under test did to its process: {0}")]
    Unwritten(String),
}

/// The steps of a run.
#[derive(Clone, Debug)]
pub struct Record {
    /// In the order of the case.
    pub steps: Vec<StepRecord>,
    /// Fixture events after the last step.
    pub late_events: Vec<String>,
    /// Whether the host says that it attempted everything.
    pub done: bool,
}
