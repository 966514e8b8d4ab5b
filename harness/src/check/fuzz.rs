//! What only the fuzz targets need: the parsers of what programs answer.

use super::declared::Declared;
use super::environment::Whereabouts;
use super::{deep, shared, statics};

/// Reads a text as each answer that it could be, and gives the names of those that it is.
pub fn read(text: &str) -> Vec<&'static str> {
    let mut read = Vec::new();
    if Declared::read(text).is_some() {
        read.push("declared");
    }
    if serde_json::from_str::<Whereabouts>(text).is_ok() {
        read.push("found");
    }
    for (name, count) in [
        ("shared", shared::shared(text, text).len()),
        ("statics", statics::compare([text, text, text]).len()),
        ("frames", deep::frames(text).len()),
        ("report", deep::report(text).len()),
    ] {
        if count > 0 {
            read.push(name);
        }
    }
    read
}
