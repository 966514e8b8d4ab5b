use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FlockOperation, Mode, fchmod, flock, fstat, mkdirat, openat, statat, unlinkat};
use rustix::io::{Errno, fcntl_dupfd_cloexec};
use rustix::rand::{GetRandomFlags, getrandom};

use super::room::{self, FOLDER, Room};
use super::{Error, marker, sweep};
use crate::descriptors::patiently;
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
    /// What removing needs, so that it works when all descriptors are in use (`ulimit -n`).
    spare: Vec<OwnedFd>,
    kept: bool,
}

const CONTENT: &str = "content";

/// The room, a folder that is being emptied, and the same once more while its permissions are changed.
const SPARE: usize = 3;

impl Folder {
    /// A new one, inside of `parent` or the folder for temporary files: `TMPDIR`, else one in memory, else `/tmp`.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new(parent: Option<&Path>) -> Result<Self, Error> {
        let parent = parent.map_or_else(room::default_parent, Path::to_owned);
        // Programs show paths without links, and these must be recognised as the folder's.
        let parent = parent.canonicalize().map_err(|source| Error::Sandbox { path: parent, source })?;
        if parent.to_str().is_none() {
            return Err(Error::NotText { path: parent });
        }
        let failed = |source: io::Error| Error::Sandbox { path: parent.clone(), source };
        let token = token().map_err(|errno| failed(errno.into()))?;
        // From here on, it is removed whatever happens.
        let folder = Self::make(&parent, token)?;
        // Some network file systems have no locks, so another harness couldn't know that this one is in use. Without a whole
        // marker it isn't swept, but all else works.
        let locked = flock(&folder.outer, FlockOperation::NonBlockingLockExclusive).is_ok();
        if locked && marker::write(folder.outer.as_fd(), &folder.token).is_err() {
            marker::remove(folder.outer.as_fd());
        }
        mkdirat(&folder.outer, CONTENT, Mode::RWXU).map_err(|errno| failed(errno.into()))?;
        Ok(folder)
    }

    /// The folder itself: absolute and without links.
    pub fn path(&self) -> &Path {
        &self.content
    }

    /// What it lies in, which nothing but the harness needs.
    pub(super) fn outer(&self) -> BorrowedFd<'_> {
        self.outer.as_fd()
    }

    /// The folder itself, opened; an error if something else is in its place.
    pub(super) fn content(&self) -> io::Result<OwnedFd> {
        Ok(openat(&self.outer, CONTENT, FOLDER, Mode::empty())?)
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

    /// Makes `TOKEN` in the room in `parent`, with nothing in it.
    fn make(parent: &Path, token: String) -> Result<Self, Error> {
        let failed = |errno: Errno| Error::Sandbox { path: parent.to_owned(), source: errno.into() };
        for _ in 0..room::PATIENCE {
            let room = Room::enter(parent)?;
            match mkdirat(&room, &token, Mode::RWXU) {
                Ok(()) => {}
                // Another harness was ready and left the room empty.
                Err(Errno::NOENT) => continue,
                Err(errno) => return Err(failed(errno)),
            }
            let open = || {
                let outer = openat(&room, &token, FOLDER, Mode::empty())?;
                let spare = (0..SPARE).map(|_| fcntl_dupfd_cloexec(&outer, 0)).collect::<Result<_, _>>()?;
                Ok((outer, spare))
            };
            let opened = open().inspect_err(|_| {
                let _ = unlinkat(&room, &token, AtFlags::REMOVEDIR);
                drop(fs::remove_dir(room.path()));
            });
            let (outer, spare) = opened.map_err(failed)?;
            let content = room.path().join(&token).join(CONTENT);
            return Ok(Self { content, room: room.path().to_owned(), token, outer, spare, kept: false });
        }
        Err(failed(Errno::NOENT))
    }

    fn remove(&mut self) -> io::Result<()> {
        self.spare.clear();
        let room = patiently(|| openat(CWD, &self.room, FOLDER, Mode::empty()))?;
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
