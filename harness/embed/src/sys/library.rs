//! Opening shared libraries.

use std::error::Error;
use std::path::Path;

use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

use super::entry::{InitFunction, RawInit};

/// A shared library that is open for the life of the process.
pub(crate) struct Opened(&'static Library);

/// Opens a library as Python does. Why it can't be opened is what the system says.
///
/// Its constructors run, as they do when Python imports it: who names a library answers for what it does.
pub(crate) fn open(path: &Path) -> Result<Opened, String> {
    // SAFETY: what a library does when it is opened is its own matter, as with every file on `sys.path`.
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) };
    let explain = |error: libloading::Error| match error.source() {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    // Never closed, because Python keeps pointers into it.
    library.map(|library| Opened(Box::leak(Box::new(library)))).map_err(explain)
}

impl Opened {
    /// Whether the library exports this symbol.
    pub(crate) fn exports(&self, symbol: &str) -> bool {
        self.function(symbol).is_some()
    }

    /// The init function of this name.
    pub(crate) fn function(&self, symbol: &str) -> Option<InitFunction> {
        // SAFETY: by its name it is an init function, as for Python itself, and the library is never closed.
        unsafe { self.0.get::<RawInit>(symbol).ok().map(|function| InitFunction::new(*function)) }
    }
}
