//! The report for CI systems that show tests: a suite for each module and Python, a test for each trial.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::advice::advice;
use super::{CheckReport, words};
use crate::check::{Checked, Trial, TrialOutcome, TrialVerdict};
use crate::config::KnownResult;
use crate::report::escape::xml;

/// Writes the report. A trial fails if it is required and its verdict isn't good enough.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    let mut document = Report::new("extproof check");
    for checked in &report.checked {
        let name = xml::text(&checked.subject.name);
        let mut suite = TestSuite::new(format!("{name} on Python {}", xml::text(&checked.python)));
        for (trial, outcome) in &checked.outcomes {
            let known = report.known.of(checked, *trial);
            let required = report.requires(*trial);
            let status = match known {
                Some(known) => accepted(known, outcome),
                None => status(checked, *trial, outcome, required),
            };
            let passed = matches!(status, TestCaseStatus::Success { .. });
            let mut case = TestCase::new(trial.name(), status);
            case.set_classname(&*name);
            if (passed || known.is_some()) && !words::happened(outcome).is_empty() {
                case.set_system_out(&*xml::text(&told(checked, *trial, outcome, required)));
            }
            suite.add_test_case(case);
        }
        document.add_test_suite(suite);
    }
    let stale = report.known.stale(&report.checked);
    if !stale.is_empty() {
        let mut suite = TestSuite::new("stale known results");
        for stale in &stale {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("stale").set_message(&*xml::text(&words::stale(stale)));
            let mut case = TestCase::new(stale.trial.name(), status);
            case.set_classname(&*xml::text(stale.module));
            suite.add_test_case(case);
        }
        document.add_test_suite(suite);
    }
    if !report.unused.is_empty() {
        let mut suite = TestSuite::new("unused known results");
        for known in &report.unused {
            let mut status = TestCaseStatus::skipped();
            status.set_type("unused").set_message(&*xml::text(&words::unused(known)));
            suite.add_test_case(TestCase::new(&*xml::text(known.module().unwrap_or_default()), status));
        }
        document.add_test_suite(suite);
    }
    if !report.faults.is_empty() {
        let mut suite = TestSuite::new("can't be checked");
        for (name, why) in &report.faults {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(&*xml::text(why));
            suite.add_test_case(TestCase::new(&*xml::text(name), status));
        }
        document.add_test_suite(suite);
    }
    if !report.not_applicable.is_empty() {
        let mut suite = TestSuite::new("not checked");
        for item in &report.not_applicable {
            let mut status = TestCaseStatus::skipped();
            status.set_message(&*xml::text(&item.reason));
            let what = if item.what.is_empty() { "all modules" } else { &item.what };
            let name = format!("{} on Python {}", xml::text(what), xml::text(&item.python));
            suite.add_test_case(TestCase::new(name, status));
        }
        document.add_test_suite(suite);
    }
    if !report.skipped.is_empty() {
        let mut suite = TestSuite::new("skipped");
        for (name, why) in &report.skipped {
            let mut status = TestCaseStatus::skipped();
            status.set_message(&*xml::text(why));
            suite.add_test_case(TestCase::new(&*xml::text(name), status));
        }
        document.add_test_suite(suite);
    }
    document.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

/// How an outcome counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is good enough, whether it is required or not.
    Passes,
    /// It is required, and not good enough.
    Fails,
    /// It isn't good, and nobody requires it.
    NotRequired,
    /// It isn't good, which another module must answer for.
    Excused,
}

impl Standing {
    fn of(required: bool, trial: Trial, outcome: &TrialOutcome) -> Self {
        match outcome.verdict {
            TrialVerdict::Works => Self::Passes,
            _ if !required => Self::NotRequired,
            _ if !trial.is_met_by(outcome) => Self::Fails,
            _ if outcome.owner.is_some() => Self::Excused,
            _ => Self::Passes,
        }
    }
}

/// What happened, what it means, and where to read on.
fn told(checked: &Checked, trial: Trial, outcome: &TrialOutcome, required: bool) -> String {
    let advice = advice(checked, trial, outcome, required)
        .map(|advice| words::advised(&advice, &mut Vec::new()))
        .unwrap_or_default();
    [vec![words::happened(outcome)], advice].concat().join("\n")
}

/// A known result is none of a test that was run for its sake.
fn accepted(known: &KnownResult, outcome: &TrialOutcome) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_type(outcome.verdict.name()).set_message(&*xml::text(&words::known(&known.reason)));
    status
}

fn status(checked: &Checked, trial: Trial, outcome: &TrialOutcome, required: bool) -> TestCaseStatus {
    let happened = words::happened(outcome);
    let (mut status, message) = match (outcome.verdict, Standing::of(required, trial, outcome)) {
        (TrialVerdict::NotApplicable, _) => (TestCaseStatus::skipped(), happened),
        (TrialVerdict::Error, _) => (TestCaseStatus::non_success(NonSuccessKind::Error), happened),
        (_, Standing::Passes) => return TestCaseStatus::success(),
        (_, Standing::Fails) => (TestCaseStatus::non_success(NonSuccessKind::Failure), happened),
        (_, Standing::NotRequired) => (TestCaseStatus::skipped(), words::not_required(&happened)),
        (_, Standing::Excused) => (TestCaseStatus::skipped(), words::excused(&happened)),
    };
    status.set_type(outcome.verdict.name()).set_message(&*xml::text(&message));
    if let Some(advice) = advice(checked, trial, outcome, required) {
        status.set_description(words::advised(&advice, &mut Vec::new()).join("\n"));
    }
    status
}
