//! Reading a case file.

mod entry;
mod expect;
mod interpreter_config;
mod nearby;
mod sense;
mod step;
mod top;
mod vocabulary;

use std::path::Path;

use vocabulary::Vocabulary;

use crate::case::{Case, Names};
use crate::document::{self, DocumentError};

/// Reads the text of a case file.
///
/// # Errors
/// Everything that is wrong with it, each at its place.
pub(super) fn read(id: &str, path: &Path, text: &str, names: &Names) -> Result<Case, DocumentError> {
    document::read(path, text, |table, problems| top::read(id, path, table, names, problems))
}
