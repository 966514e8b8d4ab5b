//! The programs that a build calls, as part of what it depends on.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};

use super::key::Key;

/// Variables that name a tool, and the tool that is called without them.
const NAMED: [(&str, &str); 3] = [("CC", "cc"), ("CXX", "c++"), ("AR", "ar")];
/// What compilers call.
const CALLED: [&str; 2] = ["as", "ld"];
/// Variables of the crate `cc`. With a target before or behind them, they are for that target.
const FLAGS: [&str; 6] = ["CC", "CXX", "AR", "CFLAGS", "CXXFLAGS", "ARFLAGS"];
/// Variables of the compilers themselves.
const OF_COMPILERS: [&str; 8] = [
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "LIBRARY_PATH",
    "COMPILER_PATH",
    "GCC_EXEC_PREFIX",
    "CRATE_CC_NO_DEFAULTS",
    "SOURCE_DATE_EPOCH",
];

impl Key {
    /// The compilers and their tools: the files, not the search path. A virtual environment changes the path, but
    /// rarely the tools.
    pub(super) fn compilers(&mut self) -> &mut Self {
        for (variable, usual) in NAMED {
            let named = env::var(variable).unwrap_or_default();
            // A compiler can be named with a program that calls it, and with arguments.
            let words: Vec<&str> = named.split_whitespace().collect();
            for word in if words.is_empty() { vec![usual] } else { words } {
                self.program(word);
            }
        }
        for program in CALLED {
            self.program(program);
        }
        let all: BTreeMap<OsString, OsString> = env::vars_os().filter(|(name, _)| is_of_compilers(name)).collect();
        for (name, value) in all {
            self.text(name.as_encoded_bytes()).text(value.as_encoded_bytes());
        }
        self
    }

    /// The file that a program's name leads to, else the name.
    pub(super) fn program(&mut self, name: &str) -> &mut Self {
        match which::which(name).and_then(|path| path.canonicalize().map_err(|_| which::Error::CannotFindBinaryPath)) {
            Ok(path) => self.stamp(&path),
            Err(_) => self.text(name),
        }
    }
}

fn is_of_compilers(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let is_for_target = |flag: &str| {
        let target = name.strip_prefix(flag).and_then(|rest| rest.strip_prefix('_'));
        let role = name.strip_suffix(flag).and_then(|rest| rest.strip_suffix('_'));
        name == flag || target.is_some() || role.is_some_and(|role| role == "HOST" || role == "TARGET")
    };
    OF_COMPILERS.contains(&name) || FLAGS.into_iter().any(is_for_target)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;

    use super::*;

    fn program(name: &Path) -> String {
        Key::default().program(name.to_str().unwrap()).finish()
    }

    #[test]
    fn variables_for_one_target_count_too() {
        let counts = ["CFLAGS", "CFLAGS_x86_64-unknown-linux-gnu", "HOST_CFLAGS", "TARGET_CC", "C_INCLUDE_PATH"];
        assert!(counts.iter().all(|name| is_of_compilers(name.as_ref())));
        let others = ["CFLAG", "MYCFLAGS", "HOST_CFLAGS_2", "CCACHE_DIR", "PATH", "CARGO"];
        assert!(!others.iter().any(|name| is_of_compilers(name.as_ref())));
    }

    #[test]
    fn a_program_is_the_file_behind_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let write = |text: &str| {
            fs::write(at("cc-1"), text).unwrap();
            fs::set_permissions(at("cc-1"), fs::Permissions::from_mode(0o755)).unwrap();
        };
        write("1");
        symlink("cc-1", at("cc")).unwrap();
        let before = program(&at("cc"));
        assert_eq!(program(&at("cc-1")), before);
        write("one more");
        assert_ne!(program(&at("cc")), before);
        assert_ne!(program(&at("no-cc")), program(&at("no-other")));
    }
}
