//! The names of hosts.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The name for all hosts.
pub(crate) const ALL: &str = "all";

/// An invalid host name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; {help}")]
pub struct BadName {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Checks a new name, which is used in snapshots, command lines and file names. `taken` has the manifests of other names.
pub(super) fn check(name: &str, taken: &BTreeMap<String, PathBuf>) -> Result<(), BadName> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let starts_well = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if name == ALL || !starts_well || !name.bytes().all(plain) {
        let help = "allowed: letters, digits, `-`, `_` and `.`, first a letter or digit, and not `all`";
        return Err(BadName { message: format!("invalid host name `{name}`"), help });
    }
    match taken.get(name) {
        Some(owner) => {
            let message = format!("duplicate host name `{name}`: also in {}", owner.display());
            Err(BadName { message, help: "choose another name" })
        }
        None => Ok(()),
    }
}
