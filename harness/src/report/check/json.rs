//! The report for programs.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::advice::advice;
use super::{CheckReport, NotApplicable};
use crate::check::{Checked, Declared, Outcome, THRESHOLD};
use crate::report::escape::json::{document, uri};

#[derive(Serialize)]
struct Document<'a> {
    /// Grows with changes that readers must know of.
    format: u32,
    growth_threshold_kib: f64,
    modules: Vec<Module<'a>>,
    not_applicable: &'a [NotApplicable],
    faults: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Fault<'a> {
    name: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Module<'a> {
    name: &'a str,
    file: Cow<'a, str>,
    /// The same, if it isn't UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_uri: Option<String>,
    python: String,
    declared: Option<&'a Declared>,
    remarks: &'a [String],
    trials: Vec<Trial<'a>>,
}

#[derive(Serialize)]
struct Trial<'a> {
    trial: &'static str,
    #[serde(flatten)]
    outcome: &'a Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    means: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'static str>,
}

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    let report = Document {
        format: 1,
        growth_threshold_kib: THRESHOLD,
        modules: report.checked.iter().map(module).collect(),
        not_applicable: &report.not_applicable,
        faults: report.faults.iter().map(|(name, why)| Fault { name, why }).collect(),
    };
    out.write_all(document(&report)?.as_bytes())
}

fn module(checked: &Checked) -> Module<'_> {
    let trial = |(trial, outcome): &'_ (crate::check::Trial, Outcome)| advice(*trial, outcome.verdict);
    let trials = checked.outcomes.iter().map(|entry| {
        let advice = trial(entry);
        Trial {
            trial: entry.0.name(),
            outcome: &entry.1,
            means: advice.as_ref().map(|advice| advice.means),
            link: advice.as_ref().map(|advice| advice.link),
        }
    });
    Module {
        name: &checked.subject.name,
        file: checked.subject.library.path.to_string_lossy(),
        file_uri: uri(&checked.subject.library.path),
        python: checked.python.to_string(),
        declared: checked.declared.as_ref(),
        remarks: &checked.remarks,
        trials: trials.collect(),
    }
}
