//! Whether the placeholders in a text are replaced there.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Vocabulary, Written, each, items};
use crate::case::words::{self, BracedWord};
use crate::document::{Problems, Text, Value, nearest};

/// Checks all strings of the steps and files.
pub(super) fn check(
    steps: &[Written<'_>],
    files: Option<&Value<'_>>,
    vocabulary: &Vocabulary<'_>,
    problems: &Problems,
) {
    let mut python = Identifiers::default();
    each(steps, &mut |written| {
        for key in CODE {
            written.get(key).iter().for_each(|value| python.learn(value));
        }
    });
    let files = files.and_then(|files| files.get_ref().as_table());
    files.iter().flat_map(|files| files.iter()).for_each(|(_, text)| python.learn(text));

    let checker = WordChecker { vocabulary, python: &python, problems };
    each(steps, &mut |written| checker.step(written));
    for (path, text) in files.iter().flat_map(|files| files.iter()) {
        checker.name(path.get_ref(), path.span(), &["fixture", "mode", "suffix"]);
        match path.get_ref().ends_with(".py") {
            true => checker.code(text, &IN_PROCESS),
            // Only Python has other words in braces.
            false => checker.names(text, &IN_PROCESS),
        }
    }
}

/// The steps with Python code, in which other braces stay as they are.
const CODE: [&str; 2] = ["execute", "evaluate"];

/// Keys whose values are from a fixed set, or aren't text.
const FIXED: [&str; 6] = ["fixture", "by", "kind", "from", "bytes", "config"];

const IN_PROCESS: [&str; 6] = ["fixture", "mode", "library", "modules", "sandbox", "suffix"];

/// The identifiers in a case's code, outside of braces.
#[derive(Default)]
struct Identifiers(BTreeSet<String>);

impl Identifiers {
    fn learn(&mut self, code: &Value<'_>) {
        let Some(code) = code.get_ref().as_str() else { return };
        let mut before = ' ';
        for part in code.split_inclusive(|char| !words::is_part(char)) {
            let identifier = part.trim_end_matches(|char| !words::is_part(char));
            if !identifier.is_empty() && before != '{' {
                self.0.insert(identifier.to_owned());
            }
            before = part.chars().next_back().unwrap_or(' ');
        }
    }
}

struct WordChecker<'a> {
    vocabulary: &'a Vocabulary<'a>,
    python: &'a Identifiers,
    problems: &'a Problems,
}

impl WordChecker<'_> {
    fn step(&self, written: &Written<'_>) {
        let in_thread = written.thread.is_some();
        let everywhere: &[&str] = if in_thread { &words::ALL } else { &IN_PROCESS };
        let label: &[&str] = if in_thread { &["fixture", "mode", "thread"] } else { &words::SHOWN };
        for (key, value) in written.table().into_iter().flatten() {
            match key.get_ref().as_ref() {
                "expect" => items(value).iter().for_each(|value| self.expectation(value)),
                // Steps of their own.
                "steps" | "threads" | "run_main" => {}
                key if FIXED.contains(&key) => {}
                key if CODE.contains(&key) => self.code(value, everywhere),
                "observe" => self.names(value, label),
                // `{thread}` isn't replaced in these, not even in threads.
                "modules" => self.names(value, &IN_PROCESS),
                _ => self.names(value, everywhere),
            }
        }
    }

    fn expectation(&self, value: &Value<'_>) {
        for (key, value) in value.get_ref().as_table().into_iter().flatten() {
            match key.get_ref().as_ref() {
                "message" | "value" => self.shown(value),
                "raises" | "events" | "modules" | "absent" => self.names(value, &words::SHOWN),
                "builtin_module_names" => {
                    for (name, _) in value.get_ref().as_table().into_iter().flatten() {
                        self.name(name.get_ref(), name.span(), &words::SHOWN);
                    }
                }
                _ => {}
            }
        }
    }

    /// Checks every string in a value: names, paths or options.
    fn names(&self, value: &Value<'_>, allowed: &[&str]) {
        if let Some(text) = value.get_ref().as_str() {
            self.name(text, value.span(), allowed);
        }
        for value in value.get_ref().as_array().into_iter().flatten() {
            self.names(value, allowed);
        }
        for (key, value) in value.get_ref().as_table().into_iter().flatten() {
            if !FIXED.contains(&key.get_ref().as_ref()) {
                self.names(value, allowed);
            }
        }
    }

    fn name(&self, text: &str, span: Range<usize>, allowed: &[&str]) {
        self.vocabulary.check_words(&Text { text: text.to_owned(), span: span.clone() }, self.problems);
        for word in BracedWord::all(text).filter(|word| !word.is_one_of(allowed)) {
            self.complain(word, span.clone(), allowed, "");
        }
        for inside in in_braces(text).filter(|inside| words::ALL.contains(&inside.trim()) && inside.trim() != *inside) {
            let message = format!("`{{{inside}}}` isn't replaced: a placeholder has no spaces");
            self.problems.add(span.clone(), message, format!("write {{{}}}", inside.trim()));
        }
    }

    /// Checks text as a transcript shows it, which can have braces of its own.
    fn shown(&self, value: &Value<'_>) {
        let Some(text) = value.get_ref().as_str() else { return };
        let meant = |word: &BracedWord<'_>| !word.is_one_of(&words::SHOWN) && meant(word).is_some();
        for word in BracedWord::all(text).filter(meant) {
            let as_shown = "; the rest is as the transcript shows it, as in <modules>/x<suffix>";
            self.complain(word, value.span(), &words::SHOWN, as_shown);
        }
    }

    /// Checks code. An identifier in braces may be Python's: then it is also elsewhere in the code.
    fn code(&self, value: &Value<'_>, allowed: &[&str]) {
        let Some(text) = value.get_ref().as_str() else { return };
        let is_python = |word: &BracedWord<'_>| self.python.0.contains(word.name);
        let meant = |word: &BracedWord<'_>| !word.is_one_of(allowed) && meant(word).is_some() && !is_python(word);
        for word in BracedWord::all(text).filter(meant) {
            let otherwise = format!("; if these are Python's braces, write `{{ {} }}`", word.name);
            self.complain(word, value.span(), allowed, &otherwise);
        }
    }

    fn complain(&self, word: BracedWord<'_>, span: Range<usize>, allowed: &[&str], more: &str) {
        let message = match word.is_one_of(&words::ALL) {
            true => format!("placeholder `{word}` isn't replaced here"),
            false => format!("unknown placeholder `{word}`"),
        };
        let near = meant(&word).filter(|near| allowed.contains(near) && *near != word.name);
        let near = near.map(|near| format!("did you mean `{{{near}}}`? ")).unwrap_or_default();
        let list: Vec<String> = allowed.iter().map(|word| format!("{{{word}}}")).collect();
        self.problems.add(span, message, format!("{near}allowed here: {}{more}", list.join(", ")));
    }
}

/// What is between a brace and the next one.
fn in_braces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The placeholder that was meant, if the word is one or nearly one.
fn meant(word: &BracedWord<'_>) -> Option<&'static str> {
    const MISTAKES: usize = 2;
    nearest(word.name, &words::ALL)
        .filter(|near| strsim::damerau_levenshtein(near, word.name) <= MISTAKES.min(near.len() / 3))
}
