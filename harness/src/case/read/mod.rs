//! Reading a case file.

mod document;
mod expect;
mod placeholder;
mod step;
mod table;

use std::path::Path;

use toml::de::DeTable;

use crate::case::{Case, CaseError, Problem};

/// What names a case file can use.
pub(super) struct Vocabulary<'a> {
    /// The names of all fixtures.
    pub(super) fixtures: &'a [String],
}

/// Reads the text of a case file.
///
/// # Errors
/// Everything that is wrong with it, each at its place.
pub(super) fn read(id: &str, path: &Path, text: &str, vocabulary: &Vocabulary<'_>) -> Result<Case, CaseError> {
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let problems = table::Problems::default();
    let case = document::read(id, path, &document, vocabulary, &problems);
    let mut list: Vec<Problem> = syntax_errors
        .iter()
        .map(|error| Problem {
            span: error.span().unwrap_or_default(),
            message: error.message().to_owned(),
            help: "the file must be valid TOML 1.1".to_owned(),
        })
        .collect();
    // What follows a syntax error is often caused by it.
    if list.is_empty() {
        list = problems.into_list();
    }
    match case {
        Some(case) if list.is_empty() => Ok(case),
        _ => Err(CaseError::new(path.to_owned(), text.to_owned(), list)),
    }
}
