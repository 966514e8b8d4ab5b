//! The document of `--format json`. `json_schema` describes it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Serialize;

use super::escape::json::{document, uri};
use super::violation::ViolationText;
use super::{FORMAT, Report, comparison, reason};
use crate::run::{Difference, EqualResults, Partition, Reference, RunResult, RunVerdict};

#[derive(Serialize)]
struct RunDocument<'a> {
    format: u32,
    /// Which part of a plan this is, if not the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    partition: Option<Partition>,
    runs: Vec<Run<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Run<'a> {
    case: &'a str,
    mode: &'a str,
    fixture: &'a str,
    python: String,
    host: &'a str,
    verdict: RunVerdict,
    /// How it compares with the run of the reference in this call, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
    /// Whether everything but endings is as expected.
    load: &'static str,
    /// Whether interpreters and the process ended as expected.
    teardown: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<ViolationText>,
    transcript: Option<&'a str>,
    /// What its repetitions gave, if they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outcomes: Vec<Repeated<'a>>,
    /// The finding in docs/findings.md that explains a crash.
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<u8>,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reproduce: Option<Cow<'a, str>>,
    /// The same, if it isn't UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    reproduce_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<Cow<'a, str>>,
    /// The same, if it isn't UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_uri: Option<String>,
}

#[derive(Serialize)]
struct Repeated<'a> {
    count: usize,
    verdict: RunVerdict,
    transcript: Option<&'a str>,
}

#[derive(Serialize)]
struct Summary<'a> {
    runs: usize,
    verdicts: BTreeMap<&'static str, usize>,
    pythons: Vec<String>,
    not_available: Vec<NotAvailable<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Vec<comparison::Row<'a>>>,
}

#[derive(Serialize)]
struct NotAvailable<'a> {
    host: &'a str,
    python: String,
    reason: String,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut verdicts: BTreeMap<&'static str, usize> = RunVerdict::ALL.map(|verdict| (verdict.name(), 0)).into();
    for result in report.results {
        *verdicts.entry(result.verdict.name()).or_default() += 1;
    }
    let missing = report.setups.iter().flat_map(|setup| {
        setup.missing.iter().map(|missing| NotAvailable {
            host: &missing.host.name,
            python: setup.python.version.to_string(),
            reason: missing.reason.clone(),
        })
    });
    let reference = Reference::among(report.results);
    let document = RunDocument {
        format: FORMAT,
        partition: report.partition,
        runs: report.results.iter().map(|result| run(report, result, reference.as_ref())).collect(),
        summary: Summary {
            runs: report.results.iter().filter(|result| result.verdict.was_run()).count(),
            verdicts,
            pythons: report.setups.iter().map(|setup| setup.python.version.to_string()).collect(),
            not_available: missing.collect(),
            differences: report.has_other_hosts().then(|| {
                let reference = reference.as_ref();
                reference.map(|reference| comparison::rows(reference, report.results)).unwrap_or_default()
            }),
        },
    };
    out.write_all(self::document(&document)?.as_bytes())
}

fn run<'a>(report: &Report<'_>, result: &'a RunResult, reference: Option<&Reference<'_>>) -> Run<'a> {
    let judged = |holds: bool| match (&result.transcript, holds) {
        (None, _) => "not-run",
        (Some(_), true) => "ok",
        (Some(_), false) => "violated",
    };
    let reproduce = result.reproduce.as_ref().map(|reproduce| reproduce.script.as_path());
    Run {
        case: &result.case,
        mode: result.mode.name(),
        fixture: &result.fixture,
        python: result.python.to_string(),
        host: &result.host.name,
        verdict: result.verdict,
        difference: reference.and_then(|reference| reference.compare(result)),
        load: judged(result.load_holds()),
        teardown: judged(result.teardown_holds()),
        reason: result.reason.as_ref().map(reason::text),
        violations: result.violations.iter().map(ViolationText::of).collect(),
        transcript: result.transcript.as_deref(),
        outcomes: result.outcomes.iter().map(repeated).collect(),
        finding: report.finding(result),
        seconds: result.seconds,
        reproduce: reproduce.map(Path::to_string_lossy),
        reproduce_uri: reproduce.and_then(uri),
        kept: result.kept.as_deref().map(Path::to_string_lossy),
        kept_uri: result.kept.as_deref().and_then(uri),
    }
}

fn repeated(outcome: &EqualResults) -> Repeated<'_> {
    let EqualResults { count, verdict, transcript } = outcome;
    Repeated { count: *count, verdict: *verdict, transcript: transcript.as_deref() }
}
