//! How many runs the tests have carried out on each Python, in a file that `ci/matrix` reads.

use std::collections::BTreeMap;
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
    /// Counts anew.
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file, counts: Mutex::default() }
    }

    /// Counts what was run.
    pub(crate) fn add(&self, results: &[RunResult]) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for result in results.iter().filter(|result| result.verdict != RunVerdict::NotRun) {
            *counts.entry(result.python.to_string()).or_default() += 1;
        }
        // Tests of settings run a case in a process of their own, which must not take back what is written.
        for line in fs::read_to_string(&self.file).unwrap_or_default().lines() {
            if let Some((python, Ok(count))) =
                line.split_once(' ').map(|(python, count)| (python, count.parse::<usize>()))
            {
                let known = counts.entry(python.to_owned()).or_default();
                *known = count.max(*known);
            }
        }
        let lines: String = counts.iter().map(|(python, count)| format!("{python} {count}\n")).collect();
        // Without the file, `ci/matrix` says that nothing was run.
        drop(fs::write(&self.file, lines));
    }
}
