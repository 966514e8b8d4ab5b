//! Folders that a harness left because it was killed.

use std::ffi::OsStr;
use std::fs;
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock, fstat};

use super::room::{Room, is_private, leave};
use super::{folder, marker};
use crate::removal::open_below;

/// A folder is locked before it is marked, but a harness that has just been stopped may go on.
const GRACE: Duration = Duration::from_secs(60);

/// Removes the leftover folders in the room in `parent`, and returns their number.
pub(super) fn sweep(parent: &Path) -> usize {
    let Some(room) = Room::find(parent) else { return 0 };
    let entries = fs::read_dir(room.path()).into_iter().flatten().flatten();
    let swept = entries.filter(|entry| remove_left_over(&room, &entry.file_name()).is_some()).count();
    leave(room.path());
    swept
}

/// Removes a folder if extproof made it and no harness uses it any more.
fn remove_left_over(room: &Room, name: &OsStr) -> Option<()> {
    let token = name.to_str()?;
    let outer = open_below(room.as_fd(), name).ok()?;
    let ours = is_private(&fstat(&outer).ok()?);
    let old = marker::age(outer.as_fd(), token).is_some_and(|age| age > GRACE);
    if !ours || !old {
        return None;
    }
    // A lock is better than a process ID: it also works between containers that share the folder, and the system
    // releases it however we end.
    flock(&outer, FlockOperation::NonBlockingLockExclusive).ok()?;
    folder::remove(room.as_fd(), token, outer.as_fd()).ok()
}
