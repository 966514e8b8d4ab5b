//! Where a run violates the contract of its case.

use std::ops::ControlFlow;

use crate::case::{END, Occurrences, Phase};
use crate::transcript::{StepOutcome, StepRecord};

/// Where a run violates the contract of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where.
    pub at: ViolatedAt,
    /// What the contract says.
    pub expected: Wanted,
    /// What happened.
    pub found: Happened,
    /// Whether it is about the end of an interpreter or of the process.
    pub teardown: bool,
}

/// A place in a transcript, as deviations name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViolatedAt {
    /// A step.
    Step {
        /// Its first line in the transcript.
        title: String,
        /// Each of its names, and which of the steps of that name it is, counted from 1.
        called: Vec<(String, usize)>,
    },
    /// After the last step.
    End,
}

impl ViolatedAt {
    /// The place of a step among all of its run.
    pub(super) fn step(record: &StepRecord, all: &[StepRecord]) -> Self {
        let mut before = Occurrences::default();
        let _ = in_order(all, &mut |step| {
            before.add(&step.names);
            if std::ptr::eq(step, record) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        Self::Step { title: record.names.title().to_owned(), called: before.last(&record.names) }
    }

    /// Whether a deviation is about this place, whose step has this name; of several, `nth` is meant.
    pub(super) fn is_called(&self, name: &str, nth: Option<usize>) -> bool {
        match self {
            Self::Step { called, .. } => {
                called.iter().any(|(own, which)| own == name && nth.is_none_or(|nth| nth == *which))
            }
            // There is one end, so what is counted are steps that are called like it.
            Self::End => name == END && nth.is_none(),
        }
    }
}

/// Visits steps and those inside them, in the order of the case.
fn in_order<'a>(steps: &'a [StepRecord], visit: &mut dyn FnMut(&'a StepRecord) -> ControlFlow<()>) -> ControlFlow<()> {
    for step in steps {
        visit(step)?;
        step.children.iter().try_for_each(|steps| in_order(steps, visit))?;
    }
    ControlFlow::Continue(())
}

/// What a contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The process does every step and exits with 0.
    GoodEnd,
    /// The process ends in the step, with this end.
    Ends(String),
    /// The step succeeds.
    Success,
    /// The step fails.
    Failure,
    /// It raises an exception of this type.
    Raises(String),
    /// It raises an exception in this phase of the import.
    RaisesIn(Phase),
    /// The exception's text, or the host's error, contains this.
    Says(String),
    /// It gives this value.
    Gives(String),
    /// These events of fixtures happen in it.
    Events(Vec<String>),
    /// This module is in `sys.modules`.
    Present(String),
    /// This module is not in `sys.modules`.
    Absent(String),
    /// This name is in `sys.builtin_module_names` this many times.
    Listed(String, u32),
}

/// What happened instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The process ended in this way.
    End(String),
    /// The step had this outcome.
    Outcome(StepOutcome),
    /// These events of fixtures happened.
    Events(Vec<String>),
    /// The module is in `sys.modules`.
    Present,
    /// The module isn't in `sys.modules`.
    Absent,
    /// The name is in `sys.builtin_module_names` this many times.
    Listed(u32),
}
