//! Modules of a scenario, as the library takes them.

use std::mem;
use std::path::Path;

use extproof_contract as contract;
use extproof_embed::{Config, Error, ExtensionModule, InitFunction, Interpreter, SharedLibrary, SubConfig};
use extproof_host::{Entry, Init};

/// A module that is to be registered.
pub(crate) enum Module {
    Linked(ExtensionModule),
    Library(SharedLibrary),
}

impl Module {
    /// A fixture that is linked into the host.
    pub(crate) fn linked(name: &str, fixture: &str) -> Result<Self, String> {
        Self::of(Entry::linked(name, fixture)?)
    }

    /// A shared library.
    pub(crate) fn library(name: &str, path: &Path) -> Self {
        Self::Library(SharedLibrary::new(name.as_bytes(), path))
    }

    /// The modules of entries.
    pub(crate) fn all(entries: &'static [contract::ScenarioEntry]) -> Result<Vec<Self>, String> {
        Entry::all_of(entries)?.into_iter().map(Self::of).collect()
    }

    /// The same, in place of a module of the standard library.
    pub(crate) fn shadowing(self) -> Self {
        match self {
            Self::Linked(module) => Self::Linked(module.shadowing()),
            Self::Library(library) => Self::Library(library.shadowing()),
        }
    }

    fn of(entry: Entry) -> Result<Self, String> {
        let name = entry.name.to_bytes();
        match entry.init {
            Init::Linked(function) => {
                // SAFETY: the function is the init function of a fixture, which was compiled for this Python. What the two types
                // point to is the same object.
                let init = unsafe {
                    type Function = unsafe extern "C" fn() -> *mut pyo3_ffi::PyObject;
                    InitFunction::new(mem::transmute::<extproof_host::InitFunction, Function>(function))
                };
                Ok(Self::Linked(ExtensionModule::new(name, init)))
            }
            Init::Library { path, symbol } => Ok(Self::Library(SharedLibrary::new(name, path).init_function(symbol))),
            Init::Null => Err("an InitFunction can't be NULL".to_owned()),
        }
    }

    /// Registers it for the next instance.
    pub(crate) fn configure(self, config: Config) -> Result<Config, Error> {
        match self {
            Self::Linked(module) => config.extra_extension_module(module),
            Self::Library(library) => config.shared_library(library),
        }
    }

    /// Registers it for a sub-interpreter alone.
    pub(crate) fn configure_sub(self, config: SubConfig) -> Result<SubConfig, Error> {
        match self {
            Self::Linked(module) => config.extra_extension_module(module),
            Self::Library(library) => config.shared_library(library),
        }
    }

    /// Registers it in an interpreter.
    pub(crate) fn add(self, interpreter: &Interpreter) -> Result<(), Error> {
        match self {
            Self::Linked(module) => interpreter.add_extension_module(module),
            Self::Library(library) => interpreter.add_shared_library(library),
        }
    }
}
