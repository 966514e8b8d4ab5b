//! Crashes that the findings explain.

use crate::check::{At, Checked, InitKind, Trial, TrialOutcome, TrialVerdict};
use crate::version::Version;

/// A crash that a finding explains.
struct TrialCrash {
    /// Its number in `docs/findings.md`.
    finding: u8,
    trial: Trial,
    /// The step in which the process ends, if it is always the same.
    step: Option<&'static str>,
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
        step: None,
        kind: keeps_objects,
        version: |version| version.minor >= 14,
    },
    TrialCrash {
        finding: 7,
        trial: Trial::SUB_BEFORE_MAIN,
        step: Some("finalize"),
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
        let at = known.step.map(|step| At::Step(step.to_owned()));
        outcome.verdict == TrialVerdict::Crashed
            && known.trial == trial
            && (at.is_none() || outcome.at == at)
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

    fn crashed(trial: Trial, version: Version, step: &str) -> (Checked, TrialOutcome) {
        let checked = Checked::of_verdicts(
            "x",
            version,
            &[(trial, TrialVerdict::Crashed), (Trial::STATICS, TrialVerdict::Keeps)],
        );
        let mut outcome = checked.outcomes[0].1.clone();
        outcome.at = Some(At::Step(step.to_owned()));
        (checked, outcome)
    }

    fn of_sub(version: Version, declared: &Declared, step: &str) -> Option<u8> {
        let trial = Trial::SUB_BEFORE_MAIN;
        let (checked, outcome) = crashed(trial, version, step);
        explained(&Checked { declared: Some(declared.clone()), ..checked }, trial, &outcome)
    }

    #[test]
    fn only_the_same_crash_is_explained() {
        let old = Declared { init: Some(InitKind::SinglePhase), size: Some(-1), ..Declared::default() };
        let other = Declared { size: Some(0), ..old.clone() };
        assert_eq!(of_sub(Version::new(12, 1), &old, "finalize"), Some(7));
        assert_eq!(of_sub(Version::new(12, 1), &old, "import x"), None);
        assert_eq!(of_sub(Version::new(12, 7), &old, "finalize"), None);
        assert_eq!(of_sub(Version::new(13, 0), &old, "finalize"), None);
        assert_eq!(of_sub(Version::new(12, 1), &other, "finalize"), None);
    }

    #[test]
    fn objects_that_survive_explain_crashes_after_re_initialization() {
        let of = |version, survives| {
            let (mut checked, outcome) = crashed(Trial::REINIT, version, "import x");
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
