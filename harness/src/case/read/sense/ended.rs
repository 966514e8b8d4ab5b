//! Whether the process is still there for a step.

use super::{Written, each};
use crate::case::Scope;
use crate::document::Problems;

/// Checks that nothing is expected of steps behind one that always ends the process.
pub(super) fn check(steps: &[Written<'_>], problems: &Problems) {
    let always_ends = |written: &Written<'_>| {
        let [expectation] = written.step.expect.as_slice() else { return false };
        expectation.ends.is_some() && expectation.scope == Scope::default()
    };
    let Some(last) = steps.iter().position(always_ends) else { return };
    each(&steps[last + 1..], &mut |written| {
        if written.get("expect").is_some() {
            let message = format!("an earlier step ends the process, so {} is never done", written.name());
            problems.add(written.span("expect"), message, "remove the expectation, or give that of the end a scope");
        }
    });
}
