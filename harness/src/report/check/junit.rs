//! The report for CI systems that show tests: a suite for each module and Python, a test for each trial.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::advice::advice;
use super::{CheckReport, words};
use crate::check::{Outcome, Trial, Verdict};
use crate::report::escape::xml;

/// Writes the report. A trial fails if it is required and its verdict isn't good enough.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, met: &dyn Fn(Trial, &Outcome) -> bool, out: &mut dyn io::Write) -> io::Result<()> {
    let mut document = Report::new("extproof check");
    for checked in &report.checked {
        let name = xml::text(&checked.subject.name);
        let mut suite = TestSuite::new(format!("{name} on Python {}", checked.python));
        for (trial, outcome) in &checked.outcomes {
            let mut case = TestCase::new(trial.name(), status(*trial, outcome, met(*trial, outcome)));
            case.set_classname(&*name);
            suite.add_test_case(case);
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
    document.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

fn status(trial: Trial, outcome: &Outcome, met: bool) -> TestCaseStatus {
    let happened = words::happened(outcome);
    let mut status = match outcome.verdict {
        Verdict::NotApplicable => TestCaseStatus::skipped(),
        Verdict::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        _ if met => return TestCaseStatus::success(),
        _ => TestCaseStatus::non_success(NonSuccessKind::Failure),
    };
    status.set_type(outcome.verdict.name()).set_message(&*xml::text(&happened));
    if let Some(advice) = advice(trial, outcome.verdict) {
        status.set_description(format!("{} {}", advice.means, advice.link));
    }
    status
}
