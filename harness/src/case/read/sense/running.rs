//! Whether Python is initialized where a step needs an interpreter.

use super::Written;
use crate::case::Action;
use crate::document::Problems;

/// Checks the steps that hosts don't try without an interpreter: whatever a case expects of them says nothing about Python.
pub(super) fn check(steps: &[Written<'_>], problems: &Problems) {
    let mut why_not = Some("no earlier step initializes Python");
    for written in steps {
        let key = match &written.step.action {
            Action::Initialize { .. } => {
                why_not = None;
                continue;
            }
            Action::Finalize | Action::RunMain(_) => {
                why_not = Some("Python has been finalized before this step");
                continue;
            }
            Action::Python { .. } => "in",
            Action::NewInterpreter { .. } => "new_interpreter",
            Action::EndInterpreter { .. } => "end_interpreter",
            Action::Threads(_) => "threads",
            _ => continue,
        };
        if let Some(why) = why_not {
            let message = format!("{} needs an interpreter, and {why}", written.name());
            problems.add(written.span(key), message, "allowed: between `initialize` and `finalize`");
        }
    }
}
