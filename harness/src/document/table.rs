//! Reading TOML tables with every problem collected, each at its place.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Component, Path};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::DocumentProblem;

/// Collects the mistakes in a file.
#[derive(Default)]
pub(crate) struct Problems(RefCell<Vec<DocumentProblem>>);

impl Problems {
    pub(crate) fn add(&self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.0.borrow_mut().push(DocumentProblem { span, message: message.into(), help: help.into() });
    }

    /// Records an unknown name, with the nearest allowed one.
    pub(crate) fn unknown(&self, span: Range<usize>, what: &str, name: &str, allowed: &[&str]) {
        let help = format!("{}allowed: {}", suggestion(name, allowed), allowed.join(", "));
        self.add(span, format!("unknown {what} `{name}`"), help);
    }

    /// The number of mistakes.
    pub(crate) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    pub(crate) fn into_list(self) -> Vec<DocumentProblem> {
        let mut list = self.0.into_inner();
        list.sort_by_key(|problem| problem.span.start);
        // Some values are read more than once.
        list.dedup();
        list
    }
}

/// The allowed name that the user may have meant.
pub(crate) fn nearest<'a>(name: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let distances = allowed.iter().map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate));
    let near = distances.filter(|(distance, candidate)| *distance <= candidate.len().max(name.len()) / 2).min();
    near.map(|(_, name)| name)
}

/// The same as the beginning of an advice; empty if no name is near.
pub(crate) fn suggestion(name: &str, allowed: &[&str]) -> String {
    nearest(name, allowed).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default()
}

/// At most `few` names that the user may have meant, the nearest first.
pub(crate) fn near<'a>(name: &str, allowed: &[&'a str], few: usize) -> Vec<&'a str> {
    let distances = allowed.iter().map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate));
    let mut near: Vec<_> =
        distances.filter(|(distance, candidate)| *distance <= candidate.len().max(name.len()) / 3).collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).take(few).collect()
}

pub(crate) type Value<'a> = Spanned<DeValue<'a>>;

/// A table whose keys must all be known.
pub(crate) struct Table<'a, 'p> {
    table: &'a DeTable<'a>,
    pub(crate) span: Range<usize>,
    pub(crate) problems: &'p Problems,
}

impl<'a, 'p> Table<'a, 'p> {
    /// Reads a table, and records every key that isn't allowed.
    pub(crate) fn new(
        table: &'a DeTable<'a>,
        span: Range<usize>,
        what: &str,
        allowed: &[&str],
        problems: &'p Problems,
    ) -> Self {
        for key in table.keys() {
            if !allowed.contains(&key.get_ref().as_ref()) {
                problems.unknown(key.span(), &format!("key of {what}"), key.get_ref(), allowed);
            }
        }
        Self { table, span, problems }
    }

    /// Reads the value of a key as a table, and records if it isn't one.
    pub(crate) fn of(value: &'a Value<'a>, key: &str, allowed: &[&str], problems: &'p Problems) -> Option<Self> {
        match value.get_ref().as_table() {
            Some(table) => Some(Self::new(table, value.span(), &format!("`{key}`"), allowed, problems)),
            None => {
                wrong_type(value, key, "a table", problems);
                None
            }
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        self.table.get(key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn string(&self, key: &str) -> Option<Text> {
        string(self.get(key)?, key, self.problems)
    }

    pub(crate) fn required_string(&self, key: &str) -> Option<Text> {
        if !self.has(key) {
            self.missing(key);
        }
        self.string(key)
    }

    /// A text that says something.
    pub(crate) fn said(&self, key: &str) -> Option<Text> {
        let text = self.string(key)?;
        if text.text.trim().is_empty() {
            self.problems.add(text.span.clone(), format!("`{key}` is empty"), "write what it says, or remove it");
        }
        Some(text)
    }

    /// The same, which must be there.
    pub(crate) fn required_said(&self, key: &str) -> Option<Text> {
        if !self.has(key) {
            self.missing(key);
        }
        self.said(key)
    }

    pub(crate) fn missing(&self, key: &str) {
        self.problems.add(self.span.clone(), format!("missing `{key}`"), format!("add `{key} = ...`"));
    }

    pub(crate) fn boolean(&self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong_type(value, key, "true or false");
        }
        boolean
    }

    pub(crate) fn number(&self, key: &str) -> Option<u32> {
        number(self.get(key)?, key, self.problems)
    }

    /// A list of strings; a single string counts as a list of one.
    pub(crate) fn strings(&self, key: &str) -> Vec<Text> {
        match self.get(key) {
            None => Vec::new(),
            Some(value) if value.get_ref().is_str() => string(value, key, self.problems).into_iter().collect(),
            Some(value) if value.get_ref().as_array().is_none() => {
                self.wrong_type(value, key, "a string or a list of strings");
                Vec::new()
            }
            Some(value) => {
                list(value, key, self.problems).iter().filter_map(|item| string(item, key, self.problems)).collect()
            }
        }
    }

    /// Checks that a list or table isn't empty, which says neither what is wanted nor that the default is, and that a list names
    /// nothing twice.
    pub(crate) fn filled(&self, key: &str) {
        self.filled_with(key, "remove it, or list at least one");
    }

    /// The same, with this advice for an empty one.
    pub(crate) fn filled_with(&self, key: &str, advice: &str) {
        let is_empty = |value: &&Value<'_>| {
            let value = value.get_ref();
            value.as_array().is_some_and(|list| list.is_empty())
                || value.as_table().is_some_and(|table| table.is_empty())
        };
        if let Some(value) = self.get(key).filter(is_empty) {
            self.problems.add(value.span(), format!("`{key}` is empty"), advice);
        }
        let items = self.get(key).and_then(|value| value.get_ref().as_array()).map_or(&[][..], |items| items);
        let mut seen = Vec::new();
        for (item, text) in items.iter().filter_map(|item| Some((item, item.get_ref().as_str()?))) {
            if seen.contains(&text) {
                self.problems.add(item.span(), format!("duplicate `{text}`"), "remove one");
            }
            seen.push(text);
        }
    }

    pub(crate) fn wrong_type(&self, value: &Value<'_>, key: &str, wanted: &str) {
        wrong_type(value, key, wanted, self.problems);
    }

    /// A value that must be one of these names.
    pub(crate) fn one_of<T>(&self, key: &str, allowed: &[&str], from_name: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.string(key)?;
        self.named(&text, key, allowed, from_name)
    }

    /// A list of values that must be among these names.
    pub(crate) fn some_of<T>(&self, key: &str, allowed: &[&str], from_name: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.strings(key).iter().filter_map(|text| self.named(text, key, allowed, &from_name)).collect()
    }

    fn named<T>(&self, text: &Text, key: &str, allowed: &[&str], from_name: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = from_name(&text.text);
        if value.is_none() {
            self.problems.unknown(text.span.clone(), key.trim_end_matches('s'), &text.text, allowed);
        }
        value
    }

    /// A value read by `FromStr`.
    pub(crate) fn parsed<T>(&self, key: &str) -> Option<(T, Range<usize>)>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let text = self.string(key)?;
        match text.text.parse() {
            Ok(value) => Some((value, text.span)),
            Err(error) => {
                self.problems.add(text.span, format!("{error}"), "");
                None
            }
        }
    }
}

/// A string with its place.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

pub(crate) fn string(value: &Value<'_>, key: &str, problems: &Problems) -> Option<Text> {
    match value.get_ref().as_str() {
        Some(text) => Some(Text { text: text.to_owned(), span: value.span() }),
        None => {
            wrong_type(value, key, "a string", problems);
            None
        }
    }
}

pub(crate) fn number(value: &Value<'_>, key: &str, problems: &Problems) -> Option<u32> {
    let wanted = format!("an integer from 0 to {}", u32::MAX);
    let Some(integer) = value.get_ref().as_integer() else {
        wrong_type(value, key, &wanted, problems);
        return None;
    };
    let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
    if number.is_none() {
        problems.add(value.span(), format!("`{key}`: expected {wanted}, found {integer}"), "");
    }
    number
}

pub(crate) fn list<'a>(value: &'a Value<'a>, key: &str, problems: &Problems) -> &'a [Value<'a>] {
    match value.get_ref().as_array() {
        Some(items) => items,
        None => {
            wrong_type(value, key, "a list", problems);
            &[]
        }
    }
}

pub(crate) fn wrong_type(value: &Value<'_>, key: &str, wanted: &str, problems: &Problems) {
    let found = value.get_ref().type_str();
    problems.add(value.span(), format!("`{key}`: expected {wanted}, found {found}"), "");
}

/// Checks that a path stays inside the sandbox.
pub(crate) fn check_path(text: &Text, problems: &Problems) {
    // These placeholders stand for absolute paths.
    let absolute = ["{library}", "{library:", "{modules}", "{sandbox}"].iter().any(|word| text.text.contains(word));
    let inside =
        Path::new(&text.text).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let plain = text.text.split('/').all(|part| !part.is_empty() && part != ".") && !text.text.contains('\0');
    let message = match &text.text {
        path if path.is_empty() => "an empty path".to_owned(),
        path if absolute || !inside => format!("path `{path}` is outside the sandbox"),
        path if !plain => format!("path `{path}` is not a plain one"),
        _ => return,
    };
    let help =
        "allowed: relative paths without `..`, like `a/b.py`, with the placeholders {fixture}, {mode} and {suffix}";
    problems.add(text.span.clone(), message, help);
}
