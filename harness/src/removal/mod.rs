//! Removing folders with all that is in them, and nothing else: no link is followed and no mount is entered.
//!
//! The standard library's `remove_dir_all` empties what a program under test has mounted into its folder. Comparing devices
//! wouldn't do: a folder that is bound to another place (`mount --bind`) has the same device in both.

mod mounts;

use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, RawDir, SeekFrom, chmod, fchmod, openat, renameat, seek, unlinkat};
use rustix::io::Errno;

use crate::descriptors::patiently;

/// Removes a folder. What is mounted below it is detached if we may do so; else removing stops there with an error.
///
/// # Errors
/// When something can't be removed. Then the folder itself stays.
pub(crate) fn remove_folder(path: &Path) -> io::Result<()> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Errno::INVAL.into());
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let parent = patiently(|| openat(CWD, parent, FOLDER, Mode::empty()))?;
    remove_below(parent.as_fd(), name)
}

/// Removes what is in an open folder under that name, as [`remove_folder`] does; it may be missing.
///
/// # Errors
/// See [`remove_folder`].
pub(crate) fn remove_below(parent: BorrowedFd<'_>, name: &OsStr) -> io::Result<()> {
    let name = CString::new(name.as_bytes())?;
    if unlink(parent, &name)? {
        return Ok(());
    }
    let top = open(parent, &name)?;
    empty(top.as_fd(), None)?;
    unlink(parent, &name)?.then_some(()).ok_or_else(|| Errno::NOTEMPTY.into())
}

/// Empties an open folder except for one thing in it.
///
/// # Errors
/// See [`remove_folder`].
pub(crate) fn empty_but(folder: BorrowedFd<'_>, spared: &str) -> io::Result<()> {
    empty(folder, Some(spared))
}

/// Opens a folder in an open folder if it isn't a link and nothing is mounted there.
///
/// # Errors
/// When it can't be opened, or is something else.
pub(crate) fn open_below(parent: BorrowedFd<'_>, name: &OsStr) -> io::Result<OwnedFd> {
    let name = CString::new(name.as_bytes())?;
    patiently(|| mounts::open_same(parent, &name, FOLDER))
}

/// Unmounts what is mounted on something in an open folder.
///
/// # Errors
/// When nothing is mounted there, or we may not do so.
pub(crate) fn detach(parent: BorrowedFd<'_>, name: &OsStr) -> io::Result<()> {
    mounts::detach(parent, &CString::new(name.as_bytes())?)
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Empties a folder. Nested folders are first moved to the top, so that any depth works.
fn empty(top: BorrowedFd<'_>, spared: Option<&str>) -> io::Result<()> {
    let mut moved = 0;
    loop {
        let mut names = names(top)?;
        names.retain(|name| spared.is_none_or(|spared| name.to_bytes() != spared.as_bytes()));
        if names.is_empty() {
            return Ok(());
        }
        for name in names {
            if unlink(top, &name)? {
                continue;
            }
            let folder = open(top, &name)?;
            for inner in self::names(folder.as_fd())? {
                if !unlink(folder.as_fd(), &inner)? {
                    move_up(folder.as_fd(), &inner, top, &mut moved)?;
                }
            }
            if !unlink(top, &name)? {
                return Err(Errno::NOTEMPTY.into());
            }
        }
    }
}

/// Removes a file, a link or an empty folder (true), or finds a folder that isn't empty (false).
fn unlink(parent: BorrowedFd<'_>, name: &CStr) -> io::Result<bool> {
    let remove = || match unlinkat(parent, name, AtFlags::empty()) {
        Err(Errno::ISDIR | Errno::PERM) => unlinkat(parent, name, AtFlags::REMOVEDIR),
        removed => removed,
    };
    loop {
        match remove() {
            Ok(()) | Err(Errno::NOENT) => return Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST) => return Ok(false),
            // Something is mounted there.
            Err(Errno::BUSY) => mounts::detach(parent, name)?,
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Opens a folder, and takes back the permission to change it, which a program may have taken away.
fn open(parent: BorrowedFd<'_>, name: &CStr) -> io::Result<OwnedFd> {
    let open = |flags| patiently(|| mounts::open_same(parent, name, flags));
    let folder = match open(FOLDER) {
        Err(error) if Errno::from_io_error(&error) == Some(Errno::ACCESS) => {
            let closed = open(OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC)?;
            // Permissions can't be changed through such a descriptor, only by its path.
            chmod(format!("/proc/self/fd/{}", closed.as_raw_fd()), Mode::RWXU)?;
            open(FOLDER)?
        }
        opened => opened?,
    };
    // If this fails, it shows at the first thing that can't be removed.
    let _ = fchmod(&folder, Mode::RWXU);
    Ok(folder)
}

/// Moves a folder to the top, under a free name.
fn move_up(from: BorrowedFd<'_>, name: &CStr, top: BorrowedFd<'_>, moved: &mut u64) -> io::Result<()> {
    loop {
        *moved += 1;
        let new = format!(".{moved}");
        match renameat(from, name, top, new.as_str()) {
            Ok(()) => return Ok(()),
            // The name is taken.
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => {}
            // A folder that may not be written can't be moved: its `..` changes.
            Err(Errno::ACCESS) if *moved < u64::MAX => drop(open(from, name)?),
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Everything in a folder.
fn names(folder: BorrowedFd<'_>) -> io::Result<Vec<CString>> {
    const BUFFER: usize = 32 << 10;
    let mut buffer = Vec::with_capacity(BUFFER);
    seek(folder, SeekFrom::Start(0))?;
    let mut entries = RawDir::new(folder, buffer.spare_capacity_mut());
    let mut names = Vec::new();
    while let Some(entry) = entries.next() {
        let entry = entry?;
        if !matches!(entry.file_name().to_bytes(), b"." | b"..") {
            names.push(entry.file_name().to_owned());
        }
    }
    Ok(names)
}
