//! The room: the folder that contains all temporary folders.

use std::fs;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{
    Access, AtFlags, CWD, FileType, Mode, OFlags, Stat, StatVfsMountFlags, access, fstat, mkdirat, openat, statat,
    statvfs,
};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::Error;

/// `extproof-UID` in a folder for temporary files.
#[derive(Debug)]
pub(super) struct Room {
    path: PathBuf,
    folder: OwnedFd,
}

/// How often to try again when others remove the room that is about to be entered.
pub(super) const PATIENCE: usize = 100;

impl Room {
    /// The room in `parent`, created if missing.
    pub(super) fn enter(parent: &Path) -> Result<Self, Error> {
        let failed = |path: &Path, errno: Errno| Error::Sandbox { path: path.to_owned(), source: errno.into() };
        let path = path_in(parent);
        for _ in 0..PATIENCE {
            let made = match mkdirat(CWD, &path, Mode::RWXU | MADE) {
                Ok(()) => true,
                Err(Errno::EXIST) => false,
                Err(errno) => return Err(failed(parent, errno)),
            };
            let errno = match Self::open(path.clone()) {
                Ok(room) => return Ok(room),
                // Another run was done and removed the empty room.
                Err(Errno::NOENT) => continue,
                Err(errno) => errno,
            };
            if made {
                drop(fs::remove_dir(&path));
            }
            return Err(match errno {
                Errno::NOTDIR | Errno::LOOP | Errno::PERM => Error::Room { path },
                errno => failed(&path, errno),
            });
        }
        Err(failed(&path, Errno::NOENT))
    }

    /// The room in `parent`, if it is there and belongs to this user.
    pub(super) fn find(parent: &Path) -> Option<Self> {
        Self::open(path_in(parent)).ok()
    }

    fn open(path: PathBuf) -> Result<Self, Errno> {
        let folder = openat(CWD, &path, FOLDER, Mode::empty())?;
        // Another user may have created a folder of that name to get our files.
        if is_private(&fstat(&folder)?) { Ok(Self { path, folder }) } else { Err(Errno::PERM) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The sticky bit, which tells a room that extproof made from an older folder of that name. In a private folder it
/// means nothing, so nobody else sets it; and the call that creates the folder sets it, so that there is no race.
const MADE: Mode = Mode::SVTX;

/// Removes a room if extproof made it and it is empty.
pub(super) fn leave(path: &Path) {
    let made = |stat: &Stat| is_private(stat) && Mode::from_raw_mode(stat.st_mode).contains(MADE);
    if statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| made(&stat)) {
        drop(fs::remove_dir(path));
    }
}

impl AsFd for Room {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }
}

/// A folder, not a link to one.
pub(super) const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A folder of this user that nobody else can write to.
pub(super) fn is_private(stat: &Stat) -> bool {
    let shared = Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH);
    is_ours(stat) && FileType::from_raw_mode(stat.st_mode) == FileType::Directory && !shared
}

pub(super) fn is_ours(stat: &Stat) -> bool {
    stat.st_uid == geteuid().as_raw()
}

fn path_in(parent: &Path) -> PathBuf {
    parent.join(format!("extproof-{}", geteuid().as_raw()))
}

/// The default folder for temporary files: `TMPDIR`, else memory, else `/tmp`.
///
/// Making and removing a sandbox on a disk takes a tenth of the time of a short run.
pub(super) fn default_parent() -> PathBuf {
    const ROOM: u64 = 1 << 30;
    let usable = || {
        let system = statvfs(MEMORY).ok()?;
        // Libraries are loaded from a sandbox, which containers often forbid there.
        let executable = !system.f_flag.contains(StatVfsMountFlags::NOEXEC);
        let room = system.f_bavail.saturating_mul(system.f_frsize) >= ROOM;
        (executable && room && access(MEMORY, Access::WRITE_OK | Access::EXEC_OK).is_ok())
            .then(|| PathBuf::from(MEMORY))
    };
    if tmpdir_is_set() { std::env::temp_dir() } else { usable().unwrap_or_else(std::env::temp_dir) }
}

/// Every folder that [`default_parent`] may have chosen earlier: memory full of leftovers must be swept, too.
pub(super) fn default_parents() -> Vec<PathBuf> {
    let memory = (!tmpdir_is_set()).then(|| PathBuf::from(MEMORY));
    memory.into_iter().chain([std::env::temp_dir()]).collect()
}

const MEMORY: &str = "/dev/shm";

fn tmpdir_is_set() -> bool {
    std::env::var_os("TMPDIR").is_some_and(|folder| !folder.is_empty())
}
