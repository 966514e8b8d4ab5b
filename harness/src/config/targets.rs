//! The targets that a file names.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern, glob_with};

use crate::check::{Problem, Target};
use crate::document::{DocumentError, Text};

use super::Config;

/// What patterns match, as in a shell.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

impl Config {
    /// The targets with their names, each once.
    pub fn targets(&self) -> Vec<(String, Result<Target, Problem>)> {
        let mut targets = Vec::new();
        for text in &self.targets {
            match self.matches(text) {
                Ok(Some(paths)) => {
                    targets.extend(paths.into_iter().map(|path| (path.display().to_string(), Target::read(path))));
                }
                Ok(None) => targets.push((text.text.clone(), Target::read_below(self.folder(), &text.text))),
                Err(problem) => targets.push((text.text.clone(), Err(problem))),
            }
        }
        let mut seen = Vec::new();
        targets.retain(|(name, _)| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
        targets
    }

    /// Where the targets are that are there, if they are files.
    pub fn target_paths(&self) -> Vec<PathBuf> {
        let paths = |text: &Text| match self.matches(text) {
            Ok(Some(paths)) => paths,
            Ok(None) => vec![self.folder().join(&text.text)],
            // It is told when the targets are read.
            Err(_) => Vec::new(),
        };
        self.targets.iter().flat_map(paths).collect()
    }

    /// The paths that a pattern matches; `None` if the text isn't one, or a file has that very name.
    fn matches(&self, text: &Text) -> Result<Option<Vec<PathBuf>>, Problem> {
        if !is_pattern(&text.text) || self.folder().join(&text.text).exists() {
            return Ok(None);
        }
        let mut paths = Vec::new();
        for path in glob_with(&joined(self.folder(), &text.text), OPTIONS).into_iter().flatten() {
            match path {
                Ok(path) => paths.push(path),
                Err(error) => {
                    let path = error.path().to_owned();
                    return Err(Problem::Unreadable { path, source: error.into() });
                }
            }
        }
        if paths.is_empty() {
            let (line, column) = DocumentError::line_and_column(&self.text, text.span.start);
            let (file, pattern) = (self.file.clone(), text.text.clone());
            return Err(Problem::NoMatch { file, line, column, pattern });
        }
        Ok(Some(paths))
    }
}

/// Whether a target is a pattern.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// A pattern that starts from a folder.
fn joined(folder: &Path, pattern: &str) -> String {
    match Path::new(pattern).is_absolute() {
        true => pattern.to_owned(),
        false => format!("{}/{pattern}", Pattern::escape(&folder.to_string_lossy())),
    }
}
