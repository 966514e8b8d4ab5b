//! Writing what was found as known results.

use std::collections::BTreeSet;
use std::path::PathBuf;

use toml_writer::ToTomlValue;

use super::known::{ModulePattern, is_bad};
use super::{KnownResult, KnownResults};
use crate::case::Gil;
use crate::check::{Checked, Trial, TrialVerdict};
use crate::version::FREE_THREADED_SINCE;

const HEAD: &str = "# Known results of `extproof check`. Say in each `reason` why the result is accepted.\n";

/// A result that isn't known yet.
#[derive(Clone, PartialEq, Eq)]
struct NewResult {
    module: String,
    verdict: TrialVerdict,
    gil: Gil,
}

impl KnownResults {
    /// What was found and isn't known yet, as entries without reasons.
    #[must_use]
    pub fn news(&self, all: &[Checked]) -> Self {
        let mut found: Vec<(NewResult, Trial, BTreeSet<u8>)> = Vec::new();
        for checked in all {
            let is_new = |trial| self.of(checked, trial).is_none();
            let bad = checked.outcomes.iter().filter(|(trial, outcome)| is_bad(outcome.verdict) && is_new(*trial));
            for (trial, outcome) in bad {
                let new = NewResult {
                    module: checked.subject.name.clone(),
                    verdict: outcome.verdict,
                    gil: if checked.version.free_threaded { Gil::FreeThreaded } else { Gil::Default },
                };
                let minor = checked.version.minor;
                match found.iter_mut().find(|(like, of, _)| *like == new && of == trial) {
                    Some((_, _, minors)) => drop(minors.insert(minor)),
                    None => found.push((new, *trial, BTreeSet::from([minor]))),
                }
            }
        }
        let mut entries: Vec<(NewResult, (u8, u8), Vec<Trial>)> = Vec::new();
        for (new, trial, minors) in found {
            for span in spans(&minors) {
                match entries.iter_mut().find(|(like, of, _)| *like == new && *of == span) {
                    Some((_, _, trials)) => trials.push(trial),
                    None => entries.push((new.clone(), span, vec![trial])),
                }
            }
        }
        Self(entries.into_iter().map(|(new, span, trials)| known(&new, span, trials)).collect())
    }

    /// The text of a file with these entries.
    pub fn to_toml(&self) -> String {
        self.0.iter().fold(HEAD.to_owned(), |text, known| text + "\n" + &entry(known))
    }
}

/// Minor versions without gaps, each with its first and its last.
fn spans(minors: &BTreeSet<u8>) -> Vec<(u8, u8)> {
    let mut spans: Vec<(u8, u8)> = Vec::new();
    for minor in minors {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*minor) => *last = *minor,
            _ => spans.push((*minor, *minor)),
        }
    }
    spans
}

fn known(new: &NewResult, (first, last): (u8, u8), trials: Vec<Trial>) -> KnownResult {
    let range = if first == last { format!("==3.{first}") } else { format!(">=3.{first}, <=3.{last}") };
    KnownResult {
        trials,
        verdicts: vec![new.verdict],
        reason: String::new(),
        file: PathBuf::new(),
        line: 0,
        module: ModulePattern::exactly(&new.module),
        python: range.parse().ok(),
        // Older Pythons have no other builds.
        gil: Some(new.gil).filter(|_| last >= FREE_THREADED_SINCE),
    }
}

fn entry(known: &KnownResult) -> String {
    let mut text = "[[known]]\n".to_owned();
    let mut line = |key: &str, value: String| text += &format!("{key} = {value}\n");
    if let Some(module) = &known.module {
        line("module", module.as_str().to_toml_value());
    }
    line("trial", one_or_list(known.trials.iter().map(|trial| trial.name())));
    if let Some(python) = &known.python {
        line("python", python.to_string().to_toml_value());
    }
    if let Some(gil) = known.gil {
        line("gil", gil.name().to_toml_value());
    }
    line("verdict", one_or_list(known.verdicts.iter().map(|verdict| verdict.name())));
    line("reason", known.reason.to_toml_value());
    text
}

fn one_or_list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| name.to_toml_value()).collect();
    match names.as_slice() {
        [name] => name.clone(),
        names => format!("[{}]", names.join(", ")),
    }
}
