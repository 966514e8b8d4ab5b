//! Names to import modules by.

use crate::{Error, standard_library};

/// The longest name that fits into the table in which Python looks names up.
pub(crate) const LONGEST: usize = 4095;

/// Checks a name; `ascii` if Python is to look it up where it knows only ASCII names.
pub(crate) fn check(name: Vec<u8>, ascii: bool, shadowing: bool) -> Result<String, Error> {
    let shown = || String::from_utf8_lossy(&name).into_owned();
    let invalid = |why| Error::InvalidName { name: shown(), why };
    if name.is_empty() {
        return Err(Error::EmptyName);
    }
    if name.contains(&0) {
        return Err(Error::NulInName { name: shown().replace('\0', "\\0") });
    }
    if name.len() > LONGEST {
        return Err(Error::LongName { length: name.len(), longest: LONGEST });
    }
    let Ok(text) = str::from_utf8(&name) else { return Err(invalid("it is not UTF-8")) };
    if ascii && !text.is_ascii() {
        return Err(invalid("Python finds linked modules by ASCII names only"));
    }
    if !text.split('.').all(is_identifier) {
        return Err(invalid("it is not made of identifiers"));
    }
    if ["__main__", "builtins", "sys"].contains(&text) {
        return Err(invalid("Python makes this module itself, and no other in its place"));
    }
    if !shadowing && standard_library::has(text) {
        return Err(Error::ShadowsStandardLibrary { name: text.to_owned() });
    }
    Ok(text.to_owned())
}

fn is_identifier(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|char| char == '_' || char.is_alphanumeric())
}
