//! The part of the environment that says where Pythons are.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::project::cache_folder_of;

/// The variables that are read.
const VARIABLES: [&str; 10] = [
    "PATH",
    "HOME",
    "EXTPROOF_PYTHONS",
    "EXTPROOF_CACHE",
    "PYO3_PYTHON",
    "VIRTUAL_ENV",
    "PYENV_ROOT",
    "UV_PYTHON_INSTALL_DIR",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
];

/// The environment variables that say where Pythons are, as a value, so that tests needn't touch those of the process.
#[derive(Clone, Debug)]
pub struct Environment {
    variables: BTreeMap<&'static str, OsString>,
    /// The folder below which the system's own folders are looked for: `/`.
    root: PathBuf,
}

impl Environment {
    /// The environment of this process.
    pub fn from_process() -> Self {
        let set = |name: &'static str| std::env::var_os(name).map(|value| (name, value));
        Self { variables: VARIABLES.into_iter().filter_map(set).collect(), root: "/".into() }
    }

    /// An environment with nothing set, on a machine whose system folders are below `root`.
    #[cfg(test)]
    pub(super) fn empty(root: &Path) -> Self {
        Self { variables: BTreeMap::new(), root: root.to_owned() }
    }

    /// The same with a variable set.
    #[cfg(test)]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        assert!(VARIABLES.contains(&name), "{name}");
        self.variables.insert(name, value.into());
        self
    }

    /// A variable that is set and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&OsString> {
        self.variables.get(name).filter(|value| !value.is_empty())
    }

    /// The folder that a variable names, else one below the home folder.
    fn folder(&self, name: &str, below_home: &str) -> Option<PathBuf> {
        // Relative ones don't count by the rule of XDG.
        let counts = |folder: &PathBuf| folder.is_absolute() || !name.starts_with("XDG_");
        let set = self.get(name).map(PathBuf::from).filter(counts);
        absolute(set.or_else(|| self.get("HOME").map(|home| Path::new(home).join(below_home)))?)
    }

    /// The folders of a variable that is a list, such as `PATH`; relative ones depend on the current folder, and are
    /// ignored.
    pub(super) fn path(&self) -> Vec<PathBuf> {
        let list = self.get("PATH").map(|path| std::env::split_paths(path).filter(|folder| folder.is_absolute()));
        list.into_iter().flatten().collect()
    }

    pub(super) fn pyenv_root(&self) -> Option<PathBuf> {
        self.folder("PYENV_ROOT", ".pyenv")
    }

    pub(super) fn uv_pythons(&self) -> Option<PathBuf> {
        let set = self.get("UV_PYTHON_INSTALL_DIR").map(PathBuf::from);
        absolute(set.or_else(|| Some(self.folder("XDG_DATA_HOME", ".local/share")?.join("uv/python")))?)
    }

    /// A folder of the system.
    pub(super) fn system(&self, folder: &str) -> PathBuf {
        self.root.join(folder)
    }

    /// The folder of extproof's cache: `$EXTPROOF_CACHE`, else `extproof` in the user's cache.
    pub fn cache_folder(&self) -> Option<PathBuf> {
        cache_folder_of(&|name| self.get(name).cloned())
    }
}

/// What is started elsewhere gets such paths, too.
fn absolute(folder: PathBuf) -> Option<PathBuf> {
    std::path::absolute(folder).ok()
}
