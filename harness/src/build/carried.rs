//! The files that the program carries.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use tar::Archive;

use super::BuildError;
use super::host::EXECUTABLE;
use super::key::Key;
use super::store::WantedBuild;
use crate::isolate::{Folder, Interrupt};
use crate::project::{Project, cache_folder};

/// Packed by `build.rs`. Empty in a program that works only with its checkout.
const FILES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/files.tar.gz"));
const CHECKER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker"));

/// The project: the checkout that the program is called in or lies in, else the files that it carries, unpacked in the
/// user's cache folder.
///
/// # Errors
/// When it carries no files, or there is no place to unpack them.
pub fn project(interrupt: &Interrupt, tell: &dyn Fn(&str)) -> Result<Project, BuildError> {
    if let Some(project) = Project::of_checkout() {
        return Ok(project);
    }
    if FILES.is_empty() {
        return Err(BuildError::CarriesNothing);
    }
    stored(FILES, cache_folder().ok_or(BuildError::NoCache)?, interrupt, tell)
}

/// A project for reading: nothing is built there.
#[derive(Debug)]
pub struct Readable {
    /// The project.
    pub project: Project,
    /// Where its files are, if the user's cache folder can't take them.
    _unpacked: Option<Folder>,
}

/// The same project, to read only: without a usable cache folder, the files are unpacked in a temporary one.
///
/// # Errors
/// When the program carries no files, or there is no place for them at all.
pub fn readable(interrupt: &Interrupt, tell: &dyn Fn(&str)) -> Result<Readable, BuildError> {
    readable_of(FILES, project(interrupt, tell))
}

fn readable_of(files: &[u8], project: Result<Project, BuildError>) -> Result<Readable, BuildError> {
    match project {
        Err(error) if error.is_storing() => {
            let folder = Folder::new(None)?;
            unpack(files, folder.path())?;
            // Nothing can be kept from one call to the next.
            let project = Project::new(folder.path().to_owned(), folder.path().join("target"));
            Ok(Readable { project, _unpacked: Some(folder) })
        }
        project => Ok(Readable { project: project?, _unpacked: None }),
    }
}

fn stored(files: &[u8], work: PathBuf, interrupt: &Interrupt, tell: &dyn Fn(&str)) -> Result<Project, BuildError> {
    let key = || Ok(Key::default().text(files).clone());
    let shelf = work.join("files");
    let wanted =
        WantedBuild { shelf: &shelf, name: "extproof", what: "extproof's own files", key: &key, interrupt, tell };
    let root = wanted.get(|folder| unpack(files, folder))?;
    Ok(Project::new(root, work))
}

fn unpack(files: &[u8], folder: &Path) -> Result<(), BuildError> {
    Archive::new(GzDecoder::new(files)).unpack(folder).map_err(BuildError::file("unpack into", folder))
}

/// The checker that the program carries, if any.
pub(super) fn checker(
    project: &Project,
    interrupt: &Interrupt,
    tell: &dyn Fn(&str),
) -> Option<Result<PathBuf, BuildError>> {
    if CHECKER.is_empty() {
        return None;
    }
    let key = || Ok(Key::default().text(CHECKER).clone());
    let shelf = project.work.join("hosts");
    let wanted =
        WantedBuild { shelf: &shelf, name: "carried-checker", what: "the checker", key: &key, interrupt, tell };
    let folder = wanted.get(|folder| {
        let path = folder.join(EXECUTABLE);
        fs::write(&path, CHECKER).map_err(BuildError::file("write", &path))?;
        fs::set_permissions(&path, Permissions::from_mode(0o755)).map_err(BuildError::file("make executable", &path))
    });
    Some(folder.map(|folder| folder.join(EXECUTABLE)))
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn files_can_be_read_without_a_cache_folder() {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let mut header = tar::Header::new_gnu();
        header.set_size(4);
        archive.append_data(&mut header, "cases/x", b"text".as_slice()).unwrap();
        let files = archive.into_inner().unwrap().finish().unwrap();
        let interrupt = Interrupt::never().unwrap();
        // Nobody can make a folder below a file, not even root.
        let nowhere = stored(&files, "/dev/null/cache".into(), &interrupt, &|_| {});
        assert!(matches!(&nowhere, Err(BuildError::File { .. })), "{nowhere:?}");
        let readable = readable_of(&files, nowhere).unwrap();
        let root = readable.project.root.clone();
        assert_eq!(fs::read_to_string(root.join("cases/x")).unwrap(), "text");
        drop(readable);
        assert!(!root.exists(), "nothing is left");
        assert!(matches!(readable_of(&files, Err(BuildError::CarriesNothing)), Err(BuildError::CarriesNothing)));
    }
}
