//! The one folder in which all temporary folders lie.

use std::fs;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{
    Access, CWD, FileType, Mode, OFlags, Stat, StatVfsMountFlags, access, fstat, mkdirat, openat, statvfs,
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

/// How often others may take away the room that is about to be entered.
pub(super) const PATIENCE: usize = 100;

impl Room {
    /// The one in `parent`, which is made if it isn't there.
    pub(super) fn enter(parent: &Path) -> Result<Self, Error> {
        let failed = |path: &Path, errno: Errno| Error::Sandbox { path: path.to_owned(), source: errno.into() };
        let path = path_in(parent);
        for _ in 0..PATIENCE {
            let made = match mkdirat(CWD, &path, Mode::RWXU) {
                Ok(()) => true,
                Err(Errno::EXIST) => false,
                Err(errno) => return Err(failed(parent, errno)),
            };
            let errno = match Self::open(path.clone()) {
                Ok(room) => return Ok(room),
                // Another run was ready and left the room empty.
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

    /// The one in `parent`, if it is there and nobody else made it.
    pub(super) fn find(parent: &Path) -> Option<Self> {
        Self::open(path_in(parent)).ok()
    }

    fn open(path: PathBuf) -> Result<Self, Errno> {
        let folder = openat(CWD, &path, FOLDER, Mode::empty())?;
        // Others may have made a folder of that name, so that we put our files there.
        if is_private(&fstat(&folder)?) { Ok(Self { path, folder }) } else { Err(Errno::PERM) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl AsFd for Room {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }
}

/// A folder, and not a link to one.
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

/// Where temporary files go if nothing else is said: `TMPDIR`, else memory, else `/tmp`.
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

/// Everywhere that [`default_parent`] may have been before: memory that is full of what was left must be swept, too.
pub(super) fn default_parents() -> Vec<PathBuf> {
    let memory = (!tmpdir_is_set()).then(|| PathBuf::from(MEMORY));
    memory.into_iter().chain([std::env::temp_dir()]).collect()
}

const MEMORY: &str = "/dev/shm";

fn tmpdir_is_set() -> bool {
    std::env::var_os("TMPDIR").is_some_and(|folder| !folder.is_empty())
}
