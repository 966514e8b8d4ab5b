use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::Error;

/// Creates the events file before the start, so that if it is missing afterwards, the program removed it.
pub(super) fn create(path: &Path) -> Result<(), Error> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let created = OpenOptions::new().append(true).create(true).custom_flags(flags.bits().cast_signed()).open(path);
    created.map(drop).map_err(|source| Error::Sandbox { path: path.to_owned(), source })
}

/// Reads at most `limit` bytes of the events file.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let read = || -> io::Result<Vec<u8>> {
        let file = open(path)?;
        let size = file.metadata()?.len().min(limit);
        // With one byte more than needed, the end is found without growing the buffer.
        let mut events = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
        file.take(limit).read_to_end(&mut events)?;
        Ok(events)
    };
    read().map_err(|source| Error::Events { path: path.to_owned(), source })
}

/// Opens a regular file. The program may have left anything in its place: some devices do things when they are opened,
/// links lead elsewhere, and named pipes would be waited for.
fn open(path: &Path) -> io::Result<File> {
    let kind = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(io::Error::new(error.kind(), "it is gone"));
        }
        Err(error) => return Err(error),
    };
    let kind = match () {
        () if kind.is_file() => {
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
            return OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path);
        }
        () if kind.is_symlink() => "a link",
        () if kind.is_dir() => "a folder",
        () if kind.is_fifo() => "a named pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    };
    Err(io::Error::other(format!("it is not a regular file, but {kind}")))
}
