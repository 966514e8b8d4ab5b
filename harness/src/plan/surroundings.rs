//! Where a run takes place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Keys;

/// The value of a name in the code of steps. It is data: no placeholders are replaced in it.
#[derive(Clone, Debug)]
pub enum Given {
    /// A text.
    Text(String),
    /// A path.
    Path(PathBuf),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of paths.
    Paths(Vec<PathBuf>),
}

/// Where a host finds the init functions of fixtures in mode `inittab`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitFunctions {
    /// In itself.
    Linked,
    /// In the shared libraries of the fixtures.
    Libraries,
}

/// Where a run takes place.
#[derive(Clone, Debug)]
pub struct Surroundings<'a> {
    /// The run's own folder.
    pub sandbox: &'a Path,
    /// The folder in it that is first on `sys.path`.
    pub modules: PathBuf,
    /// The events file.
    pub events: PathBuf,
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
    /// Where the host finds init functions.
    pub init_functions: InitFunctions,
    /// The keys to sign events with. Trusted code needs none.
    pub keys: Option<Keys>,
    /// What comes after `modules` on `sys.path`.
    pub path: &'a [PathBuf],
    /// What comes after the standard library, and whether the `site` module reads `.pth` files there.
    pub after: &'a [(PathBuf, bool)],
    /// Names that the code of steps can use.
    pub given: &'a [(&'static str, Given)],
}
