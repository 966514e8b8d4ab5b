//! The Pythons of this machine: finding them, asking them for the facts, choosing among them.
//!
//! Variables and folders lead to executables (`sources`). Each is asked once for its facts (`inquiry`, `cache`), which
//! give a [`Python`] that can be embedded, or the reason why not (`resolve`). [`select`] chooses among these.

mod cache;
mod discover;
mod elf;
mod environment;
mod facts;
#[doc(hidden)]
pub mod fuzz;
mod in_tree;
mod inquiry;
mod resolve;
mod select;
mod sources;
mod unusable;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::isolate::Interrupt;
use crate::version::Version;

pub use cache::DamagedFacts;
pub use discover::{Candidate, Discovery};
pub use environment::Environment;

pub use select::{Chosen, Error, Listing, select};
pub use sources::{PythonSource, Request};
pub use unusable::UnusablePython;

/// Pythons to build for.
#[derive(Clone, Debug)]
pub struct Found {
    /// Each of them once, ordered by version.
    pub pythons: Vec<Python>,
    /// Pairs of executables that were asked for and are one Python, of which the first is chosen: what is built and run is the
    /// same in all its virtual environments.
    pub same: Vec<(PathBuf, PathBuf)>,
}

/// Finds the Pythons that a request asks for, of those that have headers. `cache_file` keeps their facts; `tell` reports
/// if it is damaged.
///
/// # Errors
/// When there is no such Python, or the user interrupted.
pub fn find(
    request: &Request,
    cache_file: &Path,
    interrupt: &Interrupt,
    tell: &dyn Fn(&DamagedFacts),
) -> Result<Found, Error> {
    let discovery = Discovery::run(request, cache_file, interrupt, tell)?.with_headers();
    let (mut kept, mut same): (Vec<Chosen>, _) = (Vec::new(), Vec::new());
    for chosen in select(&discovery, request)? {
        match kept.iter().find(|known| known.python.library() == chosen.python.library()) {
            Some(known) => same.push((known.executable.clone(), chosen.executable)),
            None => kept.push(chosen),
        }
    }
    Ok(Found { pythons: kept.into_iter().map(|chosen| chosen.python).collect(), same })
}

/// A CPython that can be embedded: an installed one, or one in the folder in which it was built.
///
/// It has a shared or a static library; what is compiled for it needs its headers, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Python {
    /// The real path of the base interpreter: never a shim, a symbolic link or a virtual environment's.
    pub executable: PathBuf,
    /// The full version, with ABI flags.
    pub version: Version,
    /// `sys.base_prefix`: the `home` of the interpreter's configuration.
    pub prefix: PathBuf,
    /// The folder of the standard library.
    pub stdlib: PathBuf,
    /// The folders to give to the C compiler, in this order; none if it has no headers.
    pub include_dirs: Vec<PathBuf>,
    /// The suffix of extension modules for exactly this Python: `.cpython-312-x86_64-linux-gnu.so`.
    pub ext_suffix: String,
    /// All suffixes that this Python's import system tries.
    pub extension_suffixes: Vec<String>,
    /// libpython as a shared library.
    pub shared_library: Option<SharedLibrary>,
    /// The real path of libpython as a static archive.
    pub static_library: Option<PathBuf>,
    /// What the linker needs beside the static archive: `-l` and `-L` flags, `-pthread`.
    pub static_link_flags: Vec<String>,
    /// The architecture of its programs, as in [`std::env::consts::ARCH`]. If it isn't this machine's, the kernel may run them even
    /// so, with an emulator.
    pub architecture: String,
    /// The program interpreter (`PT_INTERP`) that the executable asks for.
    pub elf_interpreter: PathBuf,
    /// Major and minor version of the GNU C library that it runs with, if it is that one and known.
    pub glibc: Option<(u32, u32)>,
    /// Whether it isn't this process's: the Python has a C library of its own.
    pub own_c_library: bool,
    /// The folders with the libraries of a Python with a C library of its own; else empty.
    pub runtime_library_dirs: Vec<PathBuf>,
}

/// libpython as a shared library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedLibrary {
    /// The real file: `.../libpython3.12.so.1.0`.
    pub path: PathBuf,
    /// The folder to give to the linker. It holds the link `libpython3.12.so`, or only the file.
    pub dir: PathBuf,
    /// The name to give to the linker: `python3.12`, or `:libpython3.12.so.1.0` without that link.
    pub link_name: String,
}

impl Python {
    /// Why nothing can be compiled for it, if so.
    pub fn lacks_headers(&self) -> Option<UnusablePython> {
        let (version, prefix) = (self.version, self.prefix.clone());
        self.include_dirs.is_empty().then_some(UnusablePython::NoHeaders { version, prefix })
    }

    /// What Rust calls its architecture if that isn't this machine's.
    pub(crate) fn foreign_triple(&self) -> Option<String> {
        (self.architecture != std::env::consts::ARCH).then(|| format!("{}-unknown-linux-gnu", self.architecture))
    }

    /// The file that identifies it: the shared library, else the static one.
    pub(crate) fn library(&self) -> &Path {
        let shared = self.shared_library.as_ref().map(|library| &library.path);
        shared.or(self.static_library.as_ref()).unwrap_or(&self.executable)
    }
}
