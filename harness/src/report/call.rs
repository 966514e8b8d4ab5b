//! The call whose results are reported, and the calls to make next.

use std::path::{Path, PathBuf};

use crate::run::RunResult;
use crate::shell::quoted;

/// What a call of `run` was asked for, so that the next one can be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Call<'a> {
    /// Where the cases came from, if they aren't extproof's own.
    pub cases: &'a [PathBuf],
    /// Where the snapshots are, if it was said.
    pub snapshots: Option<&'a Path>,
    /// The hosts that were named.
    pub hosts: &'a [String],
    /// The Pythons that were named.
    pub pythons: &'a [String],
}

impl Call<'_> {
    /// A call that does the same run once more, and keeps its sandbox.
    pub(super) fn closer(&self, result: &RunResult) -> String {
        let RunResult { mode, fixture, .. } = result;
        let version = [result.python.to_string()];
        // A Python that was given by its path may be found in no other way.
        let by_path = self.pythons.iter().any(|python| python.contains('/'));
        let pythons = options("--python", if by_path { self.pythons } else { &version });
        let snapshots = self.snapshots.map(|folder| option("--snapshots", folder)).unwrap_or_default();
        format!("{}{snapshots}{pythons} --mode {mode} --fixture {fixture} --keep", self.run(result))
    }

    /// A call that records what the runs of the case show. Without a folder for that, it makes one.
    pub(super) fn accepting(&self, result: &RunResult) -> String {
        const NEW: &str = "snapshots";
        let (first, snapshots) = match (self.snapshots, self.cases) {
            (Some(folder), _) => (String::new(), option("--snapshots", folder)),
            (None, []) => (String::new(), String::new()),
            (None, _) => (format!("mkdir -p {NEW} && "), option("--snapshots", Path::new(NEW))),
        };
        format!("{first}{}{snapshots}{} --accept", self.run(result), options("--python", self.pythons))
    }

    fn run(&self, result: &RunResult) -> String {
        let cases: String = self.cases.iter().map(|folder| option("--cases", folder)).collect();
        format!("extproof run {}{cases}{}", quoted(&result.case), options("--host", self.hosts))
    }
}

fn option(name: &str, path: &Path) -> String {
    format!(" {name} {}", quoted(&path.to_string_lossy()))
}

fn options(name: &str, values: &[String]) -> String {
    values.iter().map(|value| format!(" {name} {}", quoted(value))).collect()
}
