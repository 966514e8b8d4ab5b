//! The words in braces that a case can use.

use std::path::Path;

use crate::case::Mode;
use crate::plan::Surroundings;

/// What the words of one run stand for.
pub(super) struct Words<'a> {
    pub(super) mode: Mode,
    pub(super) fixture: &'a str,
    pub(super) surroundings: &'a Surroundings<'a>,
}

impl Words<'_> {
    /// Replaces the words that mean the same on every Python: the text is for people.
    pub(super) fn shown(&self, text: &str) -> String {
        text.replace("{fixture}", self.fixture).replace("{mode}", self.mode.name())
    }

    /// Replaces every word: the text is for the host.
    pub(super) fn filled(&self, text: &str) -> String {
        let around = self.surroundings;
        let mut text = self
            .shown(text)
            .replace("{modules}", &display(around.modules))
            .replace("{sandbox}", &display(around.sandbox))
            .replace("{suffix}", around.suffix)
            .replace("{library}", &self.library(self.fixture));
        for fixture in around.libraries.keys() {
            let word = format!("{{library:{fixture}}}");
            if text.contains(&word) {
                text = text.replace(&word, &self.library(fixture));
            }
        }
        text
    }

    fn library(&self, fixture: &str) -> String {
        self.surroundings.libraries.get(fixture).map(|path| display(path)).unwrap_or_default()
    }
}

fn display(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
