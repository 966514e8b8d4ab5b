//! How many runs the tests have carried out on each Python, in a file for `ci/matrix`.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use extproof::run::{RunResult, RunVerdict};

/// The counts, and the file: a line with the version and the number for each Python.
#[derive(Debug)]
pub(crate) struct Tested {
    file: PathBuf,
    counts: Mutex<BTreeMap<String, usize>>,
}

impl Tested {
    /// For whoever names a file.
    pub(crate) fn wanted() -> Option<Self> {
        let file = env::var_os("EXTPROOF_TESTED")?.into();
        Some(Self { file, counts: Mutex::default() })
    }

    /// Counts what was run.
    pub(crate) fn add(&self, results: &[RunResult]) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for result in results.iter().filter(|result| result.verdict != RunVerdict::NotRun) {
            *counts.entry(result.python.to_string()).or_default() += 1;
        }
        let lines: String = counts.iter().map(|(python, count)| format!("{python} {count}\n")).collect();
        // Without the file, `ci/matrix` says that nothing was run.
        drop(fs::write(&self.file, lines));
    }
}
