//! What a Python says about itself.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::version::Implementation;

/// The script that a Python is asked to run. Its answer is [`Facts`].
pub(super) const SCRIPT: &str = include_str!("facts.py");

/// The answer of a Python, not checked yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) implementation: String,
    pub(super) version: [u32; 3],
    pub(super) free_threaded: bool,
    pub(super) debug: bool,
    pub(super) executable: PathBuf,
    /// What it calls its own executable: a virtual environment's, if it is in one.
    pub(super) called: PathBuf,
    pub(super) prefix: PathBuf,
    pub(super) stdlib: PathBuf,
    pub(super) built_stdlib: PathBuf,
    /// The folder of the modules in C of a Python that wasn't installed.
    #[serde(default)]
    pub(super) built_modules: Option<PathBuf>,
    pub(super) include_dirs: Vec<PathBuf>,
    pub(super) library_dirs: Vec<PathBuf>,
    /// The name of the file of libpython, without which no program that is linked with it starts: `libpython3.12.so.1.0`.
    #[serde(default)]
    pub(super) library_file: String,
    pub(super) shared: bool,
    pub(super) multiarch: String,
    pub(super) ext_suffix: String,
    pub(super) extension_suffixes: Vec<String>,
    pub(super) libraries: Vec<String>,
    /// `glibc 2.36`, or nothing.
    #[serde(default)]
    pub(super) c_library: String,
}

impl Facts {
    /// The executable of a Python that was found at a path. What stands behind a shim depends on the current folder, variables
    /// and settings of a version manager.
    pub(super) fn started(&self, path: &Path) -> PathBuf {
        if is_shim(path) { self.called.clone() } else { path.to_owned() }
    }

    /// The version without ABI flags, also of a Python that is far too old.
    pub(super) fn number(&self) -> String {
        let [major, minor, micro] = self.version;
        let prefix = Implementation::from_name(&self.implementation).map_or("", Implementation::prefix);
        format!("{prefix}{major}.{minor}.{micro}")
    }

    /// Major and minor version of the GNU C library that it runs with.
    pub(super) fn glibc(&self) -> Option<(u32, u32)> {
        let (major, rest) = self.c_library.strip_prefix("glibc ")?.split_once('.')?;
        let minor = rest.split(|char: char| !char.is_ascii_digit()).next()?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    }

    /// The ABI flags in the order of CPython's names.
    pub(super) fn abi_flags(&self) -> String {
        let flags = [(self.free_threaded, 't'), (self.debug, 'd')];
        flags.iter().filter(|(set, _)| *set).map(|(_, flag)| flag).collect()
    }
}

/// Whether what stands behind an executable depends on the current folder, variables and settings of a version manager:
/// then it has to be asked each time. All managers (pyenv, asdf, mise, rye) use this name for the folder.
pub(super) fn is_shim(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("shims"))
}
