//! The file that says that extproof made a folder, and that it may be removed when nobody uses it any more.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::BorrowedFd;
use std::time::Duration;

use rustix::fs::{FileType, Mode, OFlags, fstat, openat};

use super::room::is_ours;
use crate::removal::remove_below;

pub(super) const NAME: &str = "marker";

/// The folder's name is part of it, so that a copied or moved marker isn't valid.
fn text(token: &str) -> String {
    format!("extproof made the folder {token} and removes it with all that is in it, unless this file is gone\n")
}

pub(super) fn write(folder: BorrowedFd<'_>, token: &str) -> io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    File::from(openat(folder, NAME, flags, Mode::RUSR | Mode::WUSR)?).write_all(text(token).as_bytes())
}

/// Removes the marker, or what a program has put or mounted in its place.
pub(super) fn remove(folder: BorrowedFd<'_>) -> io::Result<()> {
    remove_below(folder, OsStr::new(NAME))
}

/// The age of the folder's marker; `None` without a valid marker for this name.
pub(super) fn age(folder: BorrowedFd<'_>, token: &str) -> Option<Duration> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let marker = openat(folder, NAME, flags, Mode::empty()).ok()?;
    let stat = fstat(&marker).ok()?;
    if !is_ours(&stat) || FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return None;
    }
    let (marker, expected) = (File::from(marker), text(token));
    let written = marker.metadata().and_then(|metadata| metadata.modified()).ok()?;
    let mut found = Vec::new();
    marker.take(expected.len() as u64 + 1).read_to_end(&mut found).ok()?;
    (found == expected.as_bytes()).then(|| written.elapsed().ok()).flatten()
}
