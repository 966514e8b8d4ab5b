//! Modules of a scenario in the words of the library.

use std::mem;

use extproof_embed::{Config, Error, ExtensionModule, InitFunction, Interpreter, SharedLibrary, SubConfig};
use extproof_host::{Action, Entry, Init};

/// A module that is to be registered.
pub(crate) enum Module {
    Linked(ExtensionModule),
    Library(SharedLibrary),
}

impl Module {
    /// The modules of a step that registers some; `None` for other steps.
    pub(crate) fn all_of(action: &Action) -> Option<Result<Vec<Self>, String>> {
        let all = |entries: &[Entry]| entries.iter().map(Self::of).collect();
        Some(match action {
            Action::Register(entry) | Action::Append(entry) => all(std::slice::from_ref(entry)),
            Action::Extend(entries) | Action::Assign(entries) => all(entries),
            Action::RegisterShadowing(entry) => Self::of(entry).map(|module| vec![module.shadowing()]),
            Action::RegisterLibrary(name, path) => Ok(vec![Self::Library(SharedLibrary::new(name.as_bytes(), path))]),
            _ => return None,
        })
    }

    fn shadowing(self) -> Self {
        match self {
            Self::Linked(module) => Self::Linked(module.shadowing()),
            Self::Library(library) => Self::Library(library.shadowing()),
        }
    }

    /// The module of an entry.
    pub(crate) fn of(entry: &Entry) -> Result<Self, String> {
        let name = entry.name.as_bytes();
        match &entry.init {
            Init::Linked(function) => {
                // SAFETY: the function is the init function of a fixture, which was compiled for this Python. What the two types
                // point to is the same object.
                let init = unsafe {
                    type Function = unsafe extern "C" fn() -> *mut pyo3_ffi::PyObject;
                    InitFunction::new(mem::transmute::<extproof_host::InitFunction, Function>(*function))
                };
                Ok(Self::Linked(ExtensionModule::new(name, init)))
            }
            Init::Library { path, symbol } => Ok(Self::Library(SharedLibrary::new(name, path).init_function(symbol))),
            Init::Own(name) => Err(format!("this host has no fixture {name} of its own")),
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
