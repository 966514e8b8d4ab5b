//! Reports of `extproof check`.

mod advice;
mod block;
mod changes;
mod declared;
mod detail;
mod github;
mod json;
mod junit;
mod markdown;
mod table;
mod text;
mod told;
mod wording;
mod words;

use std::path::{Path, PathBuf};

use self::advice::Advice;
use crate::check::{Checked, Subject, Trial, TrialOutcome, TrialVerdict};
use crate::config::{KnownResult, KnownResults};
use crate::transcript::without_addresses;

pub(crate) use declared::declared;
pub(super) use github::below_here;
pub use github::write as github;
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
    /// Whether the user's code was run after each import.
    pub used: bool,
    /// What was not, and why.
    pub not_applicable: Vec<NotChecked>,
    /// What can't be checked: its name, and what is wrong with it.
    pub faults: Vec<(String, String)>,
    /// Targets that are for other machines or other Pythons: their names, and why they were skipped.
    pub skipped: Vec<(String, String)>,
    /// The results that are known.
    pub known: KnownResults,
    /// Those of them that name no module of the targets, if all modules of the targets were asked for.
    pub unused: Vec<KnownResult>,
    /// The trials that are required.
    pub required: Vec<Trial>,
}

/// A module, wheel or Python that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NotChecked {
    /// The module or wheel; empty for all.
    pub what: String,
    /// The name of the Python.
    pub python: String,
    /// Why.
    pub reason: String,
    /// Its file, if there is one.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

impl NotChecked {
    /// Whether the subject is of the same file, which can be in another place for another Python.
    pub(crate) fn is_of_file(&self, subject: &Subject) -> bool {
        let name = self.file.as_deref().and_then(Path::file_name);
        self.what == subject.name && name.is_some_and(|name| subject.library.path.file_name() == Some(name))
    }
}

/// One module, on the Pythons for which it was checked.
struct Module<'a> {
    name: &'a str,
    on: Vec<&'a Checked>,
    report: &'a CheckReport,
}

impl CheckReport {
    /// Whether that is good enough, for a trial that may be required.
    fn is_met(&self, trial: Trial, outcome: &TrialOutcome) -> bool {
        trial.is_met_by(outcome) || !self.requires(trial)
    }

    fn requires(&self, trial: Trial) -> bool {
        self.required.contains(&trial)
    }

    fn modules(&self) -> Vec<Module<'_>> {
        let mut modules: Vec<Module<'_>> = Vec::new();
        for checked in &self.checked {
            let name = checked.subject.name.as_str();
            // The same module from two places is two modules where a Python has both.
            let is_it = |module: &&mut Module<'_>| {
                module.name == name && module.on.iter().all(|other| other.python != checked.python)
            };
            match modules.iter_mut().find(is_it) {
                Some(module) => module.on.push(checked),
                None => modules.push(Module { name, on: vec![checked], report: self }),
            }
        }
        modules
    }
}

impl Module<'_> {
    /// The trials that were asked for.
    fn trials(&self) -> Vec<Trial> {
        Trial::all().filter(|trial| self.on.iter().any(|checked| checked.outcome(*trial).is_some())).collect()
    }

    /// Why trials say nothing.
    fn not_applicable(&self) -> Vec<Inapplicable<'_>> {
        let mut all: Vec<Inapplicable<'_>> = Vec::new();
        for trial in self.trials() {
            let mut of_trial: Vec<Inapplicable<'_>> = Vec::new();
            for checked in &self.on {
                let Some(outcome) = checked.outcome(trial) else { continue };
                if outcome.verdict != TrialVerdict::NotApplicable {
                    continue;
                }
                let reason = detail::detail(outcome);
                match of_trial.iter_mut().find(|known| known.reason == reason) {
                    Some(known) => known.pythons.push(&checked.python),
                    None => of_trial.push(Inapplicable { reason, trials: vec![trial], pythons: vec![&checked.python] }),
                }
            }
            for item in of_trial {
                match all.iter_mut().find(|known| known.reason == item.reason && known.pythons == item.pythons) {
                    Some(known) => known.trials.push(trial),
                    None => all.push(item),
                }
            }
        }
        all
    }

    /// What is to be told, but for trials that work or say nothing: equal outcomes only once.
    fn findings(&self) -> Vec<OutcomeGroup<'_>> {
        let mut findings: Vec<OutcomeGroup<'_>> = Vec::new();
        for trial in self.trials() {
            let mut of_trial: Vec<OutcomeGroup<'_>> = Vec::new();
            for checked in &self.on {
                let Some(outcome) = checked.outcome(trial).filter(|outcome| worth_telling(outcome)) else { continue };
                let known = self.report.known.of(checked, trial);
                let advice = advice::advice(checked, trial, outcome, self.report.requires(trial));
                let finding =
                    OutcomeGroup { trials: vec![trial], outcome, pythons: vec![&checked.python], known, advice };
                let is_like = |other: &&mut OutcomeGroup<'_>| {
                    other.reason() == finding.reason()
                        && other.advice == finding.advice
                        && alike(other.outcome, finding.outcome)
                };
                match of_trial.iter_mut().find(is_like) {
                    Some(like) => like.pythons.extend(finding.pythons),
                    None => of_trial.push(finding),
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

/// Why some trials say nothing on some Pythons.
struct Inapplicable<'a> {
    reason: String,
    trials: Vec<Trial>,
    pythons: Vec<&'a str>,
}

/// What the report says about some trials on some Pythons.
struct OutcomeGroup<'a> {
    trials: Vec<Trial>,
    outcome: &'a TrialOutcome,
    pythons: Vec<&'a str>,
    known: Option<&'a KnownResult>,
    advice: Option<Advice>,
}

impl OutcomeGroup<'_> {
    fn names(&self) -> String {
        self.trials.iter().map(|trial| trial.name()).collect::<Vec<_>>().join(", ")
    }

    /// Why it is accepted, if it is known.
    fn reason(&self) -> Option<&str> {
        self.known.map(|known| known.reason.as_str())
    }

    /// Whether another trial came to the same. Where something broke, the step matters.
    fn says_the_same(&self, other: &Self) -> bool {
        matches!(self.outcome.verdict, TrialVerdict::Shares | TrialVerdict::Refused)
            && self.outcome.verdict == other.outcome.verdict
            && detail::detail(self.outcome) == detail::detail(other.outcome)
            && self.pythons == other.pythons
            && self.reason() == other.reason()
            && self.advice == other.advice
    }
}

fn worth_telling(outcome: &TrialOutcome) -> bool {
    !matches!(outcome.verdict, TrialVerdict::Works | TrialVerdict::NotApplicable) || !outcome.notes.is_empty()
}

/// Whether one text does for both.
fn alike(one: &TrialOutcome, other: &TrialOutcome) -> bool {
    let details = [one, other].map(|outcome| without_addresses(&detail::detail(outcome)));
    details[0] == details[1] && (one.verdict, &one.at, &one.notes) == (other.verdict, &other.at, &other.notes)
}
