//! The import of a package instead of its modules.
//!
//! Before it imports a module, Python imports the packages that the module is in. If that of a package fails, the module isn't
//! reached. And to import a module that its package brings along by itself is the same as to import the package. So the import of a
//! package, in a process in which none of its modules is imported for its own sake, tells about those modules, too. It is believed of
//! one whose own import failed in the same way beside others.

use std::collections::BTreeSet;

use super::answer::{text, unspelled};
use super::judge::{answers, exceptions};
use super::known::KeptOut;
use super::steps::{IMPORT_NOTING, MAIN, THERE, evaluate, execute, replaced};
use super::witness::{Witness, watched};
use super::{Trial, TrialOutcome, control};
use crate::case::{Action, PythonAction, Step};
use crate::transcript::{Raised, Transcript};

/// How an import failed beside others.
#[derive(Clone, Debug)]
pub(super) struct FailedImport {
    /// What came of the trial of the module.
    pub(super) outcome: TrialOutcome,
    /// The number of the import among those of the trial.
    pub(super) number: usize,
}

/// The import of a package that failed in a trial, because a module in C raised.
pub(super) struct PackageImport {
    raised: Raised,
    number: usize,
    witness: Witness,
    /// The modules that were there after each of the imports that did not fail.
    brought: Vec<BTreeSet<String>>,
}

impl PackageImport {
    /// The steps of a trial with a package instead of the module.
    pub(super) fn steps(trial: Trial, package: &str) -> Vec<Step> {
        let steps: Vec<Step> = control::with_other(&trial.steps(), package).into_iter().map(|(_, step)| step).collect();
        watched(&asking(&steps, package))
    }

    /// From what came of these steps. Nothing if that tells nothing of modules.
    pub(super) fn failed(transcript: &Transcript) -> Option<Self> {
        let witness = Witness::seen(transcript).filter(|witness| transcript.ending.is_clean() && !witness.hides)?;
        let imports = exceptions(transcript, IMPORT_NOTING);
        let number = imports.iter().position(Option::is_some)?;
        let names = |answer: &str| text(answer).split(',').map(unspelled).collect();
        let brought = answers(transcript, THERE).into_iter().zip(&imports);
        let brought = brought.filter(|(_, raised)| raised.is_none()).map(|(answer, _)| names(answer)).collect();
        Some(Self { raised: imports[number].map(bare)?, number, witness, brought })
    }

    /// What comes of a module, whose own import failed beside others, if another one keeps it out by what it raised in its package.
    pub(super) fn keeps_out(&self, module: &str, own: &FailedImport) -> Option<KeptOut> {
        let raiser = self.witness.raiser.as_ref().filter(|raiser| !raiser.standard && raiser.name != module)?;
        let is_same = own.number == self.number && own.outcome.raised().map(bare).as_ref() == Some(&self.raised);
        // Where it was imported before, that was the import of the package once more.
        let is_brought = self.brought.iter().all(|names| names.contains(module));
        (is_same && is_brought).then(|| {
            let mut outcome = own.outcome.clone();
            outcome.refuse_only_if(self.witness.is_of_statement());
            KeptOut { outcome, raiser: raiser.name.clone() }
        })
    }
}

/// The same steps, in which code that speaks of the module speaks of the package, and after each import the modules are asked for that are
/// there.
fn asking(steps: &[Step], package: &str) -> Vec<Step> {
    replaced(steps, &mut |step| match &step.action {
        Action::Python { action: PythonAction::Import(_), interpreter } => {
            let interpreter = interpreter.as_deref().unwrap_or(MAIN);
            vec![execute(format!("NAME = '{package}'"), interpreter), step.clone(), evaluate(THERE, interpreter)]
        }
        _ => vec![step.clone()],
    })
}

/// An exception without where it was seen.
fn bare(raised: &Raised) -> Raised {
    let cause = raised.cause.as_ref().map(|cause| Box::new(bare(cause)));
    Raised { phase: None, code: None, cause, ..raised.clone() }
}
