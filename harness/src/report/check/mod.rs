//! Reports of `extproof check`.

mod advice;
mod json;
mod junit;
mod markdown;
mod table;
mod text;
mod words;

use crate::check::{Checked, Outcome, Trial, Verdict};
use crate::transcript::without_addresses;
use crate::version::Version;

pub use json::write as json;
pub use junit::write as junit;
pub use markdown::write as markdown;
pub use text::write as text;
pub(crate) use words::*;

/// Everything that there is to report.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// What was checked.
    pub checked: Vec<Checked>,
    /// What was not, and why.
    pub not_applicable: Vec<NotApplicable>,
    /// What can't be checked: its name, and what is wrong with it.
    pub faults: Vec<(String, String)>,
}

/// A module, wheel or Python that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NotApplicable {
    /// The module or wheel; empty for all.
    pub what: String,
    /// The Python.
    pub python: Version,
    /// Why.
    pub reason: String,
}

/// One module, on the Pythons for which it was checked.
struct Module<'a> {
    name: &'a str,
    on: Vec<&'a Checked>,
}

impl CheckReport {
    fn modules(&self) -> Vec<Module<'_>> {
        let mut modules: Vec<Module<'_>> = Vec::new();
        for checked in &self.checked {
            let name = checked.subject.name.as_str();
            match modules.iter_mut().find(|module| module.name == name) {
                Some(module) => module.on.push(checked),
                None => modules.push(Module { name, on: vec![checked] }),
            }
        }
        modules
    }
}

impl Module<'_> {
    /// The trials that were asked for.
    fn trials(&self) -> Vec<Trial> {
        Trial::ALL.into_iter().filter(|trial| self.on.iter().any(|checked| checked.outcome(*trial).is_some())).collect()
    }

    /// What is to be told, but for trials that work or say nothing: equal outcomes only once.
    fn findings(&self) -> Vec<Finding<'_>> {
        let mut findings: Vec<Finding<'_>> = Vec::new();
        for trial in self.trials() {
            let mut of_trial: Vec<Finding<'_>> = Vec::new();
            for checked in &self.on {
                let Some(outcome) = checked.outcome(trial).filter(|outcome| worth_telling(outcome)) else { continue };
                match of_trial.iter_mut().find(|finding| alike(finding.outcome, outcome)) {
                    Some(finding) => finding.pythons.push(checked.python),
                    None => of_trial.push(Finding { trials: vec![trial], outcome, pythons: vec![checked.python] }),
                }
            }
            for finding in of_trial {
                match findings.iter_mut().find(|known| known.says_the_same(&finding)) {
                    Some(known) => known.trials.push(trial),
                    None => findings.push(finding),
                }
            }
        }
        findings
    }
}

/// What is to be told of some trials on some Pythons.
struct Finding<'a> {
    trials: Vec<Trial>,
    outcome: &'a Outcome,
    pythons: Vec<Version>,
}

impl Finding<'_> {
    fn names(&self) -> String {
        self.trials.iter().map(|trial| trial.name()).collect::<Vec<_>>().join(", ")
    }

    fn advice(&self) -> Option<advice::Advice> {
        self.trials.first().and_then(|trial| advice::advice(*trial, self.outcome.verdict))
    }

    /// Whether another trial came to the same. Where something broke, the step matters.
    fn says_the_same(&self, other: &Self) -> bool {
        matches!(self.outcome.verdict, Verdict::Shares | Verdict::Refused)
            && (self.outcome.verdict, &self.outcome.detail) == (other.outcome.verdict, &other.outcome.detail)
            && self.pythons == other.pythons
            && self.advice().map(|advice| advice.means) == other.advice().map(|advice| advice.means)
    }
}

fn worth_telling(outcome: &Outcome) -> bool {
    !matches!(outcome.verdict, Verdict::Works | Verdict::NotApplicable) || !outcome.notes.is_empty()
}

/// Whether one text does for both.
fn alike(one: &Outcome, other: &Outcome) -> bool {
    let details = [one, other].map(|outcome| without_addresses(&outcome.detail));
    details[0] == details[1] && (one.verdict, &one.step, &one.notes) == (other.verdict, &other.step, &other.notes)
}
