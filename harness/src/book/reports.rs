//! Reports, as `extproof run --format json` and `extproof check --format json` write them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::checked::{CheckChange, CheckedModule, NotChecked};
use crate::advice::Advised;
use crate::file;
use crate::report::{OtherFormat, read_format};

/// What a report tells.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    /// For each host and Python, how many runs have which verdict.
    pub(super) runs: BTreeMap<(String, String), BTreeMap<String, usize>>,
    /// For each host and Python, how many runs compare with the reference's in which way.
    pub(super) differences: BTreeMap<(String, String), BTreeMap<String, usize>>,
    /// The modules that were checked.
    pub(super) modules: Vec<CheckedModule>,
    /// How they differ from the check before, if the report says so.
    pub(super) changes: Option<Vec<CheckChange>>,
    /// The modules that could not be checked.
    pub(super) not_checked: Vec<NotChecked>,
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
    #[error("{}: not a report of runs or checks: {source}; make one with `extproof run --format json` or `extproof check --format json`", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It has neither runs nor modules.
    #[error("{}: not a report of runs or checks: it has neither `runs` nor `modules`; make one with `extproof run --format json` or `extproof check --format json`", .0.display())]
    Neither(PathBuf),
    /// It has a format that this extproof doesn't read.
    #[error("{}: {source}", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Which.
        source: OtherFormat,
    },
}

/// A report of either command.
#[derive(Deserialize)]
struct ReadReport {
    format: Option<u64>,
    runs: Option<Vec<Run>>,
    modules: Option<Vec<CheckedModule>>,
    changes: Option<Vec<CheckChange>>,
    #[serde(default)]
    not_checked: Vec<NotChecked>,
}

#[derive(Deserialize)]
struct Run {
    python: String,
    host: String,
    verdict: String,
    difference: Option<String>,
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
        if document.runs.is_none() && document.modules.is_none() {
            return Err(ReportError::Neither(path.to_owned()));
        }
        read_format(document.format).map_err(|source| ReportError::OtherFormat { path: path.to_owned(), source })?;
        let mut reported = Self {
            modules: document.modules.unwrap_or_default(),
            changes: document.changes,
            not_checked: document.not_checked,
            ..Self::default()
        };
        for Run { python, host, verdict, difference } in document.runs.into_iter().flatten() {
            if let Some(difference) = difference {
                let counts = reported.differences.entry((host.clone(), python.clone())).or_default();
                *counts.entry(difference).or_default() += 1;
            }
            *reported.runs.entry((host, python)).or_default().entry(verdict).or_default() += 1;
        }
        Ok(reported)
    }
}
