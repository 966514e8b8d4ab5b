//! Known results, compared with what was found.

use std::path::Path;

use crate::check::{Checked, Trial, TrialOutcome, TrialVerdict};
use crate::document::{self, DocumentError};

use super::known::is_bad;
use super::{KnownResult, Stale, read, text_of};

/// The results that are known.
#[derive(Clone, Debug, Default)]
pub struct KnownResults(pub(super) Vec<KnownResult>);

impl KnownResults {
    /// Reads a file with known results.
    ///
    /// # Errors
    /// When the file can't be read, or has mistakes.
    pub fn read(file: &Path) -> Result<Self, DocumentError> {
        Self::parse(file, &text_of(file)?)
    }

    /// Reads the text of such a file.
    ///
    /// # Errors
    /// All mistakes, each at its place.
    pub fn parse(file: &Path, text: &str) -> Result<Self, DocumentError> {
        document::read(file, text, |document, problems| Some(read::baseline(file, text, document, problems)))
    }

    /// Adds more entries.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// The entry that accepts the outcome of a trial, if its verdict isn't good.
    pub fn of(&self, checked: &Checked, trial: Trial) -> Option<&KnownResult> {
        let verdict = checked.outcome(trial)?.verdict;
        let (name, version) = (&checked.subject.name, &checked.version);
        let fits = |known: &&KnownResult| {
            known.trials.contains(&trial) && known.verdicts.contains(&verdict) && known.covers(name, version)
        };
        self.0.iter().filter(|_| is_bad(verdict)).find(fits)
    }

    /// The entries with a trial that was run where the entry expects its result, and had another one everywhere.
    pub fn stale<'a>(&'a self, all: &'a [Checked]) -> Vec<Stale<'a>> {
        let pairs = self.0.iter().flat_map(|known| known.trials.iter().map(move |trial| (known, *trial)));
        pairs.filter_map(|(known, trial)| stale(known, trial, all)).collect()
    }

    /// The entries whose module is none of these.
    pub fn unused(&self, modules: &[&str]) -> Vec<&KnownResult> {
        let is_of_none = |known: &&KnownResult| {
            known.module.as_ref().is_some_and(|pattern| !modules.iter().any(|name| pattern.fits(name)))
        };
        self.0.iter().filter(is_of_none).collect()
    }

    /// Takes out the trials of entries that are stale, and entries that then have no trial.
    pub fn remove_stale(&mut self, all: &[Checked]) {
        for known in &mut self.0 {
            let entry = known.clone();
            known.trials.retain(|trial| stale(&entry, *trial, all).is_none());
        }
        self.0.retain(|known| !known.trials.is_empty());
    }

    /// Whether both have the same entries.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(one, other)| one.says_the_same(other))
    }
}

fn stale<'a>(known: &'a KnownResult, trial: Trial, all: &'a [Checked]) -> Option<Stale<'a>> {
    let covered = all.iter().filter(|checked| known.covers(&checked.subject.name, &checked.version));
    let found = covered.filter_map(|checked| Some((checked, checked.outcome(trial)?)));
    let mut told = found.filter(|(_, outcome)| says_something(outcome));
    let (checked, outcome) = told.next()?;
    let seen = |outcome: &TrialOutcome| known.verdicts.contains(&outcome.verdict);
    if seen(outcome) || told.any(|(_, outcome)| seen(outcome)) {
        return None;
    }
    Some(Stale { known, trial, module: &checked.subject.name, python: &checked.python, verdict: outcome.verdict })
}

fn says_something(outcome: &TrialOutcome) -> bool {
    !matches!(outcome.verdict, TrialVerdict::NotApplicable | TrialVerdict::Error)
}
