//! The names of fixtures in a case file.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::nearby;
use crate::case::{Mode, Names};
use crate::document::{Problems, Text};

/// The names that a case can use.
pub(super) struct Vocabulary<'a> {
    names: &'a Names,
    /// The case's file.
    case: &'a Path,
    inittab_only: bool,
    /// One of the case's fixtures that has no shared library.
    linked: Option<&'a str>,
    /// Every fixture that the case names.
    named: RefCell<BTreeSet<String>>,
}

impl<'a> Vocabulary<'a> {
    /// For the case of a file, with these modes and fixtures.
    pub(super) fn new(names: &'a Names, case: &'a Path, modes: &[Mode], own: &[Text]) -> Self {
        let linked = names.of_hosts.iter().find(|name| own.iter().any(|text| text.text == **name));
        let inittab_only = modes.iter().all(|mode| *mode == Mode::Inittab);
        Self { names, case, inittab_only, linked: linked.map(String::as_str), named: RefCell::default() }
    }

    /// The fixtures whose names were checked.
    pub(super) fn named(&self) -> BTreeSet<String> {
        self.named.borrow().clone()
    }

    /// All names.
    pub(super) fn names(&self) -> &'a Names {
        self.names
    }

    /// Checks the name of a fixture.
    pub(super) fn check(&self, name: &Text, problems: &Problems) {
        self.named.borrow_mut().insert(name.text.clone());
        if !self.names.fixtures().contains(&name.text.as_str()) {
            let message = format!("unknown fixture `{}`", name.text);
            problems.add(name.span.clone(), message, self.advice(&name.text));
        } else if self.names.is_of_hosts(&name.text) && !self.inittab_only {
            let message = format!("fixture `{}` exists only linked into hosts", name.text);
            problems.add(name.span.clone(), message, "use `modes = [\"inittab\"]`");
        }
    }

    /// Checks that a fixture can report an event under this name.
    pub(super) fn check_reporter(&self, name: &Text, problems: &Problems) {
        let is_placeholder = name.text.contains('{');
        let is_known = |known: &str| known == name.text;
        if !is_placeholder
            && !self.names.reporters.contains(&name.text)
            && !self.names.fixtures().into_iter().any(is_known)
        {
            problems.add(name.span.clone(), format!("unknown fixture `{}`", name.text), self.advice(&name.text));
        }
    }

    /// What to do about an unknown fixture.
    fn advice(&self, fixture: &str) -> String {
        let known = || self.names.fixture_advice(fixture);
        let is_known = self.names.unusable.iter().any(|(name, _)| name == fixture);
        if is_known { known() } else { nearby::advice(self.case, fixture).unwrap_or_else(known) }
    }

    /// Checks the name of a fixture whose shared library is used.
    pub(super) fn check_library(&self, name: &Text, problems: &Problems) {
        if self.names.is_of_hosts(&name.text) {
            no_library(&name.text, name.span.clone(), problems);
        } else {
            self.check(name, problems);
        }
    }

    /// Checks that the case's own fixtures have shared libraries.
    pub(super) fn check_own_libraries(&self, span: Range<usize>, problems: &Problems) {
        if let Some(name) = self.linked {
            no_library(name, span, problems);
        }
    }

    /// Checks the placeholders that name libraries.
    pub(super) fn check_words(&self, text: &Text, problems: &Problems) {
        if text.text.contains("{library}") {
            self.check_own_libraries(text.span.clone(), problems);
        }
        for part in text.text.split("{library:").skip(1) {
            if let Some((name, _)) = part.split_once('}') {
                self.check_library(&Text { text: name.to_owned(), span: text.span.clone() }, problems);
            }
        }
    }
}

fn no_library(name: &str, span: Range<usize>, problems: &Problems) {
    let message = format!("fixture `{name}` exists only linked into hosts, so it has no shared library");
    problems.add(span, message, "use a fixture of c-ext-fixtures/");
}
