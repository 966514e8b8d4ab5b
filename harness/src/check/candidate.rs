//! Which files look like extension modules: by their names, read as Python's import system reads them, and by what they
//! export.

use std::path::Path;

use super::{Library, Problem};

/// What the name of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// `NAME.so`: every Python of this system would import it.
    Plain,
    /// `NAME.cpython-312-x86_64-linux-gnu.so`: Pythons that have this suffix would.
    Tagged,
    /// `libNAME.so`, `NAME-1.2.so`: it may well be there for others than Python.
    Library,
    /// No Python would look at it.
    Other,
}

/// What the tags of all Pythons begin with, and the whole tags of the stable ABI.
const BEGINNINGS: [&str; 3] = ["cpython-", "pypy", "graalpy"];
const STABLE: [&str; 2] = ["abi3", "abi3t"];

impl Named {
    /// From the path of a file below the folder in which it is found.
    pub(super) fn of(relative: &Path) -> Self {
        let file = relative.file_name().unwrap_or_default().to_string_lossy();
        let Some(stem) = file.strip_suffix(".so").filter(|_| !is_brought_along(relative)) else { return Self::Other };
        match stem.split_once('.') {
            Some(("", _)) => Self::Other,
            Some((_, tag)) if STABLE.contains(&tag) || BEGINNINGS.iter().any(|begin| tag.starts_with(begin)) => {
                Self::Tagged
            }
            Some(_) => Self::Library,
            None if stem.is_empty() => Self::Other,
            None if stem.starts_with("lib") => Self::Library,
            None => Self::Plain,
        }
    }

    /// Reads a file of such a name; nothing if it is no extension module, and needs not be one.
    ///
    /// # Errors
    /// When it looks like a module, and can't be one.
    pub(super) fn read(self, file: &Path) -> Result<Option<Library>, Problem> {
        match (self, Library::read(file)) {
            (Self::Other, _) => Ok(None),
            (_, Ok(library)) => Ok(Some(library).filter(|library| !library.is_libpython())),
            // Nobody can tell what it was, or it is there for others.
            (Self::Library, Err(_)) | (Self::Plain, Err(Problem::NoInit(_))) => Ok(None),
            (_, Err(problem)) => Err(problem),
        }
    }
}

/// auditwheel puts what modules are linked with into `NAME.libs`, which can't be a package.
fn is_brought_along(relative: &Path) -> bool {
    let mut folders = relative.parent().into_iter().flatten().map(Path::new);
    folders.any(|folder| folder.extension().is_some_and(|suffix| suffix == "libs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_files_are() {
        for (path, named) in [
            ("_x.so", Named::Plain),
            ("pkg/_x.cpython-312-x86_64-linux-gnu.so", Named::Tagged),
            ("_x.abi3.so", Named::Tagged),
            ("libx.abi3t.so", Named::Tagged),
            ("_x.pypy310-pp73-x86_64-linux-gnu.so", Named::Tagged),
            ("libx.so", Named::Library),
            ("x-1.2.so", Named::Library),
            ("pkg.libs/_x.so", Named::Other),
            ("libx.so.1", Named::Other),
            ("_x.pyd", Named::Other),
            (".so", Named::Other),
            (".#_x.so", Named::Other),
        ] {
            assert_eq!(Named::of(Path::new(path)), named, "{path}");
        }
    }
}
