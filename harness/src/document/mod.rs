//! Reads TOML documents that users write, and reports all mistakes, each at its place.

mod problem;
mod table;

use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

pub use problem::{DocumentError, DocumentProblem};
pub(crate) use table::{
    Problems, Table, Text, Value, check_path, list, near, nearest, number, string, suggestion, wrong_type,
};

/// Reads a document. `read` gives `None` only if it recorded a problem.
///
/// # Errors
/// All mistakes, each at its place.
pub(crate) fn read<T>(
    path: &Path,
    text: &str,
    read: impl FnOnce(&Spanned<DeTable<'_>>, &Problems) -> Option<T>,
) -> Result<T, DocumentError> {
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let problems = Problems::default();
    let content = read(&document, &problems);
    let mut list: Vec<DocumentProblem> = syntax_errors
        .iter()
        .map(|error| DocumentProblem {
            span: error.span().unwrap_or_default(),
            message: error.message().to_owned(),
            help: "the file must be valid TOML 1.1".to_owned(),
        })
        .collect();
    // Mistakes after a syntax error are often caused by it.
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
        DocumentError::new(path.to_owned(), text, vec![DocumentProblem { span: valid..valid, message, help }])
    })
}

/// The error of a document that can't be read at all.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> DocumentError {
    let message = format!("can't read this file: {error}");
    let is_missing = error.kind() == std::io::ErrorKind::NotFound && !path.is_symlink();
    let help = if is_missing { "create it, or correct its name" } else { "make it readable, or remove it" };
    let problem = DocumentProblem { span: 0..0, message, help: help.to_owned() };
    DocumentError::new(path.to_owned(), String::new(), vec![problem])
}
