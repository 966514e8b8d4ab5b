//! Violations of contracts, in words.

use serde::Serialize;

use crate::run::{Happened, ViolatedAt, Violation, Wanted};
use crate::transcript::StepOutcome;

/// A violation as a document has it.
#[derive(Debug, Serialize)]
pub(crate) struct ViolationText {
    pub(crate) step: String,
    pub(crate) expected: String,
    pub(crate) found: String,
    teardown: bool,
}

impl ViolationText {
    pub(crate) fn of(violation: &Violation) -> Self {
        Self {
            step: at(&violation.at).to_owned(),
            expected: expected(&violation.expected),
            found: found(&violation.found),
            teardown: violation.teardown,
        }
    }
}

/// A violation in one line.
pub fn line(violation: &Violation) -> String {
    let ViolationText { step, expected, found, teardown } = ViolationText::of(violation);
    let part = if teardown { " (teardown)" } else { "" };
    format!("  in `{step}`{part}: expected {expected}, found {found}")
}

fn at(at: &ViolatedAt) -> &str {
    match at {
        ViolatedAt::Step { title, .. } => title,
        ViolatedAt::End => "end",
    }
}

fn expected(expected: &Wanted) -> String {
    match expected {
        Wanted::GoodEnd => "every step done and exit 0".to_owned(),
        Wanted::Ends(end) => format!("the end of the process: {end}"),
        Wanted::Success => "success".to_owned(),
        Wanted::Failure => "failure".to_owned(),
        Wanted::Raises(kind) => kind.clone(),
        Wanted::RaisesIn(phase) => format!("an exception in {}", phase.name()),
        Wanted::Says(message) => format!("the message `{message}`"),
        Wanted::Gives(value) => value.clone(),
        Wanted::Events(events) => list(events),
        Wanted::Present(name) => format!("{name} in sys.modules"),
        Wanted::Absent(name) => format!("no {name} in sys.modules"),
        Wanted::Listed(name, count) => format!("{name} {count}× in sys.builtin_module_names"),
    }
}

fn found(found: &Happened) -> String {
    match found {
        Happened::End(end) => end.clone(),
        Happened::Events(events) => list(events),
        Happened::Present => "an entry".to_owned(),
        Happened::Absent => "no entry".to_owned(),
        Happened::Listed(count) => format!("{count}×"),
        Happened::Outcome(outcome) => match outcome {
            StepOutcome::Ok => "success".to_owned(),
            StepOutcome::Value(value) => value.clone(),
            StepOutcome::NotReached => "a step that was not reached".to_owned(),
            StepOutcome::Ended => "the end of the process".to_owned(),
            StepOutcome::Failed(error) => format!("failure: {error}"),
            StepOutcome::Raised(raised) => {
                let phase = raised.phase.map(|phase| format!(" in {}", phase.name())).unwrap_or_default();
                format!("{}{phase}: {}", raised.kind, raised.message)
            }
        },
    }
}

fn list(events: &[String]) -> String {
    format!("the events [{}]", events.join(", "))
}
