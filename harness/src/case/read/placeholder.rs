//! Words in braces that are replaced in a run.

use super::Vocabulary;
use super::document::check_fixture;
use super::table::{Problems, Text};

/// Checks the fixtures named by `{library:NAME}`.
pub(super) fn check_placeholders(text: &Text, vocabulary: &Vocabulary<'_>, problems: &Problems) {
    for part in text.text.split("{library:").skip(1) {
        if let Some((name, _)) = part.split_once('}') {
            check_fixture(&Text { text: name.to_owned(), span: text.span.clone() }, vocabulary, problems);
        }
    }
}
