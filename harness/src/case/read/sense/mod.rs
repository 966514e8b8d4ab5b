//! Whether a case makes sense: its interpreters exist, Python runs where a step needs it, its placeholders are replaced, its
//! expectations can hold, and its scopes contain runs.
//!
//! This is checked once everything could be read, so that each step has its place in the file.

mod ended;
mod expectations;
mod ignored;
mod interpreters;
mod needs;
mod running;
mod scopes;
mod starts;
mod words;

use std::ops::Range;

use toml::de::DeTable;

use super::Vocabulary;
use super::step::StepContext;
use crate::case::{Action, Case, Step};
use crate::document::{Problems, Value};

/// Records everything in a case that makes no sense.
pub(super) fn check(table: &DeTable<'_>, case: &Case, vocabulary: &Vocabulary<'_>, problems: &Problems) {
    let values = table.get("steps").and_then(|value| value.get_ref().as_array());
    let steps = Written::all(values.map_or(&[], |values| values), &case.steps, StepContext::Process, None);
    words::check(&steps, table.get("files"), vocabulary, problems);
    interpreters::check(&steps, case, problems);
    ignored::check(&steps, case, problems);
    expectations::check(&steps, case, problems);
    starts::check(&steps, problems);
    running::check(&steps, problems);
    ended::check(&steps, problems);
    scopes::check(&steps, table, case, vocabulary, problems);
}

/// A step, and where it is written.
struct Written<'a> {
    step: &'a Step,
    value: &'a Value<'a>,
    place: StepContext,
    /// The number of the thread that does it.
    thread: Option<usize>,
}

impl<'a> Written<'a> {
    fn all(values: &'a [Value<'a>], steps: &'a [Step], place: StepContext, thread: Option<usize>) -> Vec<Self> {
        values.iter().zip(steps).map(|(value, step)| Self { step, value, place, thread }).collect()
    }

    /// The steps inside it, one list for each thread.
    fn children(&self) -> Vec<Vec<Self>> {
        match &self.step.action {
            Action::RunMain(steps) => vec![Self::all(self.list("run_main"), steps, StepContext::RunMain, None)],
            Action::Threads(threads) => {
                let own = self.list("threads");
                let list = |index: usize| match own.get(index) {
                    Some(value) => value.get_ref().as_array().map_or(&[][..], |values| values),
                    None => self.list("steps"),
                };
                let lists = threads.iter().enumerate();
                lists
                    .map(|(index, steps)| Self::all(list(index), steps, StepContext::Thread, Some(index + 1)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn list(&self, key: &str) -> &'a [Value<'a>] {
        self.get(key).and_then(|value| value.get_ref().as_array()).map_or(&[], |values| values)
    }

    /// The step's name, for people.
    fn name(&self) -> String {
        let steps = self.place.steps();
        let mut keys = self.table().into_iter().flat_map(|table| table.keys()).map(|key| key.get_ref().as_ref());
        keys.find(|key| steps.contains(key)).map_or_else(|| "this step".to_owned(), |name| format!("the step `{name}`"))
    }

    fn table(&self) -> Option<&'a DeTable<'a>> {
        self.value.get_ref().as_table()
    }

    fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        self.table()?.get(key)
    }

    /// The place of a key's value, or else of the step.
    fn span(&self, key: &str) -> Range<usize> {
        self.get(key).unwrap_or(self.value).span()
    }
}

/// A step and those inside it.
fn each<'a>(steps: &[Written<'a>], with: &mut dyn FnMut(&Written<'a>)) {
    for step in steps {
        with(step);
        step.children().iter().for_each(|steps| each(steps, with));
    }
}

/// A value, or the values of a list.
fn items<'a>(value: &'a Value<'a>) -> &'a [Value<'a>] {
    value.get_ref().as_array().map_or(std::slice::from_ref(value), |values| values)
}
