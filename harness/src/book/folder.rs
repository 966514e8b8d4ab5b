//! The folder of a site: what is in it by us, so that nothing else is written over, and no page stays that is no more.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::advice::Advised;
use crate::file;

/// Marks a site, and lists its files, one a line.
const MARKER: &str = ".extproof-book";

/// The site can't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file can't be written or removed.
    #[error("can't write {}: {}", path.display(), Advised(source))]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder has something else.
    #[error("{} is neither empty nor a site of `extproof book`; choose another folder with --out", .0.display())]
    NotABook(PathBuf),
}

/// A folder to which a site is written.
pub(super) struct SiteFolder<'a> {
    folder: &'a Path,
    /// The files of the site that was there.
    old: BTreeSet<String>,
}

impl<'a> SiteFolder<'a> {
    /// Makes the folder ready.
    ///
    /// # Errors
    /// When it has something else than a site, or can't be written.
    pub(super) fn open(folder: &'a Path) -> Result<Self, WriteError> {
        let marker = folder.join(MARKER);
        let failed = |path: &Path, source| WriteError::File { path: path.to_owned(), source };
        let old = match file::read_text(&marker) {
            Ok(list) => list.lines().map(str::to_owned).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeSet::new(),
            Err(error) => return Err(failed(&marker, error)),
        };
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        if !marker.exists() && fs::read_dir(folder).map_err(|error| failed(folder, error))?.next().is_some() {
            return Err(WriteError::NotABook(folder.to_owned()));
        }
        Ok(Self { folder, old })
    }

    /// Writes the files of a site, and removes those of the older one that it doesn't have.
    ///
    /// # Errors
    /// When a file can't be written or removed.
    pub(super) fn replace(&self, files: &[(String, String)]) -> Result<(), WriteError> {
        let new: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        // Until all is done, the files of both are ours.
        self.write(MARKER, &listed(self.old.iter().map(String::as_str).chain(new.iter().copied())))?;
        files.iter().try_for_each(|(path, text)| self.write(path, text))?;
        for stale in self.old.iter().filter(|path| !new.contains(path.as_str()) && is_below(path)) {
            self.remove(&self.folder.join(stale))?;
        }
        self.write(MARKER, &listed(new.into_iter()))
    }

    fn write(&self, path: &str, text: &str) -> Result<(), WriteError> {
        let path = self.folder.join(path);
        let failed = |source| WriteError::File { path: path.clone(), source };
        fs::create_dir_all(path.parent().unwrap_or(self.folder)).map_err(failed)?;
        fs::write(&path, text).map_err(failed)
    }

    /// Removes a file, and the folders that are empty then.
    fn remove(&self, path: &Path) -> Result<(), WriteError> {
        match fs::remove_file(path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(WriteError::File { path: path.to_owned(), source });
            }
            _ => {}
        }
        let above = path.ancestors().skip(1).take_while(|above| *above != self.folder);
        // The first that isn't empty ends it.
        above.into_iter().take_while(|above| fs::remove_dir(above).is_ok()).for_each(drop);
        Ok(())
    }
}

fn listed<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    paths.collect::<BTreeSet<_>>().into_iter().map(|path| format!("{path}\n")).collect()
}

/// Whether a path stays below the folder, whatever somebody wrote into the list.
fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(folder: &Path, paths: &[&str]) -> Result<(), WriteError> {
        let files: Vec<_> = paths.iter().map(|path| ((*path).to_owned(), "x".to_owned())).collect();
        SiteFolder::open(folder)?.replace(&files)
    }

    #[test]
    fn a_site_replaces_a_site_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("site");
        replace(&folder, &["index.html", "cases/old/a.html", "cases/new/b.html"]).unwrap();
        fs::write(folder.join("CNAME"), "theirs").unwrap();
        fs::write(place.path().join("outside"), "theirs").unwrap();
        let marker = folder.join(MARKER);
        fs::write(&marker, fs::read_to_string(&marker).unwrap() + "../outside\n/etc/nothing\n").unwrap();
        replace(&folder, &["index.html", "cases/new/b.html"]).unwrap();
        assert!(!folder.join("cases/old").exists() && folder.join("cases/new/b.html").exists());
        assert!(folder.join("CNAME").exists() && place.path().join("outside").exists());
        assert_eq!(fs::read_to_string(&marker).unwrap(), "cases/new/b.html\nindex.html\n");
    }

    #[test]
    fn other_folders_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let theirs = place.path().join("index.html");
        fs::write(&theirs, "theirs").unwrap();
        let error = replace(place.path(), &["index.html"]).unwrap_err();
        assert!(matches!(error, WriteError::NotABook(_)), "{error}");
        assert_eq!(fs::read_to_string(&theirs).unwrap(), "theirs");
        fs::remove_file(theirs).unwrap();
        replace(place.path(), &["index.html"]).unwrap();
        assert!(matches!(replace(&place.path().join("index.html"), &["a"]), Err(WriteError::File { .. })));
    }
}
