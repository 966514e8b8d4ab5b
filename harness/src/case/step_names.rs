//! The names by which deviations know the steps of a case.

use std::collections::BTreeMap;

use crate::case::{Action, PythonAction};

/// The name of the end of the process after all steps.
pub(crate) const END: &str = "end";

/// The names of a step: its first line in the transcript and, of an observation, its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepNames {
    title: String,
    label: Option<String>,
}

impl StepNames {
    /// The names of a step that does this; `shown` replaces the placeholders that a transcript replaces.
    pub(crate) fn of(action: &Action, shown: impl Fn(&str) -> String) -> Self {
        let title = shown(&action.describe()).lines().next().unwrap_or_default().to_owned();
        let label = match action {
            Action::Python { action: PythonAction::Observe(label), .. } => Some(shown(label)),
            _ => None,
        };
        Self { title, label }
    }

    /// Its first line in the transcript.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// All of them, each once.
    fn all(&self) -> impl Iterator<Item = &str> {
        let label = self.label.as_deref().filter(|label| *label != self.title);
        [self.title.as_str()].into_iter().chain(label)
    }
}

/// How many of the steps that were counted have each name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Occurrences<'a>(BTreeMap<&'a str, usize>);

impl<'a> Occurrences<'a> {
    /// Counts a step.
    pub(crate) fn add(&mut self, names: &'a StepNames) {
        names.all().for_each(|name| *self.0.entry(name).or_default() += 1);
    }

    /// How many have this name.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Each name of a step, and which of the steps of that name it is if it was counted last.
    pub(crate) fn last(&self, names: &StepNames) -> Vec<(String, usize)> {
        names.all().map(|name| (name.to_owned(), self.count(name))).collect()
    }
}
