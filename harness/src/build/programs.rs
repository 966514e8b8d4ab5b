//! The programs that a build calls, as part of what it depends on.

use std::env;

use super::key::Key;

/// Variables that name a tool, and the tool that is called without them.
const NAMED: [(&str, &str); 3] = [("CC", "cc"), ("CXX", "c++"), ("AR", "ar")];
/// What compilers call.
const CALLED: [&str; 2] = ["as", "ld"];
/// The tools' flags.
const FLAGS: [&str; 2] = ["CFLAGS", "CXXFLAGS"];

impl Key {
    /// The compilers and their tools: the files, not the search path. A virtual environment changes the path, but
    /// rarely the tools.
    pub(super) fn compilers(&mut self) -> &mut Self {
        for (variable, usual) in NAMED {
            let named = env::var(variable).unwrap_or_default();
            // A compiler can be named with a program that calls it, and with arguments.
            let words: Vec<&str> = named.split_whitespace().collect();
            self.text(&named);
            for word in if words.is_empty() { vec![usual] } else { words } {
                self.program(word);
            }
        }
        for program in CALLED {
            self.program(program);
        }
        for variable in FLAGS {
            self.variable(variable);
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
