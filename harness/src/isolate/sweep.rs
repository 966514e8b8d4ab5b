//! Sandboxes that a harness left because it was killed.

use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, Mode, OFlags, flock, open};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::sandbox::{PREFIX, remove};

/// Marks a folder that somebody wants to look at.
const KEPT: &str = ".kept";

/// A sandbox is created first and locked then. Older ones are locked or left over.
const GRACE: Duration = Duration::from_secs(60);

/// Locks a folder for as long as the descriptor is open.
///
/// A lock is better than the number of a process: it also works between containers that share the folder, and the system
/// releases it however we end.
pub(super) fn lock(folder: &Path) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = open(folder, flags, Mode::empty())?;
    flock(&folder, FlockOperation::NonBlockingLockExclusive)?;
    Ok(folder)
}

pub(super) fn mark_kept(folder: &Path) {
    drop(fs::write(folder.join(KEPT), ""));
}

pub(super) fn sweep(parent: &Path) -> usize {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()));
    named.filter(|entry| is_left_over(&entry.path()) && remove(&entry.path()).is_ok()).count()
}

fn is_left_over(folder: &Path) -> bool {
    let Ok(metadata) = fs::symlink_metadata(folder) else { return false };
    let old = metadata.modified().is_ok_and(|then| then.elapsed().is_ok_and(|age| age > GRACE));
    let ours = metadata.is_dir() && metadata.uid() == geteuid().as_raw();
    old && ours && !folder.join(KEPT).exists() && lock(folder).is_ok()
}
