//! Whether an import that failed was refused, as the documentation wants it of modules that don't support something.
//!
//! Nothing of this depends on what an exception says: it must be a plain ImportError, where CPython or the module may refuse, and what
//! a module's function in C stated, or CPython in its place, or be raised from that. In doubt, the import failed.

use crate::case::{Action, Phase, PythonAction};
use crate::transcript::{Raised, StepOutcome, StepRecord};

const IMPORT_ERROR: &str = "builtins.ImportError";

/// Whether an exception of the step at `index` may be a refusal. Who raised it decides.
pub(super) fn may_be_refusal(steps: &[&StepRecord], index: usize, raised: &Raised) -> bool {
    let Some(step) = steps.get(index) else { return false };
    // A module may opt out of being loaded twice, and of sub-interpreters.
    let is_second = steps[..index].iter().copied().any(imports);
    is_plain(raised) && (is_second || is_in_sub(step))
}

/// Whether nothing but plain ImportErrors were raised, for want of no file or module.
fn is_plain(raised: &Raised) -> bool {
    let plain = raised.chain().all(|raised| raised.is_exactly(IMPORT_ERROR) && raised.file.is_none());
    plain && raised.phase != Some(Phase::Find)
}

/// Whether the module was imported in the step.
pub(super) fn imports(step: &StepRecord) -> bool {
    let is_import = matches!(step.step.action, Action::Python { action: PythonAction::Import(_), .. });
    is_import && matches!(step.outcome, StepOutcome::Value(_))
}

fn is_in_sub(step: &StepRecord) -> bool {
    matches!(step.step.action, Action::Python { interpreter: Some(_), .. })
}
