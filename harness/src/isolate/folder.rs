use std::ffi::OsStr;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FlockOperation, Mode, fchmod, flock, fstat, mkdirat, openat, statat, unlinkat};
use rustix::io::{Errno, fcntl_dupfd_cloexec};
use rustix::rand::{GetRandomFlags, getrandom};

use super::room::{self, FOLDER, Room, leave};
use super::{Error, marker, sweep};
use crate::descriptors::patiently;
use crate::removal::{detach, empty_but};

/// A folder for temporary files, removed when dropped, and by the next harness if this one is killed:
///
/// ```text
/// extproof-UID/      the room: all temporary folders of this user's harnesses
///   TOKEN/           random; locked as long as it is in use
///     marker         says that extproof made this, and repeats the token; a folder without it isn't swept
///     content/       the folder to use
/// ```
///
/// Nothing else is ever removed, whatever its name: neither an `extproof-UID` that was there before, nor what is
/// mounted below one of these.
#[derive(Debug)]
pub struct Folder {
    content: PathBuf,
    room: PathBuf,
    token: String,
    /// `TOKEN`. Its lock tells other harnesses' [`Folder::sweep`] that this one is in use.
    outer: OwnedFd,
    /// Descriptors for removing, reserved in case all others are in use (`ulimit -n`).
    spare: Vec<OwnedFd>,
    kept: bool,
}

const CONTENT: &str = "content";

/// For the room, for a folder that is being emptied, and for changing that folder's permissions.
const SPARE: usize = 3;

impl Folder {
    /// Creates a folder in `parent`, else in the folder for temporary files: `TMPDIR`, else one in memory, else `/tmp`.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new(parent: Option<&Path>) -> Result<Self, Error> {
        let parent = parent.map_or_else(room::default_parent, Path::to_owned);
        // Programs show paths without links, and these must match the folder's path.
        let parent = parent.canonicalize().map_err(|source| Error::Sandbox { path: parent, source })?;
        if parent.to_str().is_none() {
            return Err(Error::NotText { path: parent });
        }
        let failed = |source: io::Error| Error::Sandbox { path: parent.clone(), source };
        let token = token().map_err(|errno| failed(errno.into()))?;
        // From here on, it is removed whatever happens.
        let folder = Self::make(&parent, token)?;
        // Some network file systems have no locks, so another harness couldn't know that this folder is in use. Without
        // a complete marker it isn't swept; everything else works.
        let locked = flock(&folder.outer, FlockOperation::NonBlockingLockExclusive).is_ok();
        if locked && marker::write(folder.outer.as_fd(), &folder.token).is_err() {
            drop(marker::remove(folder.outer.as_fd()));
        }
        mkdirat(&folder.outer, CONTENT, Mode::RWXU).map_err(|errno| failed(errno.into()))?;
        Ok(folder)
    }

    /// The folder itself: absolute and without links.
    pub fn path(&self) -> &Path {
        &self.content
    }

    /// `TOKEN`, the folder around it, which only the harness needs.
    pub(super) fn outer(&self) -> BorrowedFd<'_> {
        self.outer.as_fd()
    }

    /// The folder itself, opened; an error if something else is in its place.
    pub(super) fn content(&self) -> io::Result<OwnedFd> {
        Ok(openat(&self.outer, CONTENT, FOLDER, Mode::empty())?)
    }

    /// Keeps the folder for inspection: neither dropping nor [`sweep`](Self::sweep) removes it.
    pub fn keep(mut self) -> PathBuf {
        self.kept = true;
        drop(marker::remove(self.outer.as_fd()));
        self.content.clone()
    }

    /// Removes the folders that killed harnesses left in `parent` (see [`new`](Self::new)), and returns their number.
    /// Folders in use and kept ones stay.
    pub fn sweep(parent: Option<&Path>) -> usize {
        let parents = parent.map_or_else(room::default_parents, |parent| vec![parent.to_owned()]);
        parents.iter().map(|parent| sweep::sweep(parent)).sum()
    }

    /// Creates an empty `TOKEN` in the room in `parent`.
    fn make(parent: &Path, token: String) -> Result<Self, Error> {
        let failed = |errno: Errno| Error::Sandbox { path: parent.to_owned(), source: errno.into() };
        for _ in 0..room::PATIENCE {
            let room = Room::enter(parent)?;
            match mkdirat(&room, &token, Mode::RWXU) {
                Ok(()) => {}
                // Another harness was done and removed the empty room.
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
                leave(room.path());
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
            // There is nobody to report an error to. The next sweep removes the rest.
            drop(self.remove());
            leave(&self.room);
        }
    }
}

/// Removes the open folder `TOKEN` from the room.
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
    // The marker goes last, so that the rest can be swept if this process is killed meanwhile.
    empty_but(outer, marker::NAME)?;
    marker::remove(outer)?;
    Ok(unlinkat(room, token, AtFlags::REMOVEDIR)?)
}

fn token() -> Result<String, Errno> {
    let mut bytes = [0; 10];
    getrandom(&mut bytes, GetRandomFlags::empty())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
