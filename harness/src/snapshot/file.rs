//! Snapshots in the files of insta: a header of YAML between two lines of `---`, then the snapshot.
//!
//! insta 1.49 writes what was asserted without its trailing white space, and one newline. It compares without trailing
//! white space too, and takes `\r\n` for `\n`. A rendered snapshot survives that unchanged: no line of it ends with
//! white space, and it ends with one newline, so that `body` of a file is what was rendered.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::Snapshot;
use super::parse::{ParseError, parse};
use crate::advice::Advised;
use crate::file;

/// What can be done about any file.
const RECORD: &str = "remove it and record it again: the same `extproof run` with --accept";

/// A file that doesn't start with the header of insta.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The first line isn't `---`.
    #[error("expected `---` in the first line, which opens insta's header")]
    Missing,
    /// The header has no end.
    #[error("insta's header isn't closed by a line `---`")]
    Open,
}

/// A snapshot file that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It exists but can't be read.
    #[error("can't read snapshot {}: {source}; make it readable, or {RECORD}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It has no header of insta.
    #[error("{}: not a snapshot: {source}; restore it, or {RECORD}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// Why.
        source: HeaderError,
    },
    /// Its text isn't a snapshot.
    #[error("{}:{}: {}", path.display(), source.line, source.problem)]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why; lines are counted from the start of the file.
        source: ParseError,
    },
}

impl SnapshotError {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Read { path, .. } | Self::Header { path, .. } | Self::Parse { path, .. } => path,
        }
    }
}

/// The contents of a snapshot file without insta's header.
pub fn body(text: &str) -> Result<&str, HeaderError> {
    let mut lines = text.split_inclusive('\n');
    let is_fence = |line: &str| line.trim_end() == "---";
    let opening = lines.next().filter(|line| is_fence(line)).ok_or(HeaderError::Missing)?;
    let mut length = opening.len();
    for line in lines {
        length += line.len();
        if is_fence(line) {
            return Ok(&text[length..]);
        }
    }
    Err(HeaderError::Open)
}

/// A snapshot file that can't be written.
#[derive(Debug, thiserror::Error)]
#[error("can't write the snapshot {}: {}", path.display(), Advised(source))]
pub struct SaveError {
    /// The file.
    path: PathBuf,
    /// What the system says.
    source: io::Error,
}

/// Writes a snapshot file, and the folders on its way.
///
/// # Errors
/// When it can't be written.
pub fn save(path: &Path, snapshot: &Snapshot) -> Result<(), SaveError> {
    const HEADER: &str = "---\nsource: extproof run --accept\n---\n";
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| {
        // It gets its name when it is complete.
        let permissions = fs::metadata(path).map(|old| old.permissions());
        // For a new file, the umask decides.
        let permissions = permissions.unwrap_or_else(|_| Permissions::from_mode(0o666));
        let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder)?;
        write!(file, "{HEADER}{snapshot}")?;
        // A link stays a link.
        file.persist(path.canonicalize().unwrap_or_else(|_| path.to_owned())).map_err(|error| error.error)
    });
    written.map(drop).map_err(|source| SaveError { path: path.to_owned(), source })
}

/// Loads a snapshot file; `None` if there is none.
pub fn load(path: &Path) -> Result<Option<Snapshot>, SnapshotError> {
    let path_buf = || path.to_owned();
    let text = match file::read_text(path) {
        Ok(text) => text,
        // A link to nowhere is something.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => return Ok(None),
        Err(source) => return Err(SnapshotError::Read { path: path_buf(), source }),
    };
    let body = body(&text).map_err(|source| SnapshotError::Header { path: path_buf(), source })?;
    let header_lines = text[..text.len() - body.len()].matches('\n').count();
    let snapshot = parse(body, header_lines + 1).map_err(|source| SnapshotError::Parse { path: path_buf(), source })?;
    Ok(Some(snapshot))
}
