//! The configuration of `extproof check` that lies beside the code: the table `[tool.extproof]` of a `pyproject.toml`, and
//! files with known results.
//!
//! A configuration is data. It is read completely, with all mistakes at their places, before anything is checked.

#[doc(hidden)]
pub mod fuzz;
mod key;
mod known;
mod known_results;
mod read;
mod schema;
mod stale;
mod targets;
mod write;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use crate::check::{Other, Requirement, Trial, Variable};
use crate::document::{self, DocumentError, DocumentProblem, Text};
use crate::file;

pub use known::KnownResult;
pub use known_results::KnownResults;
pub use schema::schema;
pub use stale::Stale;

use known::ModulePattern;

/// The file that is looked for.
const NAME: &str = "pyproject.toml";

/// The settings of a file.
#[derive(Debug)]
pub struct Config {
    /// The file, as an absolute path.
    pub file: PathBuf,
    /// The values of `--python`. Relative paths are already joined to the file's folder.
    pub pythons: Vec<String>,
    /// The values of `--require`.
    pub require: Vec<Requirement>,
    /// The values of `--trial`.
    pub trials: Vec<Trial>,
    /// The value of `--timeout`.
    pub timeout: Option<u16>,
    /// The values of `--env`.
    pub variables: Vec<Variable>,
    /// The values of `--with`.
    pub others: Vec<Other>,
    /// The value of `--use`, whose path starts from the folder of the file.
    pub usage: Option<String>,
    /// The results that are known.
    pub known: KnownResults,
    targets: Vec<Text>,
    modules: Vec<(ModulePattern, Text)>,
    text: String,
}

impl Config {
    /// Reads the first `pyproject.toml` in this folder or above it, also if it is a link that leads nowhere. `None` if there is none, or it has no `[tool.extproof]`.
    ///
    /// # Errors
    /// When the file can't be read, or has mistakes.
    pub fn around(folder: &Path) -> Result<Option<Self>, DocumentError> {
        let Some(file) =
            folder.ancestors().map(|folder| folder.join(NAME)).find(|file| file.symlink_metadata().is_ok())
        else {
            return Ok(None);
        };
        Self::parse(&file, &text_of(&file)?)
    }

    /// Reads a file that the user named.
    ///
    /// # Errors
    /// When the file can't be read, has mistakes, or has no `[tool.extproof]`.
    pub fn read(file: &Path) -> Result<Self, DocumentError> {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let text = text_of(&file)?;
        Self::parse(&file, &text)?.ok_or_else(|| {
            let (message, help) =
                ("missing `[tool.extproof]`".to_owned(), "add this table, or name another file".to_owned());
            DocumentError::new(file, text, vec![DocumentProblem { span: 0..0, message, help }])
        })
    }

    /// Reads the text of a file. `None` if it has no `[tool.extproof]`.
    ///
    /// # Errors
    /// All mistakes, each at its place.
    pub fn parse(file: &Path, text: &str) -> Result<Option<Self>, DocumentError> {
        document::read(file, text, |document, problems| read::config(file, text, document, problems))
    }

    /// Whether the file names targets.
    pub fn has_targets(&self) -> bool {
        !self.targets.is_empty()
    }

    /// Whether the file chooses modules.
    pub fn chooses_modules(&self) -> bool {
        !self.modules.is_empty()
    }

    /// Whether a module is one of those that the file chooses.
    pub fn has_module(&self, name: &str) -> bool {
        self.modules.iter().any(|(pattern, _)| pattern.fits(name))
    }

    /// Checks that each entry of `modules` fits one of these names.
    ///
    /// # Errors
    /// The entries that fit none, each at its place.
    pub fn expect_modules(&self, there: &[&str]) -> Result<(), DocumentError> {
        let missing = self.modules.iter().filter(|(pattern, _)| !there.iter().any(|name| pattern.fits(name)));
        let problems: Vec<DocumentProblem> = missing
            .map(|(_, Text { text, span })| DocumentProblem {
                span: span.clone(),
                message: format!("the targets have no module `{text}`"),
                help: format!("they have: {}", there.join(", ")),
            })
            .collect();
        if problems.is_empty() {
            return Ok(());
        }
        Err(DocumentError::new(self.file.clone(), self.text.clone(), problems))
    }

    /// The folder that relative paths start from.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(&self.file)
    }
}

/// The text of a file that may not be one.
fn text_of(file: &Path) -> Result<String, DocumentError> {
    let unreadable = |error: io::Error| document::unreadable(file, &error);
    document::decode(file, file::read(file).map_err(unreadable)?)
}
