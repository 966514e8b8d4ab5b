//! Whether an import that failed was refused, as the documentation wants it of modules that don't support something.
//!
//! Nothing of this depends on what an exception says: it must be a plain ImportError, where CPython or the module may refuse, and what
//! a module's function in C stated, or CPython in its place, or be raised from that. In doubt, the import failed.

use std::ptr;

use extproof_contract::{InterpreterConfig, InterpreterGil};

use crate::case::{Action, Phase, PythonAction};
use crate::transcript::{Raised, StepOutcome, StepRecord};
use crate::version::Version;

const IMPORT_ERROR: &str = "builtins.ImportError";

/// Whether an exception of the step at `index` may be a refusal. Who raised it decides.
pub(super) fn may_be_refusal(steps: &[&StepRecord], index: usize, raised: &Raised, on: Version) -> bool {
    let Some(step) = steps.get(index) else { return false };
    // What was imported before may opt out of being loaded twice.
    let is_second = steps[..index].iter().copied().chain(beside(steps, step)).any(imports);
    is_plain(raised) && (is_second || is_checked(interpreter_of(steps, step), on))
}

/// Whether nothing but plain ImportErrors were raised, for want of no file or module.
pub(super) fn is_plain(raised: &Raised) -> bool {
    let plain = raised.chain().all(|raised| raised.is_exactly(IMPORT_ERROR) && raised.file.is_none());
    plain && raised.phase != Some(Phase::Find)
}

/// The steps that threads do at the same time as a step: none of them is before another.
fn beside<'a>(steps: &[&'a StepRecord], step: &StepRecord) -> impl Iterator<Item = &'a StepRecord> {
    let has_step = |block: &&&StepRecord| block.children.iter().flatten().any(|child| ptr::eq(child, step));
    steps.iter().find(has_step).into_iter().flat_map(|block| block.children.iter().flatten())
}

/// Whether CPython itself lets only modules that declare enough into an interpreter.
fn is_checked(interpreter: Interpreter, on: Version) -> bool {
    match interpreter {
        Interpreter::Main => false,
        // Without the GIL, legacy interpreters check it as well.
        Interpreter::Sub(None) => on.free_threaded,
        Interpreter::Sub(Some(config)) => config.check_multi_interp_extensions || config.gil == InterpreterGil::Own,
    }
}

/// Whether the module was imported in the step.
pub(super) fn imports(step: &StepRecord) -> bool {
    let is_import = matches!(step.step.action, Action::Python { action: PythonAction::Import(_), .. });
    is_import && matches!(step.outcome, StepOutcome::Value(_))
}

/// The interpreter in which a step is done.
enum Interpreter {
    Main,
    Sub(Option<InterpreterConfig>),
}

fn interpreter_of(steps: &[&StepRecord], step: &StepRecord) -> Interpreter {
    let Action::Python { interpreter: Some(wanted), .. } = &step.step.action else { return Interpreter::Main };
    let config = steps.iter().find_map(|step| match &step.step.action {
        Action::NewInterpreter { name, config, .. } if name == wanted => Some(*config),
        _ => None,
    });
    config.map_or(Interpreter::Main, Interpreter::Sub)
}
