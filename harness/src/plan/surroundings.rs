//! Where a run takes place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Keys;

/// What code of steps finds under a name. It is data, whatever it looks like: no words are replaced in it.
#[derive(Clone, Debug)]
pub enum Given {
    /// A text.
    Text(String),
    /// A path.
    Path(PathBuf),
    /// A list of texts.
    Texts(Vec<String>),
}

/// Where a run takes place.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The run's own folder.
    pub sandbox: &'a Path,
    /// The folder in it that is first on `sys.path`.
    pub modules: &'a Path,
    /// The events file.
    pub events: &'a Path,
    /// The compiled probe.
    pub probe: &'a Path,
    /// `PyConfig.home`.
    pub home: &'a Path,
    /// `PyConfig.executable`.
    pub executable: &'a Path,
    /// The folder of the standard library.
    pub stdlib: &'a Path,
    /// The EXT_SUFFIX.
    pub suffix: &'a str,
    /// Shared library of each fixture.
    pub libraries: &'a BTreeMap<String, PathBuf>,
    /// Init symbol of each fixture.
    pub symbols: &'a BTreeMap<String, String>,
    /// With what events are to be signed: code that is to be trusted needs no keys.
    pub keys: Option<Keys>,
    /// What comes after `modules` on `sys.path`.
    pub path: &'a [PathBuf],
    /// Names for the code of steps.
    pub given: &'a [(&'static str, Given)],
}
