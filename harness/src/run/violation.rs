//! Where a run violates the contract of its case.

use std::ops::ControlFlow;

use crate::case::{Action, Phase, PythonAction};
use crate::transcript::{Outcome, StepRecord};

/// Where a run violates the contract of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where.
    pub at: At,
    /// What the contract says.
    pub promised: Promised,
    /// What happened.
    pub found: Happened,
    /// Whether it is about the end of an interpreter or of the process.
    pub teardown: bool,
}

/// A place in a transcript, as deviations name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A step.
    Step {
        /// Its first line in the transcript.
        title: String,
        /// Its label, if it is an observation.
        label: Option<String>,
        /// Which of the steps with this title, counted from 1.
        nth: usize,
    },
    /// After the last step.
    End,
}

impl At {
    /// The place of a step among all of its run.
    pub(super) fn step(record: &StepRecord, all: &[StepRecord]) -> Self {
        let label = match &record.step.action {
            Action::Python { action: PythonAction::Observe(label), .. } => Some(label.clone()),
            _ => None,
        };
        let title = first_line(record);
        let mut nth = 0;
        let _ = in_order(all, &mut |step| {
            nth += usize::from(first_line(step) == title);
            if std::ptr::eq(step, record) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        Self::Step { title: title.to_owned(), label, nth }
    }

    /// Whether a deviation is about this place, whose step has this name; of several, `nth` is meant.
    pub(super) fn is_called(&self, name: &str, nth: Option<usize>) -> bool {
        match self {
            Self::Step { title, label, nth: own } => {
                (title == name || label.as_deref() == Some(name)) && nth.is_none_or(|nth| nth == *own)
            }
            Self::End => name == END,
        }
    }
}

/// The title, as deviations have it.
fn first_line(record: &StepRecord) -> &str {
    record.title.lines().next().unwrap_or_default()
}

/// Visits steps and those inside them, in the order of the case.
fn in_order(steps: &[StepRecord], visit: &mut dyn FnMut(&StepRecord) -> ControlFlow<()>) -> ControlFlow<()> {
    for step in steps {
        visit(step)?;
        step.children.iter().try_for_each(|steps| in_order(steps, visit))?;
    }
    ControlFlow::Continue(())
}

/// The name of the end of the process in deviations.
pub(crate) const END: &str = "end";

/// What a contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promised {
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
    Outcome(Outcome),
    /// These events of fixtures happened.
    Events(Vec<String>),
    /// The module is in `sys.modules`.
    Present,
    /// The module isn't in `sys.modules`.
    Absent,
    /// The name is in `sys.builtin_module_names` this many times.
    Listed(u32),
}
