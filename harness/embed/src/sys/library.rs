//! Opening shared libraries.

use std::error::Error;
use std::path::Path;

use libloading::Library;

use super::entry::{InitFunction, RawInit};

/// A shared library that is open for the life of the process.
pub(crate) struct Opened(&'static Library);

/// Opens a library as Python does. The error is the system's.
///
/// Its constructors run, as they do when Python imports it: whoever names a library answers for what it does.
pub(crate) fn open(path: &Path) -> Result<Opened, String> {
    // SAFETY: what a library does when it is opened is its own matter, as with every file on `sys.path`.
    let library = unsafe { load(path) };
    let explain = |error: libloading::Error| match error.source() {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    // Never closed, because Python keeps pointers into it.
    library.map(|library| Opened(Box::leak(Box::new(library)))).map_err(explain)
}

#[cfg(unix)]
unsafe fn load(path: &Path) -> Result<Library, libloading::Error> {
    use libloading::os::unix;
    // SAFETY: as the caller says.
    unsafe { unix::Library::open(Some(path), unix::RTLD_NOW | unix::RTLD_LOCAL) }.map(Into::into)
}

/// As Python does, with the libraries beside it.
#[cfg(windows)]
unsafe fn load(path: &Path) -> Result<Library, libloading::Error> {
    use libloading::os::windows as system;
    let flags = system::LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | system::LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR;
    // SAFETY: as the caller says.
    unsafe { system::Library::load_with_flags(path, flags) }.map(Into::into)
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
