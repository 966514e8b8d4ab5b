//! Whether an initialization uses what is prepared for the next one.

use super::Written;
use crate::case::Action;
use crate::document::Problems;

/// Checks the steps that prepare an initialization.
pub(super) fn check(steps: &[Written<'_>], problems: &Problems) {
    for (index, written) in steps.iter().enumerate() {
        let mut later = steps[index + 1..].iter().map(|written| &written.step.action);
        let next = later.find(|action| matches!(action, Action::Initialize { .. } | Action::RunMain(_)));
        let (key, allowed) = match (&written.step.action, next) {
            (Action::AddToConfig(_), None | Some(Action::RunMain(_))) => ("add_to_config", "`initialize`"),
            (Action::Resource { .. }, None) => ("resource", "`initialize` or `run_main`"),
            _ => continue,
        };
        let message = match next {
            None => format!("no later step initializes Python with what `{key}` adds"),
            Some(_) => format!("`run_main` initializes Python without what `{key}` adds"),
        };
        problems.add(
            written.span(key),
            message,
            format!("allowed: {allowed} as the next step that initializes Python"),
        );
    }
}
