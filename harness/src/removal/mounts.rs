//! Where one file system is mounted inside another.

use std::ffi::{CStr, OsStr};
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{Mode, OFlags, ResolveFlags, openat, openat2};
use rustix::io::Errno;
use rustix::mount::{MountPropagationFlags, UnmountFlags, mount_change, unmount};

/// Opens a folder on the same mount as its parent. A folder that something is mounted on gives EXDEV.
pub(super) fn open_same(parent: BorrowedFd<'_>, name: &CStr, flags: OFlags) -> Result<OwnedFd, Errno> {
    let resolve = ResolveFlags::NO_XDEV | ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
    match openat2(parent, name, flags, Mode::empty(), resolve) {
        // Before Linux 5.6, or forbidden by the seccomp filter of an old container runtime.
        Err(Errno::NOSYS | Errno::PERM) => open_unlisted(parent, name, flags),
        opened => opened,
    }
}

/// The same by the list of mounts.
fn open_unlisted(parent: BorrowedFd<'_>, name: &CStr, flags: OFlags) -> Result<OwnedFd, Errno> {
    let folder = openat(parent, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
    // Without the list, anything may be mounted there.
    let path = fs::read_link(format!("/proc/self/fd/{}", folder.as_raw_fd())).map_err(|_| Errno::XDEV)?;
    let mounts = fs::read("/proc/self/mountinfo").map_err(|_| Errno::XDEV)?;
    let mut points = mounts.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    if points.any(|point| unescaped(point) == path.as_os_str().as_bytes()) { Err(Errno::XDEV) } else { Ok(folder) }
}

/// Spaces, tabs, line breaks and backslashes are written as octal numbers, such as `\040`.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|_| *first == b'\\').and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = &after[3..];
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}

/// Unmounts what is mounted on something, without touching what is in it.
///
/// # Errors
/// When nothing is mounted there, or we may not do so.
pub(super) fn detach(parent: BorrowedFd<'_>, name: &CStr) -> io::Result<()> {
    match open_same(parent, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC) {
        Err(Errno::XDEV) => {}
        Err(errno) => return Err(errno.into()),
        Ok(_) => return Err(Errno::BUSY.into()),
    }
    let path = Path::new("/proc/self/fd").join(parent.as_raw_fd().to_string()).join(OsStr::from_bytes(name.to_bytes()));
    // What is mounted below it (`mount --rbind`) would otherwise be unmounted in its other places, too.
    mount_change(&path, MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)?;
    unmount(&path, UnmountFlags::DETACH | UnmountFlags::NOFOLLOW)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Write, stderr};
    use std::os::fd::AsFd;

    use rustix::fs::CWD;
    use rustix::mount::mount_bind;

    use super::*;

    #[test]
    fn list_of_mounts_tells_the_same_as_the_kernel() {
        let folder = tempfile::tempdir().unwrap();
        let parent = openat(CWD, folder.path(), OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).unwrap();
        let (plain, mounted) = (c"plain", c"a b\\040\tc");
        for name in [plain, mounted] {
            fs::create_dir(folder.path().join(name.to_str().unwrap())).unwrap();
        }
        let target = folder.path().join(mounted.to_str().unwrap());
        if let Err(errno) = mount_bind(folder.path(), &target) {
            let _ = writeln!(stderr(), "list_of_mounts_tells_the_same_as_the_kernel is not run here: {errno}");
            return;
        }
        let told = [open_same, open_unlisted].map(|open| {
            let open = |name| open(parent.as_fd(), name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC);
            (open(plain).is_ok(), open(mounted).err())
        });
        detach(parent.as_fd(), mounted).unwrap();
        assert_eq!(told, [(true, Some(Errno::XDEV)); 2]);
        assert!(open_unlisted(parent.as_fd(), mounted, OFlags::RDONLY).is_ok());
    }

    #[test]
    fn names_in_the_list_of_mounts_are_unescaped() {
        assert_eq!(unescaped(br"/a\040b\134040\1"), br"/a b\040\1");
    }
}
