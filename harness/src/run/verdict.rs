//! What is said of a run.

use serde::Serialize;

use super::export::ByHand;
use super::judge::Breach;
use crate::case::Mode;
use crate::host::HostKind;
use crate::version::Version;

/// What is said of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As reviewed, and the contract held.
    Ok,
    /// As reviewed, and the contract is broken as listed.
    Deviates,
    /// There is no reviewed transcript.
    New,
    /// It differs from the reviewed transcript.
    Changed,
    /// The contract is broken, and that isn't listed.
    Breach,
    /// A breach is listed, but the contract held: the entry must go.
    Mended,
    /// It was not run.
    Unsupported,
    /// The harness, or the host's contract with it, failed.
    Error,
}

impl Verdict {
    /// All verdicts, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Ok,
        Self::Deviates,
        Self::New,
        Self::Changed,
        Self::Breach,
        Self::Mended,
        Self::Unsupported,
        Self::Error,
    ];

    /// The verdict's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Deviates => "deviates",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Breach => "breach",
            Self::Mended => "mended",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
        }
    }

    /// Whether the run was carried out.
    pub fn was_run(self) -> bool {
        self != Self::Unsupported
    }

    /// Whether everything is as reviewed.
    pub fn is_as_reviewed(self) -> bool {
        matches!(self, Self::Ok | Self::Deviates | Self::Unsupported)
    }
}

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
    pub verdict: Verdict,
    /// Why it was not run, or what failed in the harness.
    pub reason: Option<String>,
    /// Where the contract is broken.
    pub breaches: Vec<Breach>,
    /// The transcript, if there is one.
    pub transcript: Option<String>,
    /// What the snapshot says, where the transcript differs.
    pub reviewed: Option<String>,
    /// The run's time, in seconds.
    pub seconds: f64,
    /// How to repeat the run by hand, if something is wrong with it.
    pub by_hand: Option<ByHand>,
    /// The run's folder, if it was kept.
    pub kept: Option<std::path::PathBuf>,
}

impl RunResult {
    /// The area of its case.
    pub fn area(&self) -> &str {
        self.case.rsplit_once('/').map_or("", |(area, _)| area)
    }

    /// Whether everything but the ending of interpreters and the process is as promised.
    pub fn load_holds(&self) -> bool {
        self.breaches.iter().all(|breach| breach.teardown)
    }

    /// Whether interpreters and the process ended as promised.
    pub fn teardown_holds(&self) -> bool {
        !self.breaches.iter().any(|breach| breach.teardown)
    }
}
