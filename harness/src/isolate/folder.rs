use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FlockOperation, Mode, fchmod, flock, fstat, mkdirat, openat, statat, unlinkat};
use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};

use super::room::{self, FOLDER, Room};
use super::{Error, marker, sweep};
use crate::removal::{detach, empty_but};

/// A folder for temporary files, removed when dropped, and by the next harness if this one is killed:
///
/// ```text
/// extproof-UID/      all that this user's harnesses have in a folder for temporary files
///   TOKEN/           random; locked as long as it is in use
///     marker         says that extproof made this, and the token once more; without it nobody sweeps the folder away
///     content/       the folder that is to be used
/// ```
///
/// Nothing else is ever removed, whatever its name, and what is mounted below it is not entered.
#[derive(Debug)]
pub struct Folder {
    content: PathBuf,
    room: PathBuf,
    token: String,
    /// `TOKEN`. Its lock tells [`Folder::sweep`] of other harnesses that this one is in use.
    outer: OwnedFd,
    kept: bool,
}

const CONTENT: &str = "content";

impl Folder {
    /// A new one, inside of `parent` or the folder for temporary files: `TMPDIR`, else one in memory, else `/tmp`.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new(parent: Option<&Path>) -> Result<Self, Error> {
        let parent = parent.map_or_else(room::default_parent, Path::to_owned);
        // Programs show paths without links, and these must be recognised as the folder's.
        let parent = parent.canonicalize().map_err(|source| Error::Sandbox { path: parent, source })?;
        let failed = |source: io::Error| Error::Sandbox { path: parent.clone(), source };
        let token = token().map_err(|errno| failed(errno.into()))?;
        let (room, outer) = make(&parent, &token)?;
        let content = room.path().join(&token).join(CONTENT);
        // From here on, it is removed whatever happens.
        let folder = Self { content, room: room.path().to_owned(), token, outer, kept: false };
        // Some network file systems have no locks, so another harness couldn't know that this one is in use.
        if flock(&folder.outer, FlockOperation::NonBlockingLockExclusive).is_ok() {
            marker::write(folder.outer.as_fd(), &folder.token).map_err(failed)?;
        }
        mkdirat(&folder.outer, CONTENT, Mode::RWXU).map_err(|errno| failed(errno.into()))?;
        Ok(folder)
    }

    /// The folder itself: absolute and without links.
    pub fn path(&self) -> &Path {
        &self.content
    }

    /// Leaves the folder for somebody to look at, also when others [`sweep`](Self::sweep).
    pub fn keep(mut self) -> PathBuf {
        self.kept = true;
        marker::remove(self.outer.as_fd());
        self.content.clone()
    }

    /// Removes the folders that harnesses which were killed left in `parent` (see [`new`](Self::new)), and returns how
    /// many. Neither those in use nor those that were kept are touched.
    pub fn sweep(parent: Option<&Path>) -> usize {
        let parents = parent.map_or_else(room::default_parents, |parent| vec![parent.to_owned()]);
        parents.iter().map(|parent| sweep::sweep(parent)).sum()
    }

    fn remove(&self) -> io::Result<()> {
        let room = openat(CWD, &self.room, FOLDER, Mode::empty())?;
        remove(room.as_fd(), &self.token, self.outer.as_fd())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            // There is nobody to tell. What is left, the next sweep tries again.
            drop(self.remove());
            drop(fs::remove_dir(&self.room));
        }
    }
}

/// Makes `TOKEN` in the room in `parent`.
fn make(parent: &Path, token: &str) -> Result<(Room, OwnedFd), Error> {
    const PATIENCE: usize = 100;
    let failed = |errno: Errno| Error::Sandbox { path: parent.to_owned(), source: errno.into() };
    for _ in 0..PATIENCE {
        let room = Room::enter(parent)?;
        match mkdirat(&room, token, Mode::RWXU) {
            Ok(()) => {
                let outer = openat(&room, token, FOLDER, Mode::empty());
                if outer.is_err() {
                    let _ = unlinkat(&room, token, AtFlags::REMOVEDIR);
                }
                return Ok((room, outer.map_err(failed)?));
            }
            // Another harness was ready and left the room empty.
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(failed(errno)),
        }
    }
    Err(failed(Errno::NOENT))
}

/// Removes `TOKEN`, which is open, from the room, if it is still there.
pub(super) fn remove(room: BorrowedFd<'_>, token: &str, outer: BorrowedFd<'_>) -> io::Result<()> {
    let here = fstat(outer)?;
    let is_there = || {
        let there = statat(room, token, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok::<_, Errno>((here.st_dev, here.st_ino) == (there.st_dev, there.st_ino))
    };
    while !is_there()? {
        // Either something is mounted on it, or somebody moved it.
        detach(room, OsStr::new(token))?;
    }
    fchmod(outer, Mode::RWXU)?;
    // The marker goes last, so that whoever is killed meanwhile leaves something that can be swept.
    empty_but(outer, marker::NAME)?;
    marker::remove(outer);
    Ok(unlinkat(room, token, AtFlags::REMOVEDIR)?)
}

fn token() -> Result<String, Errno> {
    let mut bytes = [0; 10];
    getrandom(&mut bytes, GetRandomFlags::empty())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
