//! The verdict on a run.

use serde::Serialize;

use super::planned::PlannedRun;
use super::violation::Violation;
use crate::case::Deviation;

/// The verdict on a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunVerdict {
    /// It matches its snapshot, and the contract held.
    Ok,
    /// It matches its snapshot, and the contract is violated as the case lists.
    Deviates,
    /// The snapshot has no transcript for it.
    New,
    /// It differs from its snapshot.
    Changed,
    /// The contract is violated, and no deviation lists that.
    Violation,
    /// A deviation is listed, but the contract held: the deviation must be removed.
    Stale,
    /// It was carried out several times, with different results.
    Flaky,
    /// It was not run.
    NotRun,
    /// The harness failed, or the host violated the host contract.
    Error,
}

impl RunVerdict {
    /// All verdicts, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Ok,
        Self::Deviates,
        Self::New,
        Self::Changed,
        Self::Violation,
        Self::Stale,
        Self::Flaky,
        Self::NotRun,
        Self::Error,
    ];

    /// The verdict's name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Deviates => "deviates",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Violation => "violation",
            Self::Stale => "stale",
            Self::Flaky => "flaky",
            Self::NotRun => "not-run",
            Self::Error => "error",
        }
    }

    /// Whether the run was carried out.
    pub fn was_run(self) -> bool {
        self != Self::NotRun
    }

    /// Whether nothing needs attention.
    pub fn passes(self) -> bool {
        matches!(self, Self::Ok | Self::Deviates | Self::NotRun)
    }
}

/// The verdict on a run with these violations and this transcript, where the snapshot says `reviewed`.
pub(super) fn verdict(
    run: &PlannedRun<'_>,
    violations: &[Violation],
    text: &str,
    reviewed: Option<&str>,
) -> RunVerdict {
    if run.case.undefined.is_some() {
        // Undefined behaviour is recorded for information; nobody promises that it stays.
        return if reviewed.is_none() { RunVerdict::New } else { RunVerdict::Ok };
    }
    let situation = run.situation();
    let listed: Vec<_> = run.case.deviations.iter().filter(|deviation| deviation.scope.fits(&situation)).collect();
    let explains = |deviation: &Deviation, violation: &Violation| match &deviation.step {
        None => true,
        Some(name) => violation.at.is_called(&run.filled(name), deviation.nth),
    };
    let is_unlisted = |violation: &Violation| !listed.iter().any(|deviation| explains(deviation, violation));
    // The reference's deviations explain the same violations of another host, which may also keep the contract.
    let expected = |deviation: &&&Deviation| run.kind.is_like_reference() || !deviation.scope.hosts.is_empty();
    let is_stale = |deviation: &&Deviation| !violations.iter().any(|violation| explains(deviation, violation));
    match reviewed {
        _ if violations.iter().any(is_unlisted) => RunVerdict::Violation,
        _ if listed.iter().filter(expected).any(is_stale) => RunVerdict::Stale,
        None => RunVerdict::New,
        Some(reviewed) if reviewed != text => RunVerdict::Changed,
        Some(_) if !violations.is_empty() => RunVerdict::Deviates,
        Some(_) => RunVerdict::Ok,
    }
}
