//! `extproof merge`.

use std::io::Write;

use serde_json::Value;

use super::Exit;
use super::arguments::MergeArguments;
use super::failure::Failure;
use super::screen;
use crate::file;
use crate::report::escape::json::document;
use crate::report::{MergeProblem, merge as merged};
use crate::run::Verdict;

pub(super) fn merge(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let mut documents = Vec::new();
    for path in &arguments.reports {
        let bytes = file::read(path).map_err(|source| Failure::Nowhere { path: path.clone(), source })?;
        let value = serde_json::from_slice(&bytes).map_err(|_| MergeProblem::NotAPart(path.clone()))?;
        documents.push((path.clone(), value));
    }
    let whole = merged(documents)?;
    screen::document(|out| out.write_all(document(&whole)?.as_bytes()))?;
    Ok(exit(&whole))
}

/// The exit code that the whole plan would have had.
fn exit(whole: &Value) -> Exit {
    let count = |verdict: Verdict| whole["summary"]["verdicts"][verdict.name()].as_u64().unwrap_or_default();
    if count(Verdict::Error) > 0 {
        Exit::HarnessError
    } else if Verdict::ALL.into_iter().any(|verdict| !verdict.is_as_reviewed() && count(verdict) > 0) {
        Exit::NotAsReviewed
    } else if whole["summary"]["runs"].as_u64().unwrap_or_default() == 0 {
        Exit::NothingRun
    } else {
        Exit::AsReviewed
    }
}
