//! The import of a package instead of its modules.
//!
//! Before it imports a module, Python imports the packages that the module is in. If that of a package fails, the module isn't
//! reached. And to import a module that its package brings along by itself is the same as to import the package. So the import of a
//! package, in a process in which none of its modules is imported for its own sake, tells about those modules, too.

use std::collections::BTreeSet;

use super::answer::{text, unspelled};
use super::joint::{Member, of_member};
use super::judge::{answers, exceptions};
use super::known::KeptOut;
use super::steps::{EXTENSIONS, IMPORT_NOTING, MAIN, evaluate, execute};
use super::witness::{Witness, watched};
use super::{At, Trial, TrialOutcome, control};
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
    trial: Trial,
    /// How it failed for one of the modules.
    failed: FailedImport,
    witness: Witness,
    /// The extension modules that the package brought, in each of the imports that did not fail.
    brought: Vec<BTreeSet<String>>,
}

impl PackageImport {
    /// The steps of a trial with a package instead of the module.
    pub(super) fn steps(trial: Trial, package: &str) -> Vec<Step> {
        let steps: Vec<Step> = control::with_other(&trial.steps(), package).into_iter().map(|(_, step)| step).collect();
        watched(&asking(&steps, package))
    }

    /// From what came of these steps, where the imports of these modules failed beside others. Nothing if that tells nothing of modules.
    pub(super) fn failed(trial: Trial, transcript: &Transcript, modules: &[(&str, &FailedImport)]) -> Option<Self> {
        let witness = Witness::seen(transcript).filter(|witness| transcript.ending.is_clean() && !witness.hides)?;
        let imports = exceptions(transcript, IMPORT_NOTING);
        let number = imports.iter().position(Option::is_some)?;
        let raised = imports[number].map(bare);
        let is_it = |(name, failed): &&(&str, &FailedImport)| {
            failed.number == number
                && failed.outcome.raised().map(bare) == raised
                && failed.outcome.at == Some(place(trial, number, name))
        };
        let failed = modules.iter().find(is_it).map(|(_, failed)| (*failed).clone())?;
        let names = |answer: &str| text(answer).split(',').map(unspelled).collect();
        let brought = answers(transcript, EXTENSIONS).into_iter().zip(&imports);
        let brought = brought.filter(|(_, raised)| raised.is_none()).map(|(answer, _)| names(answer)).collect();
        Some(Self { trial, failed, witness, brought })
    }

    /// What comes of a module that is kept out by the one that raised, where it is alone. Beside others, its own import may have failed.
    pub(super) fn keeps_out(&self, (subject, baseline): Member<'_>, own: Option<&FailedImport>) -> Option<KeptOut> {
        let raiser = self.witness.raiser.as_ref().filter(|raiser| !raiser.standard && raiser.name != subject.name)?;
        // Where it is imported before, that is the import of the package again if the package brings it.
        if !self.brought.iter().all(|names| names.contains(&subject.name)) {
            let raised = |failed: &FailedImport| failed.outcome.raised().map(bare);
            let is_same =
                own.is_some_and(|own| own.number == self.failed.number && raised(own) == raised(&self.failed));
            // Else it must be as in the plain import of the module, and what raised in its package must be there, too, and have
            // raised beside the module.
            let is_as_plain = is_main_first(self.trial) && self.failed.number == 1 && self.brought.len() == 1;
            let is_complete = self.witness.raisers.iter().all(|raiser| baseline.extensions.contains(raiser));
            if !(is_same && is_as_plain && is_complete) {
                return None;
            }
        }
        let mut outcome = self.failed.outcome.clone();
        outcome.at = Some(place(self.trial, self.failed.number, &subject.name));
        outcome.refuse_only_if(self.witness.is_of_statement());
        Some(KeptOut { outcome, raiser: raiser.name.clone() })
    }
}

/// The step of a trial with the import of this number, as reports name it.
fn place(trial: Trial, number: usize, module: &str) -> At {
    fn imports(step: &Step) -> Vec<&Step> {
        match &step.action {
            Action::Threads(lists) => lists.iter().flatten().flat_map(imports).collect(),
            Action::Python { action: PythonAction::Import(_), .. } => vec![step],
            _ => Vec::new(),
        }
    }
    let steps = trial.steps();
    let title = steps.iter().flat_map(imports).nth(number).map(|step| of_member(step, module).action.describe());
    At::Step(title.unwrap_or_default())
}

/// The same steps, in which code that speaks of the module speaks of the package, and each import is asked which extension modules it
/// brought.
fn asking(steps: &[Step], package: &str) -> Vec<Step> {
    let mut all = Vec::new();
    for step in steps {
        match &step.action {
            Action::Threads(lists) => {
                let lists = lists.iter().map(|steps| asking(steps, package)).collect();
                all.push(Step { action: Action::Threads(lists), ..step.clone() });
            }
            Action::Python { action: PythonAction::Import(_), interpreter } => {
                let interpreter = interpreter.as_deref().unwrap_or(MAIN);
                all.push(execute(format!("NAME = '{package}'"), interpreter));
                all.extend([step.clone(), evaluate(EXTENSIONS, interpreter)]);
            }
            _ => all.push(step.clone()),
        }
    }
    all
}

/// Whether a module is imported in the main interpreter first, and in none beside that.
fn is_main_first(trial: Trial) -> bool {
    trial.steps().iter().find_map(|step| match &step.action {
        Action::Python { action: PythonAction::Import(_), interpreter } => Some(interpreter.is_none()),
        Action::Threads(_) => Some(false),
        _ => None,
    }) == Some(true)
}

/// An exception without where it was seen.
fn bare(raised: &Raised) -> Raised {
    let cause = raised.cause.as_ref().map(|cause| Box::new(bare(cause)));
    Raised { phase: None, code: None, cause, ..raised.clone() }
}
