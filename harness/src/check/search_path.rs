use std::path::{Path, PathBuf};

/// Where Python finds modules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SearchPath {
    /// What must be on `sys.path`.
    pub folders: Vec<PathBuf>,
    /// Lines of code that add a finder, as those of the `.pth` files of editable installs.
    pub hooks: Vec<String>,
    /// The folders into which that finder looks.
    pub behind: Vec<PathBuf>,
}

impl SearchPath {
    /// One folder.
    pub(super) fn of(folder: &Path) -> Self {
        Self { folders: vec![folder.to_owned()], ..Self::default() }
    }

    /// Every folder that must be there.
    pub(super) fn needed(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.iter().chain(&self.behind)
    }
}
