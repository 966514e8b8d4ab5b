//! What a Python says about itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The script that a Python is asked to run. Its answer is [`Facts`].
pub(super) const SCRIPT: &str = include_str!("facts.py");

/// The answer of a Python: as it is, nothing of it checked yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) implementation: String,
    pub(super) version: [u32; 3],
    pub(super) free_threaded: bool,
    pub(super) debug: bool,
    pub(super) executable: PathBuf,
    pub(super) prefix: PathBuf,
    pub(super) stdlib: PathBuf,
    pub(super) built_stdlib: PathBuf,
    pub(super) include_dirs: Vec<PathBuf>,
    pub(super) library_dirs: Vec<PathBuf>,
    pub(super) shared: bool,
    pub(super) multiarch: String,
    pub(super) ext_suffix: String,
    pub(super) extension_suffixes: Vec<String>,
    pub(super) libraries: Vec<String>,
}

impl Facts {
    /// The version without ABI flags, also of a Python that is far too old.
    pub(super) fn number(&self) -> String {
        let [major, minor, micro] = self.version;
        format!("{major}.{minor}.{micro}")
    }

    /// The ABI flags in the order of CPython's names.
    pub(super) fn abi_flags(&self) -> String {
        let flags = [(self.free_threaded, 't'), (self.debug, 'd')];
        flags.iter().filter(|(set, _)| *set).map(|(_, flag)| flag).collect()
    }
}
