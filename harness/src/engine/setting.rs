//! Where steps are carried out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::plan::{Given, InitFunctions, Keys, Surroundings};
use crate::python::Python;

/// Where steps are carried out, except for the folder.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The Python.
    pub python: &'a Python,
    /// The compiled probe.
    pub probe: &'a Path,
    /// Shared library of each fixture.
    pub libraries: &'a BTreeMap<String, PathBuf>,
    /// Init symbol of each fixture.
    pub symbols: &'a BTreeMap<String, String>,
    /// Where the host finds init functions.
    pub init_functions: InitFunctions,
    /// The keys to sign events with. Trusted code needs none.
    pub keys: Option<Keys>,
    /// What comes after the module folder on `sys.path`.
    pub path: &'a [PathBuf],
    /// What comes after the standard library, and whether the `site` module reads `.pth` files there.
    pub after: &'a [(PathBuf, bool)],
    /// Names that the code of steps can use.
    pub given: &'a [(&'static str, Given)],
}

impl<'a> Setting<'a> {
    /// The surroundings in a folder that has the layout of a [`Sandbox`](crate::isolate::Sandbox).
    pub(super) fn in_folder(&self, folder: &'a Path) -> Surroundings<'a> {
        Surroundings {
            sandbox: folder,
            modules: folder.join(super::stage::MODULES),
            events: folder.join(super::stage::EVENTS),
            probe: self.probe,
            home: &self.python.prefix,
            executable: &self.python.executable,
            stdlib: &self.python.stdlib,
            suffix: &self.python.ext_suffix,
            libraries: self.libraries,
            symbols: self.symbols,
            init_functions: self.init_functions,
            keys: self.keys,
            path: self.path,
            after: self.after,
            given: self.given,
        }
    }
}
