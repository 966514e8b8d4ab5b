//! Which loaded libraries are the module's.

use std::cell::OnceCell;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::loaded::Loaded;
use super::request::Request;
use super::symbols::{self, Symbols};

/// A library whose statics are looked at.
pub(super) struct Library<'a> {
    pub(super) loaded: &'a Loaded,
    symbols: OnceCell<Symbols>,
    /// The name of its file, unless it is the module's own.
    name: Option<String>,
}

impl Library<'_> {
    /// The name of a place in it.
    pub(super) fn name_of(&self, address: usize) -> String {
        self.symbols.get_or_init(|| Symbols::read(&self.loaded.path)).name(self.loaded.unbiased(address))
    }

    /// The name of its file, empty for the module's own.
    pub(super) fn label(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// The module's library, and those that it brings along: in its package, beside a module that is in none, or in a folder
/// `NAME.libs`, where auditwheel puts them. Other modules of the package are checked by themselves.
pub(super) fn of_module<'a>(loaded: &'a [Loaded], request: &Request<'_>) -> Vec<Library<'a>> {
    let own = identity(&request.library);
    let places = Places::of(request);
    let library = |loaded: &'a Loaded| {
        if own.is_some() && identity(&loaded.path) == own {
            return Some(Library { loaded, symbols: OnceCell::new(), name: None });
        }
        if !places.have(&loaded.path) || symbols::is_module(&loaded.path) {
            return None;
        }
        let name = loaded.path.file_name()?.to_string_lossy().into_owned();
        Some(Library { loaded, symbols: OnceCell::new(), name: Some(name) })
    };
    let mut libraries: Vec<Library<'a>> =
        loaded.iter().filter(|loaded| !loaded.path.as_os_str().is_empty()).filter_map(library).collect();
    // Without the module itself, the rest says nothing.
    if !libraries.iter().any(|library| library.name.is_none()) {
        libraries.clear();
    }
    libraries
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|data| (data.dev(), data.ino()))
}

/// Where a module's libraries are.
struct Places {
    /// The folder below which all modules are.
    root: Option<PathBuf>,
    /// The outermost package, if there is one.
    package: Option<PathBuf>,
}

impl Places {
    fn of(request: &Request<'_>) -> Self {
        let library = fs::canonicalize(&request.library).unwrap_or_else(|_| request.library.clone());
        let above = |count: usize| library.ancestors().nth(count).map(Path::to_owned);
        Self { root: above(request.depth + 1), package: (request.depth > 0).then(|| above(request.depth)).flatten() }
    }

    fn have(&self, path: &Path) -> bool {
        let Ok(path) = fs::canonicalize(path) else { return false };
        let (Some(root), Some(folder)) = (&self.root, path.parent()) else { return false };
        let in_package = self.package.as_ref().map_or(folder == root, |package| path.starts_with(package));
        let bundled = folder.parent() == Some(root) && folder.extension().is_some_and(|ending| ending == "libs");
        in_package || bundled
    }
}
