//! The placeholders that a case can use: words in braces.

use std::borrow::Cow;
use std::path::Path;

use crate::case::Mode;
use crate::case::words::replaced;
use crate::plan::{Surroundings, code};

/// What the words of one run stand for.
pub(super) struct Words<'a> {
    pub(super) mode: Mode,
    pub(super) fixture: &'a str,
    pub(super) surroundings: &'a Surroundings<'a>,
}

/// Where a text with words is.
#[derive(Clone, Copy)]
pub(super) enum Inside {
    /// Outside of threads.
    Main,
    /// In the thread of this number.
    Thread(usize),
}

impl Words<'_> {
    /// Replaces the words that mean the same on every Python: the text is for people.
    pub(super) fn shown(&self, text: &str, inside: Inside) -> String {
        replaced(text, |word| self.common(word, inside))
    }

    /// Replaces every word: the text is for the host.
    pub(super) fn filled(&self, text: &str, inside: Inside) -> String {
        replaced(text, |word| self.common(word, inside).or_else(|| self.place(word)))
    }

    /// Replaces every word: the text is Python, in which words for places are parts of string literals.
    pub(super) fn code(&self, text: &str, inside: Inside) -> String {
        let place = |word: &str| Some(Cow::from(code::inside_literal(&self.place(word)?)));
        replaced(text, |word| self.common(word, inside).or_else(|| place(word)))
    }

    fn common(&self, word: &str, inside: Inside) -> Option<Cow<'_, str>> {
        match (word, inside) {
            ("fixture", _) => Some(self.fixture.into()),
            ("mode", _) => Some(self.mode.name().into()),
            ("thread", Inside::Thread(number)) => Some(number.to_string().into()),
            _ => None,
        }
    }

    fn place(&self, word: &str) -> Option<Cow<'_, str>> {
        let around = self.surroundings;
        let library = |fixture: &str| around.libraries.get(fixture).map(|path| display(path));
        match word {
            "modules" => Some(display(&around.modules)),
            "sandbox" => Some(display(around.sandbox)),
            "suffix" => Some(around.suffix.into()),
            "library" => Some(library(self.fixture).unwrap_or_default()),
            word => library(word.strip_prefix("library:")?),
        }
    }
}

fn display(path: &Path) -> Cow<'_, str> {
    path.to_string_lossy()
}
