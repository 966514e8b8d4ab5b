//! Whether an extension module fits a Python.

use std::collections::BTreeSet;
use std::path::Path;

use super::needed::behind;
use super::{Library, Problem};
use crate::python::Python;

/// A Python as extension modules see it.
#[derive(Clone, Debug)]
pub struct Abi {
    suffixes: Vec<String>,
    free_threaded: bool,
    /// What its libpython exports.
    api: BTreeSet<String>,
}

impl Abi {
    /// That of a Python with a shared libpython.
    ///
    /// # Errors
    /// When libpython can't be read.
    pub fn of(python: &Python, libpython: &Path) -> Result<Self, Problem> {
        Ok(Self {
            suffixes: python.extension_suffixes.clone(),
            free_threaded: python.version.free_threaded,
            api: Library::api_of(libpython)?,
        })
    }

    /// Says why a module can't be for this Python, if so, by the tag in its file's name.
    pub(super) fn refuses_name(&self, file: &Path) -> Option<String> {
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        let tag = file.find('.').map_or("", |dot| &file[dot..]);
        if !self.suffixes.iter().any(|suffix| suffix == tag) {
            return Some(format!("its tag is `{tag}`"));
        }
        // Free-threaded Pythons up to 3.14 find such files, but the stable ABI of Pythons with a GIL isn't theirs.
        if self.free_threaded && tag.starts_with(".abi3") && !tag.starts_with(".abi3t") {
            return Some("the stable ABI `abi3` is for Pythons with a GIL".to_owned());
        }
        None
    }

    /// Says why the module can't be for this Python, if so: by the tag in its file's name, then by the symbols it needs.
    pub fn refuses(&self, library: &Library) -> Option<String> {
        if let Some(reason) = self.refuses_name(&library.path) {
            return Some(reason);
        }
        let mut missing: BTreeSet<&String> = library.needs.difference(&self.api).collect();
        if !missing.is_empty() {
            // Whatever they are called, what its own libraries have isn't Python's.
            for own in behind(&library.path).iter().filter_map(|path| Library::exports_of(path)) {
                missing.retain(|name| !own.contains(*name));
            }
        }
        let shown: Vec<&str> = missing.into_iter().map(String::as_str).take(3).collect();
        (!shown.is_empty()).then(|| format!("this Python doesn't have {}", shown.join(", ")))
    }
}
