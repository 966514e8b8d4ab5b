//! Reports of `extproof check`.

mod advice;
mod json;
mod junit;
mod markdown;
mod table;
mod text;
mod words;

use crate::check::{Checked, Outcome, Trial, Verdict};
use crate::version::Version;

pub use json::write as json;
pub use junit::write as junit;
pub use markdown::write as markdown;
pub use text::write as text;
pub(crate) use words::*;

/// Everything that there is to report.
#[derive(Debug)]
pub struct CheckReport {
    /// What was checked.
    pub checked: Vec<Checked>,
    /// What was not, and why.
    pub not_applicable: Vec<NotApplicable>,
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

    /// Equal outcomes with the Pythons on which they came about, but those that work or say nothing.
    fn findings(&self) -> Vec<(Trial, &Outcome, Vec<Version>)> {
        let mut findings: Vec<(Trial, &Outcome, Vec<Version>)> = Vec::new();
        for trial in self.trials() {
            for checked in &self.on {
                let Some(outcome) = checked.outcome(trial).filter(|outcome| worth_telling(outcome)) else { continue };
                let same =
                    |(known, other, _): &&mut (Trial, &Outcome, Vec<Version>)| *known == trial && alike(other, outcome);
                match findings.iter_mut().find(same) {
                    Some((_, _, pythons)) => pythons.push(checked.python),
                    None => findings.push((trial, outcome, vec![checked.python])),
                }
            }
        }
        findings
    }
}

fn worth_telling(outcome: &Outcome) -> bool {
    !matches!(outcome.verdict, Verdict::Works | Verdict::NotApplicable) || !outcome.notes.is_empty()
}

/// Whether one text does for both.
fn alike(one: &Outcome, other: &Outcome) -> bool {
    (one.verdict, &one.detail, &one.step, &one.notes) == (other.verdict, &other.detail, &other.step, &other.notes)
}
