//! Crashes that the findings explain.

use crate::check::{At, Checked, InitKind, Trial, TrialOutcome, TrialVerdict};
use crate::version::Version;

/// A crash that a finding explains.
struct TrialCrash {
    /// Its number in `docs/findings.md`.
    finding: u8,
    trial: Trial,
    /// Where the process ends, if it is always the same place.
    at: Option<At>,
    /// Which modules do it.
    kind: fn(&Checked) -> bool,
    /// On which Pythons, as the case of the finding says.
    version: fn(Version) -> bool,
}

/// What the trials do and the findings have in common. Where the steps aren't the same, nothing is claimed.
static KNOWN: [TrialCrash; 2] = [
    TrialCrash {
        finding: 3,
        trial: Trial::REINIT,
        at: None,
        kind: keeps_objects,
        version: |version| version.minor >= 14,
    },
    TrialCrash {
        finding: 7,
        trial: Trial::SUB_BEFORE_MAIN,
        at: Some(At::Finalization),
        kind: with_global_state,
        version: |version| version.minor == 12 && version.micro < 7,
    },
];

/// Its C statics were seen to keep objects over a re-initialization.
fn keeps_objects(checked: &Checked) -> bool {
    checked.outcome(Trial::STATICS).is_some_and(|outcome| outcome.kept().iter().any(|kept| kept.how.survives))
}

fn with_global_state(checked: &Checked) -> bool {
    let is_it =
        |declared: &crate::check::Declared| declared.init == Some(InitKind::SinglePhase) && declared.size == Some(-1);
    checked.declared.as_ref().is_some_and(is_it)
}

/// The number of the finding that explains a crash.
pub(super) fn explained(checked: &Checked, trial: Trial, outcome: &TrialOutcome) -> Option<u8> {
    let explains = |known: &&TrialCrash| {
        outcome.verdict == TrialVerdict::Crashed
            && known.trial == trial
            && (known.at.is_none() || outcome.at == known.at)
            && (known.kind)(checked)
            && (known.version)(checked.version)
    };
    KNOWN.iter().find(explains).map(|known| known.finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Declared, Detail, How, Kept};

    const FINDINGS: &str = include_str!("../../../../../docs/findings.md");

    fn crashed(trial: Trial, version: Version, at: At) -> (Checked, TrialOutcome) {
        let checked = Checked::of_verdicts(
            "x",
            version,
            &[(trial, TrialVerdict::Crashed), (Trial::STATICS, TrialVerdict::Keeps)],
        );
        let mut outcome = checked.outcomes[0].1.clone();
        outcome.at = Some(at);
        (checked, outcome)
    }

    fn of_sub(version: Version, declared: &Declared, at: At) -> Option<u8> {
        let trial = Trial::SUB_BEFORE_MAIN;
        let (checked, outcome) = crashed(trial, version, at);
        explained(&Checked { declared: Some(declared.clone()), ..checked }, trial, &outcome)
    }

    #[test]
    fn only_the_same_crash_is_explained() {
        let old = Declared { init: Some(InitKind::SinglePhase), size: Some(-1), ..Declared::default() };
        let other = Declared { size: Some(0), ..old.clone() };
        assert_eq!(of_sub(Version::new(12, 1), &old, At::Finalization), Some(7));
        assert_eq!(of_sub(Version::new(12, 1), &old, At::Step("import x".to_owned())), None);
        assert_eq!(of_sub(Version::new(12, 7), &old, At::Finalization), None);
        assert_eq!(of_sub(Version::new(13, 0), &old, At::Finalization), None);
        assert_eq!(of_sub(Version::new(12, 1), &other, At::Finalization), None);
    }

    #[test]
    fn objects_that_survive_explain_crashes_after_re_initialization() {
        let of = |version, survives| {
            let (mut checked, outcome) = crashed(Trial::REINIT, version, At::Step("import x".to_owned()));
            let how = How { survives, shared: true, ..How::default() };
            let kept = Kept { symbol: "cache".to_owned(), library: None, kind: "dict".to_owned(), how };
            checked.outcomes[1].1.detail = Some(Detail::Keeps(vec![kept]));
            explained(&checked, Trial::REINIT, &outcome)
        };
        assert_eq!(of(Version::new(14, 8), true), Some(3));
        assert_eq!(of(Version::new(14, 8), false), None);
        assert_eq!(of(Version::new(13, 0), true), None);
    }

    #[test]
    fn findings_that_explain_crashes_exist() {
        for known in &KNOWN {
            assert!(FINDINGS.contains(&format!("\n### {}. ", known.finding)), "finding {}", known.finding);
        }
    }
}
