//! A variable of the user's environment that foreign code gets.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::isolate::Program;

const TMP: &str = "/tmp";

/// A variable of the user's environment that foreign code gets, which has none of it otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    name: String,
    /// Its value; nothing for that in the user's environment.
    value: Option<String>,
}

impl Variable {
    /// From `NAME` or `NAME=VALUE`. Those with `EXTPROOF_` are extproof's own.
    pub fn read(text: &str) -> Option<Self> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value.to_owned())));
        let is_name = !name.is_empty() && !text.contains('\0') && !name.starts_with("EXTPROOF_");
        is_name.then(|| Self { name: name.to_owned(), value })
    }

    /// A variable of the user's environment that a text names in capital letters, as it is usual.
    pub(crate) fn named_in(text: &str) -> Option<&str> {
        let is_of_name = |char: char| char == '_' || char.is_ascii_uppercase() || char.is_ascii_digit();
        let words = text.split(|char: char| char != '_' && !char.is_alphanumeric());
        words.filter(|word| word.len() > 2 && word.chars().all(is_of_name)).find(|word| env::var_os(word).is_some())
    }

    /// The files and folders below `/tmp` that they name, alone or in lists: what a user passes on is to be seen. What else is hidden
    /// in a sandbox has the sockets of services, which a variable such as `XDG_RUNTIME_DIR` must not open.
    pub(super) fn paths(variables: &[Self]) -> Vec<PathBuf> {
        let values = variables.iter().filter_map(Self::value);
        let named = values.flat_map(|value| env::split_paths(&value).collect::<Vec<_>>());
        let is_seen = |path: &PathBuf| {
            let there = path.canonicalize();
            there.is_ok_and(|path| path.starts_with(TMP) && path != Path::new(TMP) && (path.is_dir() || path.is_file()))
        };
        named.filter(|path| path.is_absolute()).filter(is_seen).collect()
    }

    fn value(&self) -> Option<OsString> {
        self.value.clone().map(OsString::from).or_else(|| env::var_os(&self.name))
    }

    /// The program with these variables. One that isn't set stays unset.
    pub(super) fn put(variables: &[Self], program: Program) -> Program {
        variables.iter().fold(program, |program, variable| match variable.value() {
            Some(value) => program.env(&variable.name, value),
            None => program,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_variables_that_are_set() {
        assert_eq!(Variable::named_in("'CARGO_MANIFEST_DIR'"), Some("CARGO_MANIFEST_DIR"));
        assert_eq!(Variable::named_in("set NO_SUCH_VARIABLE, or CARGO_PKG_NAME!"), Some("CARGO_PKG_NAME"));
        assert_eq!(["", "cargo_pkg_name", "XCARGO_PKG_NAME"].map(Variable::named_in), [None; 3]);
    }

    #[test]
    fn variables_have_a_name_and_perhaps_a_value() {
        let read = |text| Variable::read(text).map(|Variable { name, value }| (name, value));
        assert_eq!(read("A"), Some(("A".to_owned(), None)));
        assert_eq!(read("A=b=c"), Some(("A".to_owned(), Some("b=c".to_owned()))));
        assert_eq!(read("A="), Some(("A".to_owned(), Some(String::new()))));
        assert_eq!(["", "=b", "EXTPROOF_EVENTS=x", "A=\0"].map(read), [None, None, None, None]);
    }
}
