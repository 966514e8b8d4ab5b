//! Whether a module of a wheel can't be imported only because a package of others isn't there.
//!
//! The wheel was installed with all that it requires. What misses a package even so is for those who have installed that
//! package, too.

use super::attempt::{CheckOptions, answer};
use super::steps::{MAIN, evaluate, execute, initialize};
use super::{Bench, Detail, ModuleSource, Subject, TrialOutcome, TrialVerdict};
use crate::isolate::{self, Interrupt};

const CODE: &str = include_str!("absent.py");
const ABSENT: &str = "absent()";

/// The package of others that the import of a wheel's module misses.
///
/// # Errors
/// When processes can't be run.
pub(super) fn absent(
    bench: &Bench,
    subject: &Subject,
    import: &TrialOutcome,
    options: &CheckOptions,
    interrupt: &Interrupt,
) -> Result<Option<String>, isolate::Error> {
    let is_missing = match &import.detail {
        Some(Detail::Raised(raised)) => raised.is_exactly("builtins.ModuleNotFoundError"),
        _ => false,
    };
    if !is_missing || import.verdict != TrialVerdict::Fails || !matches!(subject.source, ModuleSource::Wheel(_)) {
        return Ok(None);
    }
    let steps = [initialize(), execute(CODE, MAIN), evaluate(ABSENT, MAIN)];
    answer(bench, subject, &steps, ABSENT, options, interrupt)
}
