//! Violations of contracts, in words.

use serde::Serialize;

use crate::run::{At, Happened, Promised, Violation};
use crate::transcript::Outcome;

/// A violation as a document has it.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    pub(crate) step: String,
    pub(crate) expected: String,
    pub(crate) found: String,
    teardown: bool,
}

impl Told {
    pub(crate) fn of(violation: &Violation) -> Self {
        Self {
            step: at(&violation.at).to_owned(),
            expected: promised(&violation.promised),
            found: found(&violation.found),
            teardown: violation.teardown,
        }
    }
}

/// A violation in one line.
pub fn line(violation: &Violation) -> String {
    let Told { step, expected, found, teardown } = Told::of(violation);
    let part = if teardown { " (teardown)" } else { "" };
    format!("  in `{step}`{part}: expected {expected}; found {found}")
}

fn at(at: &At) -> &str {
    match at {
        At::Step { title, .. } => title,
        At::End => "end",
    }
}

fn promised(promised: &Promised) -> String {
    match promised {
        Promised::GoodEnd => "the process does every step and exits with 0".to_owned(),
        Promised::Ends(end) => format!("the process ends here: {end}"),
        Promised::Success => "succeeds".to_owned(),
        Promised::Failure => "fails".to_owned(),
        Promised::Raises(kind) => format!("raises {kind}"),
        Promised::RaisesIn(phase) => format!("raises in {}", phase.name()),
        Promised::Says(message) => format!("says `{message}`"),
        Promised::Gives(value) => format!("gives {value}"),
        Promised::Events(events) => list(events),
        Promised::Present(name) => format!("{name} is in sys.modules"),
        Promised::Absent(name) => format!("{name} is not in sys.modules"),
        Promised::Listed(name, count) => format!("{name} is {count}× in sys.builtin_module_names"),
    }
}

fn found(found: &Happened) -> String {
    match found {
        Happened::End(end) => end.clone(),
        Happened::Events(events) => list(events),
        Happened::Present => "it is".to_owned(),
        Happened::Absent => "it isn't".to_owned(),
        Happened::Listed(count) => format!("{count}×"),
        Happened::Outcome(outcome) => match outcome {
            Outcome::Ok => "it succeeds".to_owned(),
            Outcome::Value(value) => format!("it gives {value}"),
            Outcome::NotReached => "it isn't reached".to_owned(),
            Outcome::Ended => "the process ends here".to_owned(),
            Outcome::Failed(error) => format!("it fails: {error}"),
            Outcome::Raised(raised) => {
                let phase = raised.phase.map(|phase| format!(" in {}", phase.name())).unwrap_or_default();
                format!("{}{phase}: {}", raised.kind, raised.message)
            }
        },
    }
}

fn list(events: &[String]) -> String {
    format!("the events [{}]", events.join(", "))
}
