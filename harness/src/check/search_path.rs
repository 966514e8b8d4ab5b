use std::path::{Path, PathBuf};

/// Where Python finds modules, besides the standard library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SearchPath {
    /// What is on `sys.path` before the standard library.
    pub before: Vec<PathBuf>,
    /// What is there after it, and whether the `site` module reads `.pth` files in it.
    pub after: Vec<(PathBuf, bool)>,
    /// Other folders with modules that its finders find.
    pub behind: Vec<PathBuf>,
    /// The files of `sitecustomize` and `usercustomize`, which its Python imports at its start, and trials don't.
    pub customized: Vec<PathBuf>,
}

impl SearchPath {
    /// One folder before the standard library, as in `PYTHONPATH`.
    pub(super) fn before(folder: &Path) -> Self {
        Self { before: vec![folder.to_owned()], ..Self::default() }
    }

    /// One folder after the standard library, as that of installed packages, whose `.pth` files the `site` module reads.
    pub(super) fn installed(folder: &Path) -> Self {
        Self { after: vec![(folder.to_owned(), true)], ..Self::default() }
    }

    /// The same, without code that runs before anything is imported.
    pub(super) fn without_pth_files(&self) -> Self {
        let after = self.after.iter().map(|(folder, _)| (folder.clone(), false)).collect();
        Self { after, ..self.clone() }
    }

    /// Everything that must be there.
    pub(super) fn needed(&self) -> impl Iterator<Item = &PathBuf> {
        self.before.iter().chain(self.after.iter().map(|(path, _)| path)).chain(&self.behind)
    }
}
