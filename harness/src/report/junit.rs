//! The report of runs for CI systems that show tests: a suite for each host and Python, a test for each run.

use std::collections::BTreeMap;
use std::io;

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::check::explained;
use super::escape::xml;
use super::{Report, details, reason};
use crate::run::{RunResult, RunVerdict};

pub(super) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: BTreeMap<(&str, String), TestSuite> = BTreeMap::new();
    for result in report.results {
        let (host, python) = (result.host.name.as_str(), result.python.to_string());
        let name = format!("{host} on Python {python}");
        let suite = suites.entry((host, python)).or_insert_with(|| TestSuite::new(&*xml::text(&name)));
        let name = format!("{} · {} · {}", result.case, result.mode, result.fixture);
        let mut case = TestCase::new(&*xml::text(&name), status(report, result));
        case.set_classname(&*xml::text(result.area()));
        case.set_time(std::time::Duration::from_secs_f64(result.seconds.max(0.0)));
        if let (Some(finding), true) = (report.finding(result), result.verdict.passes()) {
            case.set_system_out(explained(finding));
        }
        suite.add_test_case(case);
    }
    let part = report.partition.map(|partition| format!(" {partition}")).unwrap_or_default();
    let mut document = Document::new(format!("extproof run{part}"));
    document.add_test_suites(suites.into_values());
    document.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

fn status(report: &Report<'_>, result: &RunResult) -> TestCaseStatus {
    let mut status = match result.verdict {
        RunVerdict::NotRun => TestCaseStatus::skipped(),
        RunVerdict::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        verdict if verdict.passes() => return TestCaseStatus::success(),
        _ => TestCaseStatus::non_success(NonSuccessKind::Failure),
    };
    let lines = details::told(report, result);
    let message = match result.verdict {
        RunVerdict::NotRun => reason::of(result),
        verdict => verdict.name().to_owned(),
    };
    status.set_type(result.verdict.name()).set_message(&*xml::text(&message));
    if result.verdict != RunVerdict::NotRun {
        status.set_description(&*xml::text(&lines.join("\n")));
    }
    status
}
