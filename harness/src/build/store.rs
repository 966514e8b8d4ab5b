//! A folder of built things, shared by all extproof processes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::BuildError;

/// Gives the folder `name` below `shelf`, built by `build` into a folder that it is handed, if it isn't there yet.
///
/// A folder that is there is complete: it got its name last. Processes that want the same wait for the first.
pub(super) fn build_once(
    shelf: &Path,
    name: &str,
    build: impl FnOnce(&Path) -> Result<(), BuildError>,
) -> Result<PathBuf, BuildError> {
    let folder = shelf.join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    fs::create_dir_all(shelf).map_err(BuildError::file("create", shelf))?;
    let _lock = lock(&shelf.join(format!("{name}.lock")))?;
    if folder.is_dir() {
        return Ok(folder);
    }
    let unfinished = shelf.join(format!("{name}.unfinished"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(BuildError::file("remove", &unfinished))?;
    }
    fs::create_dir(&unfinished).map_err(BuildError::file("create", &unfinished))?;
    build(&unfinished)?;
    fs::rename(&unfinished, &folder).map_err(BuildError::file("rename", &unfinished))?;
    Ok(folder)
}

/// Waits for an exclusive lock, which ends with the file's handle, or with the process.
pub(super) fn lock(path: &Path) -> Result<File, BuildError> {
    let file = File::create(path).map_err(BuildError::file("create", path))?;
    file.lock().map_err(BuildError::file("lock", path))?;
    Ok(file)
}
