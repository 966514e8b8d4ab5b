use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, openat, unlinkat};
use rustix::io::Errno;

use super::{Error, Folder};

/// The folder of one run, removed when dropped:
///
/// ```text
/// content/           working directory, HOME and TMPDIR
///   modules/         what the program can import: first on its module path
///   scenario.json    what the program is to do
///   events.jsonl     what happened; made before the program starts
/// ```
#[derive(Debug)]
pub struct Sandbox {
    folder: Folder,
}

impl Sandbox {
    /// Creates a sandbox: see [`Folder::new`].
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new(parent: Option<&Path>) -> Result<Self, Error> {
        let sandbox = Self { folder: Folder::new(parent)? };
        let modules = sandbox.modules();
        fs::create_dir(&modules).map_err(|source| Error::Sandbox { path: modules, source })?;
        Ok(sandbox)
    }

    /// The folder itself: absolute and without links.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder that comes first on the program's module path.
    pub fn modules(&self) -> PathBuf {
        self.path().join("modules")
    }

    /// The file that tells the program what to do.
    pub fn scenario(&self) -> PathBuf {
        self.path().join("scenario.json")
    }

    /// The file to which the program appends its events.
    pub fn events(&self) -> PathBuf {
        self.path().join("events.jsonl")
    }

    /// Writes a file, and creates the folders on its way.
    ///
    /// The path is relative and without `..`.
    pub fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<(), Error> {
        let relative = relative.as_ref();
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !inside || relative.file_name().is_none() {
            return Err(Error::Outside { path: relative.to_owned() });
        }
        let path = self.path().join(relative);
        let content = content.as_ref();
        let mut written = fs::write(&path, content);
        // Most folders are there already, so looking first would be wasted.
        if written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            let folder = path.parent().unwrap_or(self.path());
            written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, content));
        }
        written.map_err(|source| Error::Sandbox { path, source })
    }

    /// Adds a file for inspection after the program has ended.
    ///
    /// # Errors
    /// When it can't be written. Whatever the program put in its place, or in the folder's, is neither followed nor
    /// replaced.
    pub fn add(&self, name: &str, content: &[u8]) -> Result<(), Error> {
        let written = self.folder.content().and_then(|folder| create(folder.as_fd(), name)?.write_all(content));
        written.map_err(|source| Error::Sandbox { path: self.path().join(name), source })
    }

    /// Fails if the disk is full, so that what the program wrote may have been lost.
    pub fn check_room(&self) -> Result<(), Error> {
        const ROOM: usize = 64 << 10;
        const NAME: &str = "room";
        // Beside the program's folder, in which anything may be by now.
        let outer = self.folder.outer();
        let written = match create(outer, NAME) {
            Ok(mut file) => {
                let written = file.write_all(&[0; ROOM]);
                let _ = unlinkat(outer, NAME, AtFlags::empty());
                written
            }
            Err(Errno::EXIST) => Ok(()),
            Err(errno) => Err(errno.into()),
        };
        written.map_err(|source| Error::Sandbox { path: self.path().to_owned(), source })
    }

    /// Keeps the folder for inspection: neither dropping nor [`sweep`](Folder::sweep) removes it.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

/// Creates a file in a folder. An existing one is neither opened nor followed.
fn create(folder: BorrowedFd<'_>, name: &str) -> Result<File, Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(folder, name, flags, Mode::from_raw_mode(0o600)).map(File::from)
}
