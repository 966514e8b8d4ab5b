//! The file that says that extproof made a folder, and that it may be removed when nobody uses it any more.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::BorrowedFd;
use std::time::Duration;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, fstat, openat, unlinkat};

use super::room::is_ours;

pub(super) const NAME: &str = "marker";

/// The name of the folder is part of it: a marker that was copied or moved is none.
fn text(token: &str) -> String {
    format!("extproof made the folder {token} and removes it with all that is in it, unless this file is gone\n")
}

pub(super) fn write(folder: BorrowedFd<'_>, token: &str) -> io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    File::from(openat(folder, NAME, flags, Mode::RUSR | Mode::WUSR)?).write_all(text(token).as_bytes())
}

pub(super) fn remove(folder: BorrowedFd<'_>) {
    let _ = unlinkat(folder, NAME, AtFlags::empty());
}

/// The time since the folder was marked as the one of this name; nothing if it wasn't.
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
