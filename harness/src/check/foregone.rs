//! Trials of which others have told before that they say nothing.

use super::{NotApplicable, Note, Trial, TrialOutcome};

/// Why a trial need not be carried out: in each of its foundations, every time, an import raised an exception.
pub(super) fn foregone<'a>(trial: Trial, outcome: impl Fn(Trial) -> Option<&'a TrialOutcome>) -> Option<NotApplicable> {
    let foundations = trial.foundations();
    if foundations.is_empty() || !foundations.iter().all(|trial| outcome(*trial).is_some_and(always_raises)) {
        return None;
    }
    Some(trial.rests_on().map_or(NotApplicable::NotCompared, NotApplicable::RestsOn))
}

fn always_raises(outcome: &TrialOutcome) -> bool {
    outcome.raised().is_some() && !outcome.notes.iter().any(|note| matches!(note, Note::InTries { .. }))
}

#[cfg(test)]
mod tests {
    use super::super::{Detail, TrialVerdict};
    use super::*;
    use crate::transcript::Raised;

    #[test]
    fn a_trial_is_foregone_where_imports_raise_in_all_that_it_rests_on() {
        let raised = Raised {
            kind: "ImportError".to_owned(),
            message: String::new(),
            phase: None,
            bases: Vec::new(),
            errno: None,
            file: None,
            code: None,
            cause: None,
        };
        let raises = TrialOutcome::new(TrialVerdict::Fails, Detail::Raised(raised));
        let mut by_chance = raises.clone();
        by_chance.notes.push(Note::InTries { count: 1, of: 2 });
        let loses = TrialOutcome::new(TrialVerdict::Fails, None);
        let growth = Trial::from_name("growth-reinit").unwrap();
        assert_eq!(foregone(growth, |_| Some(&raises)), Some(NotApplicable::RestsOn(Trial::REINIT)));
        assert_eq!(foregone(growth, |_| Some(&by_chance)), None);
        assert_eq!(foregone(growth, |_| Some(&loses)), None);
        assert_eq!(foregone(growth, |_| None), None);
        assert_eq!(foregone(Trial::STATICS, |_| Some(&raises)), Some(NotApplicable::NotCompared));
        assert_eq!(foregone(Trial::STATICS, |trial| Some(if trial == Trial::REINIT { &loses } else { &raises })), None);
        assert_eq!(foregone(Trial::TEARDOWN, |_| Some(&raises)), None);
    }
}
