//! Modules that an embedding program brings along.

use std::ffi::CString;
use std::path::{self, Path, PathBuf};

use crate::sys::{self, Entry};
use crate::{Error, InitFunction, library, name};

/// An extension module that is linked into the program: the name to import it by, and its init function.
#[derive(Clone, Debug)]
#[must_use = "it has to be registered"]
pub struct ExtensionModule {
    name: Vec<u8>,
    init: InitFunction,
    shadowing: bool,
}

/// An extension module in a shared library: the name to import it by, and the library's path. What the library is called doesn't
/// matter.
#[derive(Clone, Debug)]
#[must_use = "it has to be registered"]
pub struct SharedLibrary {
    name: Vec<u8>,
    path: PathBuf,
    init_function: Option<String>,
    shadowing: bool,
}

impl ExtensionModule {
    /// A module of this name.
    pub fn new(name: impl Into<Vec<u8>>, init: InitFunction) -> Self {
        Self { name: name.into(), init, shadowing: false }
    }

    /// Lets the module take the place of one of the standard library.
    pub fn shadowing(self) -> Self {
        Self { shadowing: true, ..self }
    }
}

impl SharedLibrary {
    /// A module of this name in the library at this path.
    pub fn new(name: impl Into<Vec<u8>>, path: impl Into<PathBuf>) -> Self {
        Self { name: name.into(), path: path.into(), init_function: None, shadowing: false }
    }

    /// The name of the library's init function, if it isn't `PyInit_NAME`.
    pub fn init_function(self, symbol: impl Into<String>) -> Self {
        Self { init_function: Some(symbol.into()), ..self }
    }

    /// Lets the module take the place of one of the standard library.
    pub fn shadowing(self) -> Self {
        Self { shadowing: true, ..self }
    }
}

/// A module that passed all checks.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) module: sys::Module,
    pub(crate) source: Source,
}

/// What makes two modules of one name the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Linked(InitFunction),
    File(PathBuf, Option<InitFunction>),
}

impl ExtensionModule {
    pub(crate) fn check(self) -> Result<Checked, Error> {
        let name = name::check(self.name, true, self.shadowing)?;
        let entry = Some(entry(&name, self.init));
        let module = sys::Module { name, entry, file: None, replace: self.shadowing };
        Ok(Checked { module, source: Source::Linked(self.init) })
    }
}

impl SharedLibrary {
    pub(crate) fn check(self) -> Result<Checked, Error> {
        let name = name::check(self.name, self.init_function.is_some(), self.shadowing)?;
        let path = absolute(&name, &self.path)?;
        let entry = library::open(&name, &path, self.init_function)?.map(|init| entry(&name, init));
        let source = Source::File(path.clone(), entry.map(Entry::function));
        let module = sys::Module { name, entry, file: Some(path), replace: self.shadowing };
        Ok(Checked { module, source })
    }
}

/// The working directory may change before the module is imported.
fn absolute(name: &str, path: &Path) -> Result<PathBuf, Error> {
    path::absolute(path).map_err(|source| Error::MissingLibrary {
        name: name.to_owned(),
        path: path.to_owned(),
        source,
    })
}

fn entry(name: &str, init: InitFunction) -> &'static Entry {
    // A name that was checked has no NUL.
    Entry::of(CString::new(name).unwrap_or_default(), init)
}
