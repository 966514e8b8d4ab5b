//! What is checked: one extension module, as one Python finds it.

use std::collections::BTreeSet;
use std::path::Path;

use idna::punycode;

use super::{Library, Problem, SearchPath};

/// How many names of other init functions are worth showing.
const SHOWN: usize = 3;

/// Where the user has a module from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModuleSource {
    /// It is installed.
    #[default]
    Installed,
    /// A wheel of this name.
    Wheel(String),
    /// A file or folder, as the user named it.
    Named(String),
}

/// One extension module, as one Python finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The full dotted name to import it by.
    pub name: String,
    /// The name that its place gives it, if only its package can load it, whose name it is checked by.
    pub place_name: Option<String>,
    /// What its file says.
    pub library: Library,
    /// Its init function, or its export function.
    pub symbol: String,
    /// Where Python finds it.
    pub path: SearchPath,
    /// Where the user has it from.
    pub source: ModuleSource,
}

impl Subject {
    /// A module that only has a name.
    #[cfg(test)]
    pub(super) fn without_file(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            place_name: None,
            library: Library::default(),
            symbol: String::new(),
            path: SearchPath::default(),
            source: ModuleSource::default(),
        }
    }

    /// The module in a file below a folder in which names begin.
    pub(super) fn below(root: Root<'_>, file: &Path, path: &SearchPath) -> Result<Self, Problem> {
        Self::of(Library::read(file)?, root, path)
    }

    /// The module in a library below a folder in which names begin.
    pub(super) fn of(library: Library, root: Root<'_>, path: &SearchPath) -> Result<Self, Problem> {
        if root.relative(&library.path).to_str().is_none() {
            return Err(Problem::NotAName(library.path));
        }
        Self::named(root.name_of(&library.path), library, path)
    }

    /// The module of this name in a library, wherever that is.
    pub(super) fn named(name: String, library: Library, path: &SearchPath) -> Result<Self, Problem> {
        let file = &library.path;
        let last = name.rsplit('.').next().unwrap_or_default();
        let symbol =
            library.init_of(last).or_else(|| non_ascii(last, &library.inits)).ok_or_else(|| Problem::OtherName {
                path: file.to_owned(),
                name: last.to_owned(),
                wanted: wanted(last),
                there: library.inits.iter().take(SHOWN).cloned().collect(),
            })?;
        let (path, source) = (path.clone(), ModuleSource::default());
        Ok(Self { name, place_name: None, library, symbol, path, source })
    }

    /// The name of a module whose file is in the folder in which this one's name begins, or below.
    pub(super) fn name_of(&self, file: &Path) -> String {
        let own = &self.library.path;
        let is_package = own.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"__init__."));
        let depth = self.place_name.as_ref().unwrap_or(&self.name).matches('.').count() + 1 + usize::from(is_package);
        Root::top(own.ancestors().nth(depth).unwrap_or(Path::new("/"))).name_of(file)
    }

    /// The module in a file, below the first folder that isn't a package.
    pub(super) fn in_file(file: &Path) -> Result<Self, Problem> {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let root = root_of(file.parent().unwrap_or(Path::new("/")));
        Self::below(Root::top(root), &file, &SearchPath::before(root))
    }
}

/// A folder in which the names of modules begin.
#[derive(Clone, Copy)]
pub(super) struct Root<'a> {
    pub(super) folder: &'a Path,
    /// The package that the folder is; empty if it is none.
    pub(super) package: &'a str,
}

impl<'a> Root<'a> {
    /// A folder of `sys.path`.
    pub(super) fn top(folder: &'a Path) -> Self {
        Self { folder, package: "" }
    }

    pub(super) fn relative<'f>(&self, file: &'f Path) -> &'f Path {
        file.strip_prefix(self.folder).unwrap_or(file)
    }

    /// The name of the module in a file.
    pub(super) fn name_of(&self, file: &Path) -> String {
        let below = dotted(self.relative(file));
        match (self.package, below.as_str()) {
            ("", _) => below,
            (package, "__init__") => package.to_owned(),
            (package, _) => format!("{package}.{below}"),
        }
    }
}

/// The first folder upwards that isn't a package.
pub(super) fn root_of(folder: &Path) -> &Path {
    let is_package = |folder: &&Path| !folder.join("__init__.py").is_file();
    folder.ancestors().find(is_package).unwrap_or(folder)
}

/// `pkg/_ext.cpython-312-x86_64-linux-gnu.so` becomes `pkg._ext`, and `pkg/__init__.abi3.so` becomes `pkg`.
pub(super) fn dotted(relative: &Path) -> String {
    let mut parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if let Some(file) = parts.last_mut() {
        file.truncate(file.find('.').unwrap_or(file.len()));
    }
    if parts.len() > 1 && parts.last().is_some_and(|part| part == "__init__") {
        parts.pop();
    }
    parts.join(".")
}

/// The init function that a module of this name needs.
fn wanted(name: &str) -> String {
    encoded(name).map_or_else(|| format!("PyInit_{name}"), |encoded| format!("PyInitU_{encoded}"))
}

/// A name that isn't ASCII in Punycode, with underscores for hyphens (PEP 489).
fn encoded(name: &str) -> Option<String> {
    if name.is_ascii() { None } else { Some(punycode::encode_str(name)?.replace('-', "_")) }
}

/// The function of a name that isn't ASCII.
fn non_ascii(name: &str, inits: &BTreeSet<String>) -> Option<String> {
    let encoded = encoded(name)?;
    ["PyInitU_", "PyModExportU_"]
        .iter()
        .map(|prefix| format!("{prefix}{encoded}"))
        .find(|symbol| inits.contains(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The function that a library which has only these would be started by.
    fn found(name: &str, inits: &[&str]) -> Option<String> {
        non_ascii(name, &inits.iter().map(|symbol| (*symbol).to_owned()).collect())
    }

    #[test]
    fn a_name_that_is_not_ascii_has_only_its_own_function() {
        assert_eq!(
            found("zkouška", &["PyInitU_bcher_kva", "PyInitU_zkouka_ekb"]).as_deref(),
            Some("PyInitU_zkouka_ekb")
        );
        assert_eq!([wanted("zkouška"), wanted("x")], ["PyInitU_zkouka_ekb", "PyInit_x"]);
        assert_eq!(found("zkouška", &["PyModExportU_zkouka_ekb"]).as_deref(), Some("PyModExportU_zkouka_ekb"));
        assert_eq!(found("é_é", &["PyInitU___9fab"]).as_deref(), Some("PyInitU___9fab"));
        assert_eq!(found("zkouška", &["PyInitU_bcher_kva", "PyInitU_zkouka-ekb", "PyInit_zkouka_ekb"]), None);
        assert_eq!(found("zkouka_ekb", &["PyInitU_zkouka_ekb"]), None);
    }

    #[test]
    fn names_follow_folders() {
        assert_eq!(dotted(Path::new("_x.so")), "_x");
        assert_eq!(dotted(Path::new("a/b/_x.cpython-312-x86_64-linux-gnu.so")), "a.b._x");
        assert_eq!(dotted(Path::new("a/__init__.abi3.so")), "a");
    }
}
