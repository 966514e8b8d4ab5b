//! Snapshots in the files of insta: a header of YAML between two lines of `---`, then the snapshot.
//!
//! insta 1.49 writes what was asserted without its trailing white space, and one newline. It compares without trailing
//! white space too, and takes `\r\n` for `\n`. A rendered snapshot survives that unchanged: no line of it ends with
//! white space, and it ends with one newline, so that `body` of a file is what was rendered.

use std::io;
use std::path::{Path, PathBuf};

use super::Snapshot;
use super::parse::{ParseError, parse};
use crate::file;

/// What can be done about any file.
const RECORD: &str = "remove it and record it again with `cargo insta test --accept`";

/// A file that doesn't start with the header of insta.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The first line isn't `---`.
    #[error("the first line of a snapshot file must be `---`, which opens the header that insta writes")]
    Missing,
    /// The header has no end.
    #[error("the header of a snapshot file must end with a line `---`")]
    Open,
}

/// A snapshot file that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It exists but can't be read.
    #[error("can't read the snapshot {}: {source}; make it readable, or {RECORD}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It isn't a file of insta.
    #[error("{} is no snapshot: {source}; restore it, or {RECORD}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// Why.
        source: HeaderError,
    },
    /// It doesn't hold a snapshot.
    #[error("{}:{}: {}", path.display(), source.line, source.problem)]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why; lines are counted from the start of the file.
        source: ParseError,
    },
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

/// Loads a snapshot file; `None` if there is none.
pub fn load(path: &Path) -> Result<Option<Snapshot>, LoadError> {
    let path_buf = || path.to_owned();
    let text = match file::read_text(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(LoadError::Read { path: path_buf(), source }),
    };
    let body = body(&text).map_err(|source| LoadError::Header { path: path_buf(), source })?;
    let header_lines = text[..text.len() - body.len()].matches('\n').count();
    let snapshot = parse(body, header_lines + 1).map_err(|source| LoadError::Parse { path: path_buf(), source })?;
    Ok(Some(snapshot))
}
