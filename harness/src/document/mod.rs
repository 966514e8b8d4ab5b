//! TOML documents that people write: read with everything that is wrong with them, each at its place.

mod problem;
mod table;

use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

pub use problem::{DocumentError, Problem};
pub(crate) use table::{Problems, Table, Text, Value, check_path, list, near, nearest, number, string, wrong_type};

/// Reads a document. `read` gives `None` only if it recorded a problem.
///
/// # Errors
/// Everything that is wrong with it, each at its place.
pub(crate) fn read<T>(
    path: &Path,
    text: &str,
    read: impl FnOnce(&Spanned<DeTable<'_>>, &Problems) -> Option<T>,
) -> Result<T, DocumentError> {
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let problems = Problems::default();
    let content = read(&document, &problems);
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
    match content {
        Some(content) if list.is_empty() => Ok(content),
        _ => Err(DocumentError::new(path.to_owned(), text.to_owned(), list)),
    }
}

/// The text of a document.
///
/// # Errors
/// When it isn't UTF-8.
pub(crate) fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, DocumentError> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let (message, help) = ("the file isn't UTF-8".to_owned(), "save it as UTF-8".to_owned());
        DocumentError::new(path.to_owned(), text, vec![Problem { span: valid..valid, message, help }])
    })
}

/// The error of a document that can't be read at all.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> DocumentError {
    let message = format!("can't read this file: {error}");
    let problem = Problem { span: 0..0, message, help: "make it readable, or remove it".to_owned() };
    DocumentError::new(path.to_owned(), String::new(), vec![problem])
}
