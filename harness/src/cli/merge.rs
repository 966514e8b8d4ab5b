//! `extproof merge`.

use std::io::Write;

use serde_json::Value;

use super::Exit;
use super::arguments::MergeArguments;
use super::failure::Failure;
use super::screen;
use crate::report::escape::json::document;
use crate::report::{Part, merge as merged};
use crate::run::RunVerdict;

pub(super) fn merge(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let parts = arguments.reports.iter().map(|path| Part::read(path)).collect::<Result<Vec<_>, _>>()?;
    let whole = merged(parts)?;
    screen::document(|out| out.write_all(document(&whole)?.as_bytes()))?;
    Ok(exit(&whole))
}

/// The exit code that the whole plan would have had.
fn exit(whole: &Value) -> Exit {
    let count = |verdict: RunVerdict| whole["summary"]["verdicts"][verdict.name()].as_u64().unwrap_or_default();
    if count(RunVerdict::Error) > 0 {
        Exit::HarnessError
    } else if RunVerdict::ALL.into_iter().any(|verdict| !verdict.passes() && count(verdict) > 0) {
        Exit::Failed
    } else if whole["summary"]["runs"].as_u64().unwrap_or_default() == 0 {
        Exit::NothingRun
    } else {
        Exit::Passed
    }
}
