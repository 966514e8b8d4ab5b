//! Reading files that others have made.
//!
//! Anything can lie under a name: opening a named pipe waits for somebody who writes, reading a terminal for somebody who
//! types, and some devices do something when they are opened. So all files that aren't extproof's own are opened here.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

/// Opens a regular file, or a link to one, for reading. It never waits.
///
/// # Errors
/// When it can't be opened, or is something else, which the error names.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    expect_regular(&fs::metadata(path)?)?;
    // Somebody may put something else there at this moment.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    expect_regular(&file.metadata()?)?;
    Ok(file)
}

/// The content of a regular file.
///
/// # Errors
/// As [`open`], and when it can't be read.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open(path)?.read_to_end(&mut content)?;
    Ok(content)
}

/// The content of a regular file with text.
///
/// # Errors
/// As [`read`], and when it isn't UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let mut content = String::new();
    open(path)?.read_to_string(&mut content)?;
    Ok(content)
}

/// Whether a name is hidden, as the files are that an editor leaves beside the one that it edits.
pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn expect_regular(metadata: &Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    let what = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        return Err(Errno::ISDIR.into());
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {what}, not a regular file")))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use rustix::fs::{CWD, FileType, mknodat};

    use super::*;

    #[test]
    fn only_regular_files_and_links_to_them_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "text").unwrap();
        symlink("file", at("link")).unwrap();
        for name in ["file", "link"] {
            assert_eq!(read_text(&at(name)).unwrap(), "text");
        }
        mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
        symlink("pipe", at("link_to_pipe")).unwrap();
        let _listener = UnixListener::bind(at("socket")).unwrap();
        for (path, what) in [
            (at("pipe"), "it is a named pipe, not a regular file"),
            (at("link_to_pipe"), "it is a named pipe, not a regular file"),
            (at("socket"), "it is a socket, not a regular file"),
            ("/dev/zero".into(), "it is a device, not a regular file"),
        ] {
            assert_eq!(read(&path).unwrap_err().to_string(), what);
        }
        assert_eq!(read(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(read(&at("missing")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
