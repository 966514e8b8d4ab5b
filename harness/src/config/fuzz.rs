//! What only the fuzz targets need: the readers of settings and of known results, on any text.

use std::path::Path;

use super::{Config, KnownResults};
use crate::document::DocumentError;

/// Reads a text as settings and as known results: `None` if it is one of them, else the first mistake.
///
/// # Errors
/// What doesn't hold: known results that are read as others after they were written, or a mistake whose place isn't in the
/// text.
pub fn read(text: &str) -> Result<Option<String>, String> {
    let file = Path::new("/x/pyproject.toml");
    let config = match Config::parse(file, text) {
        Ok(config) => config,
        Err(error) => return within(&error, text).map(Some),
    };
    let known = match (config, KnownResults::parse(file, text)) {
        (Some(config), _) => config.known,
        (None, Ok(known)) => known,
        (None, Err(error)) => return within(&error, text).map(Some),
    };
    let written = known.to_toml();
    match KnownResults::parse(file, &written) {
        Ok(again) if again.says_the_same(&known) => Ok(None),
        Ok(_) => Err(format!("what is written is read as something else: {written}")),
        Err(error) => Err(format!("what is written isn't read: {error}: {written}")),
    }
}

/// The first mistake, where each has its place in the text.
fn within(error: &DocumentError, text: &str) -> Result<String, String> {
    for problem in &error.problems {
        let (line, column) = error.position(problem);
        let there = text.split('\n').nth(line - 1).ok_or_else(|| format!("{error}: no line {line}"))?;
        if column > there.chars().count() + 1 {
            return Err(format!("{error}: no column {column} in line {line}"));
        }
    }
    Ok(error.problems[0].message.clone())
}
