//! Modules that the program registers.

use std::ffi::CString;
use std::path::{self, Path, PathBuf};

use crate::sys::{self, Entry};
use crate::{Error, InitFunction, library, name};

/// A statically linked extension module: the name to import it by, and its init function.
#[derive(Clone, Debug)]
#[must_use = "it has to be registered"]
pub struct ExtensionModule {
    name: Vec<u8>,
    init: InitFunction,
    shadowing: bool,
    stays: bool,
}

/// An extension module in a shared library: the name to import it by, and the library's path. The file may have
/// any name but one with the tag of another Python, such as `.cpython-38-x86_64-linux-gnu.so`.
#[derive(Clone, Debug)]
#[must_use = "it has to be registered"]
pub struct SharedLibrary {
    name: Vec<u8>,
    path: PathBuf,
    init_function: Option<String>,
    shadowing: bool,
    stays: bool,
}

impl ExtensionModule {
    /// A module of this name.
    pub fn new(name: impl Into<Vec<u8>>, init: InitFunction) -> Self {
        Self { name: name.into(), init, shadowing: false, stays: false }
    }

    /// Allows the module to shadow one of the standard library.
    pub fn shadowing(self) -> Self {
        Self { shadowing: true, ..self }
    }

    /// Registers the module for all later instances of the process, too, as `PyImport_AppendInittab` does. Without this, a
    /// registration is for one instance. A later one that registers another module of this name has that one.
    ///
    /// It has an effect only in a [`Config`](crate::Config), once an instance has started with it.
    pub fn for_every_initialization(self) -> Self {
        Self { stays: true, ..self }
    }
}

impl SharedLibrary {
    /// A module of this name in the library at this path.
    pub fn new(name: impl Into<Vec<u8>>, path: impl Into<PathBuf>) -> Self {
        Self { name: name.into(), path: path.into(), init_function: None, shadowing: false, stays: false }
    }

    /// The name of the library's init function, if it isn't `PyInit_NAME`. It must begin with `PyInit_`: what has another name may
    /// be any function.
    pub fn init_function(self, symbol: impl Into<String>) -> Self {
        Self { init_function: Some(symbol.into()), ..self }
    }

    /// Allows the module to shadow one of the standard library.
    pub fn shadowing(self) -> Self {
        Self { shadowing: true, ..self }
    }

    /// Registers the module for all later instances of the process, too, as `PyImport_AppendInittab` does. Without this, a
    /// registration is for one instance. A later one that registers another module of this name has that one.
    ///
    /// It has an effect only in a [`Config`](crate::Config), once an instance has started with it.
    pub fn for_every_initialization(self) -> Self {
        Self { stays: true, ..self }
    }
}

/// A module that passed all checks.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) module: sys::Module,
    pub(crate) source: Source,
    /// Whether it is registered for all later instances, too.
    pub(crate) stays: bool,
}

/// Identifies a module: two registrations under one name with the same identity are the same module.
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
        Ok(Checked { module, source: Source::Linked(self.init), stays: self.stays })
    }
}

impl SharedLibrary {
    pub(crate) fn check(self) -> Result<Checked, Error> {
        let name = name::check(self.name, self.init_function.is_some(), self.shadowing)?;
        let path = absolute(&name, &self.path)?;
        let entry = library::open(&name, &path, self.init_function)?.map(|init| entry(&name, init));
        let source = Source::File(path.clone(), entry.map(Entry::function));
        let module = sys::Module { name, entry, file: Some(path), replace: self.shadowing };
        Ok(Checked { module, source, stays: self.stays })
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
