//! The report of one part of a plan, as `merge` reads it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::error::Category;
use serde_json::{Map, Value};

use super::merge::MergeProblem;
use super::read_format;
use crate::file;
use crate::run::RunVerdict;

/// Nobody has more parts.
const MOST_PARTS: u64 = 10_000;

/// The report of one part of a plan.
#[derive(Debug)]
pub struct Part {
    /// Its file.
    pub(super) path: PathBuf,
    /// Which part it is.
    pub(super) part: u64,
    /// Of how many.
    pub(super) parts: u64,
    /// Its runs.
    pub(super) runs: Vec<Value>,
    /// What they are together.
    pub(super) summary: Map<String, Value>,
}

impl Part {
    /// Reads the report of a part.
    ///
    /// # Errors
    /// When the file can't be read, or is something else.
    pub fn read(path: &Path) -> Result<Self, MergeProblem> {
        let bytes = file::read(path).map_err(|source| MergeProblem::Read { path: path.to_owned(), source })?;
        let document = serde_json::from_slice(&bytes).map_err(|source| match source.classify() {
            Category::Eof => MergeProblem::CutOff { path: path.to_owned(), line: source.line() },
            _ => MergeProblem::NotJson { path: path.to_owned(), source },
        })?;
        Self::of(path, document)
    }

    /// The report in a document.
    ///
    /// # Errors
    /// When it is something else.
    pub(super) fn of(path: &Path, mut document: Value) -> Result<Self, MergeProblem> {
        let path = path.to_owned();
        let (Some(Value::Array(runs)), Some(Value::Object(summary))) =
            (document.get_mut("runs").map(Value::take), document.get_mut("summary").map(Value::take))
        else {
            return Err(MergeProblem::NotAReport(path));
        };
        read_format(document["format"].as_u64())
            .map_err(|source| MergeProblem::Format { path: path.clone(), source })?;
        if document.get("partition").is_none() {
            return Err(MergeProblem::Whole(path));
        }
        let number = |name: &str| document["partition"][name].as_u64();
        let (Some(part), Some(parts)) = (number("part"), number("parts")) else {
            return Err(MergeProblem::NotAReport(path));
        };
        if parts > MOST_PARTS || !(1..=parts).contains(&part) {
            return Err(MergeProblem::NotAReport(path));
        }
        let part = Self { path, part, parts, runs, summary };
        if part.counts_its_runs() { Ok(part) } else { Err(MergeProblem::OtherRuns(part.path)) }
    }

    /// Whether the summary counts the runs.
    fn counts_its_runs(&self) -> bool {
        let mut counts = BTreeMap::<&str, u64>::new();
        for run in &self.runs {
            *counts.entry(run["verdict"].as_str().unwrap_or_default()).or_default() += 1;
        }
        let told = self.summary.get("verdicts").and_then(Value::as_object);
        let told = told.into_iter().flatten().filter_map(|(name, count)| Some((name.as_str(), count.as_u64()?)));
        let told: BTreeMap<&str, u64> = told.filter(|(_, count)| *count > 0).collect();
        let carried_out = counts.iter().filter(|(name, _)| **name != RunVerdict::NotRun.name()).map(|(_, count)| count);
        self.summary.get("runs").and_then(Value::as_u64) == Some(carried_out.sum()) && told == counts
    }
}
