//! Whether an import that failed was refused, as the documentation wants it of modules that don't support something.
//!
//! Nothing of this hangs on what an exception says. In doubt, the import failed.

use extproof_contract::{InterpreterConfig, InterpreterGil};

use super::baseline::Baseline;
use super::declared::{Declared, Init, Interpreters};
use crate::case::{Action, Phase, PythonAction};
use crate::transcript::{Outcome, Raised, StepRecord};
use crate::version::Version;

const IMPORT_ERROR: &str = "builtins.ImportError";

/// Whether an exception of the step at `index` is a refusal.
pub(super) fn is_refusal(steps: &[&StepRecord], index: usize, raised: &Raised, known: &Baseline, on: Version) -> bool {
    let Some(step) = steps.get(index) else { return false };
    by_python(interpreter_of(steps, step), raised, &known.declared, on) || by_module(&steps[..index], raised)
}

/// CPython itself lets only modules that declare enough into interpreters that check it.
fn by_python(interpreter: Interpreter, raised: &Raised, declared: &Declared, on: Version) -> bool {
    let (checks, own_gil) = match interpreter {
        Interpreter::Main => (false, false),
        // Without the GIL, legacy interpreters check it as well.
        Interpreter::Sub(None) => (on.free_threaded, false),
        Interpreter::Sub(Some(config)) => (config.check_multi_interp_extensions, config.gil == InterpreterGil::Own),
    };
    let too_little = declared.init == Some(Init::SinglePhase)
        || declared.interpreters == Some(Interpreters::NotSupported)
        || (own_gil && declared.init.is_some() && declared.interpreters != Some(Interpreters::PerInterpreterGil));
    checks && too_little && raised.is_a(IMPORT_ERROR)
}

/// A module can opt out of being loaded twice: from its own init or exec function, and not because something else is
/// missing.
fn by_module(before: &[&StepRecord], raised: &Raised) -> bool {
    let is_second = before.iter().any(|step| imports(step));
    let is_own = raised.code.is_none() && raised.file.is_none() && raised.cause.is_none();
    is_second && is_own && is_import_error(raised) && raised.phase != Some(Phase::Find)
}

/// Whether the module was imported in the step.
pub(super) fn imports(step: &StepRecord) -> bool {
    let is_import = matches!(step.step.action, Action::Python { action: PythonAction::Import(_), .. });
    is_import && matches!(step.outcome, Outcome::Value(_))
}

/// Whether it is an ImportError, and nothing below that.
pub(super) fn is_import_error(raised: &Raised) -> bool {
    raised.is_exactly(IMPORT_ERROR)
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
