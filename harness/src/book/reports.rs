//! Reports of runs, as `extproof run --format json` writes them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::advice::Advised;
use crate::file;
use crate::report::{OtherFormat, read_format};

/// What a report tells: for each host and Python, how many runs have which verdict.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    pub(super) runs: BTreeMap<(String, String), BTreeMap<String, usize>>,
}

/// A report that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// It can't be read.
    #[error("can't read the report {}: {}", path.display(), Advised(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is something else.
    #[error("{}: not a report of runs: {source}; make one with `extproof run --format json`", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It has a format that this extproof doesn't read.
    #[error("{}: {source}", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Which.
        source: OtherFormat,
    },
}

#[derive(Deserialize)]
struct ReadReport {
    format: Option<u64>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    python: String,
    host: String,
    verdict: String,
}

impl Reported {
    /// Reads a report.
    ///
    /// # Errors
    /// When it can't be read, or isn't one.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let bytes = file::read(path).map_err(|source| ReportError::Read { path: path.to_owned(), source })?;
        let document: ReadReport =
            serde_json::from_slice(&bytes).map_err(|source| ReportError::Format { path: path.to_owned(), source })?;
        read_format(document.format).map_err(|source| ReportError::OtherFormat { path: path.to_owned(), source })?;
        let mut reported = Self::default();
        for Run { python, host, verdict } in document.runs {
            *reported.runs.entry((host, python)).or_default().entry(verdict).or_default() += 1;
        }
        Ok(reported)
    }
}
