//! Packages that load the file of an extension module by themselves, under a name of their choice.
//!
//! The name that the file's place gives it is nobody's then, and an import by it can fail although all users are well: `cv2` loads
//! `cv2/cv2.abi3.so` as `cv2`, and the module refuses to be `cv2.cv2`.

use super::attempt::{CheckOptions, answer};
use super::steps::{LOADS_FILE, MAIN, PRELUDE, evaluate, execute, initialize};
use super::{Bench, Subject, TrialOutcome, TrialVerdict};
use crate::isolate::{self, Interrupt};

/// The module by the name of its package, if its own can't be imported and the package loads its file.
///
/// # Errors
/// When processes can't be run.
pub(super) fn in_place_of(
    bench: &Bench,
    subject: &Subject,
    import: &TrialOutcome,
    options: &CheckOptions,
    interrupt: &Interrupt,
) -> Result<Option<Subject>, isolate::Error> {
    if import.verdict != TrialVerdict::Fails || !subject.name.contains('.') {
        return Ok(None);
    }
    let steps = [initialize(), execute(PRELUDE, MAIN), evaluate(LOADS_FILE, MAIN)];
    let package = answer(bench, subject, &steps, LOADS_FILE, options, interrupt)?;
    Ok(package.map(|name| Subject { name, place_name: Some(subject.name.clone()), ..subject.clone() }))
}
