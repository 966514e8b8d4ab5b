//! The names of hosts.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The word that stands for every host.
pub(super) const ALL: &str = "all";

/// A text that can't be the name of a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; {help}")]
pub struct BadName {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Checks a new name. It stands in snapshots, on command lines and in file names; `taken` says whose the others are.
pub(super) fn check(name: &str, taken: &BTreeMap<String, PathBuf>) -> Result<(), BadName> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let starts_well = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if name == ALL || !starts_well || !name.bytes().all(plain) {
        let help = "allowed: letters, digits, `-`, `_` and `.`, first a letter or digit, and not `all`";
        return Err(BadName { message: format!("`{name}` can't be the name of a host"), help });
    }
    match taken.get(name) {
        Some(owner) => {
            let message = format!("`{name}` is the name of the host in {}", owner.display());
            Err(BadName { message, help: "choose another name" })
        }
        None => Ok(()),
    }
}
