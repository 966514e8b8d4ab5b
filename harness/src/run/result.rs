//! A run with its verdict.

use std::path::PathBuf;

use super::export::Reproduction;
use super::not_run::NotRun;
use super::planned::PlannedRun;
use super::repetition::EqualResults;
use super::verdict::RunVerdict;
use super::violation::Violation;
use crate::case::Mode;
use crate::host::HostKind;
use crate::version::Version;

/// A run with its verdict.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// The case's id.
    pub case: String,
    /// The mode.
    pub mode: Mode,
    /// The fixture.
    pub fixture: String,
    /// The Python.
    pub python: Version,
    /// The host.
    pub host: HostKind,
    /// The verdict.
    pub verdict: RunVerdict,
    /// Why there is no transcript, or no way to reproduce the run.
    pub reason: Option<Reason>,
    /// Where the contract is violated.
    pub violations: Vec<Violation>,
    /// The transcript, if there is one.
    pub transcript: Option<String>,
    /// The step in which a signal ended the process.
    pub crashed_in: Option<String>,
    /// What the snapshot says, where the transcript differs and that matters.
    pub reviewed: Option<String>,
    /// What its repetitions gave, the commonest first, if they differ.
    pub outcomes: Vec<EqualResults>,
    /// The run's time, in seconds.
    pub seconds: f64,
    /// How to reproduce the run, if something is wrong with it.
    pub reproduce: Option<Reproduction>,
    /// The run's folder, if it was kept.
    pub kept: Option<PathBuf>,
}

/// Why a run has no transcript, or can't be reproduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It wasn't carried out.
    NotRun(NotRun),
    /// The harness failed, or the host violated the host contract. This is the error.
    Failed(String),
    /// A fixture that it needs can't be built.
    BrokenFixture {
        /// The fixture.
        name: String,
        /// Its source.
        path: PathBuf,
    },
    /// Its snapshot can't be used.
    BrokenSnapshot {
        /// The file.
        path: PathBuf,
    },
    /// It can't be laid out to be reproduced. This is the error.
    NotReproducible(String),
}

impl RunResult {
    /// The result of a run that isn't carried out.
    pub(super) fn not_run(run: &PlannedRun<'_>) -> Self {
        Self {
            case: run.case.id.clone(),
            mode: run.mode,
            fixture: run.fixture.to_owned(),
            python: run.setup.python.version,
            host: run.kind.clone(),
            verdict: RunVerdict::NotRun,
            reason: None,
            violations: Vec::new(),
            transcript: None,
            crashed_in: None,
            reviewed: None,
            outcomes: Vec::new(),
            seconds: 0.0,
            reproduce: None,
            kept: None,
        }
    }

    /// Its transcript was recorded, so that it matches the snapshot from now on.
    pub fn was_accepted(&mut self) {
        if matches!(self.verdict, RunVerdict::New | RunVerdict::Changed) {
            self.verdict = if self.violations.is_empty() { RunVerdict::Ok } else { RunVerdict::Deviates };
        }
    }

    /// Whether a fixture that can't be built is all that is wrong.
    pub fn lacks_fixture(&self) -> bool {
        matches!(self.reason, Some(Reason::BrokenFixture { .. }))
    }

    /// Whether a snapshot that can't be used is all that is wrong.
    pub fn lacks_snapshot(&self) -> bool {
        matches!(self.reason, Some(Reason::BrokenSnapshot { .. }))
    }

    /// The area of its case.
    pub fn area(&self) -> &str {
        self.case.rsplit_once('/').map_or("", |(area, _)| area)
    }

    /// Whether the contract holds, apart from the end of interpreters and the process.
    pub fn load_holds(&self) -> bool {
        self.violations.iter().all(|violation| violation.teardown)
    }

    /// Whether interpreters and the process ended as the contract says.
    pub fn teardown_holds(&self) -> bool {
        !self.violations.iter().any(|violation| violation.teardown)
    }
}
