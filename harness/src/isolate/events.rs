use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;

use super::Error;

/// Reads at most `limit` bytes of the events file. Without a file there were no events.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    // The program may have left anything there: a link isn't followed and a named pipe isn't waited for.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let read = || -> io::Result<Vec<u8>> {
        let file = match open(path, flags, Mode::empty()) {
            Ok(file) => File::from(file),
            Err(Errno::NOENT) => return Ok(Vec::new()),
            Err(errno) => return Err(errno.into()),
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let size = metadata.len().min(limit);
        // One more than needed lets the end be seen without growing.
        let mut events = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
        file.take(limit).read_to_end(&mut events)?;
        Ok(events)
    };
    read().map_err(|source| Error::Events { path: path.to_owned(), source })
}
