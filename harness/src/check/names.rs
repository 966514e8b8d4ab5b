//! Whether a further import gives the module that the first one gave.

use std::collections::BTreeMap;

use super::answer::{text, unspelled};
use super::judge::Evidence;
use super::steps::NAMES;
use super::{Detail, TrialOutcome, TrialVerdict};

/// What a further import lacks that the first one had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Names that are None, and weren't.
    pub none: Vec<String>,
    /// Names that aren't there.
    pub gone: Vec<String>,
}

/// For trials that list the module's names after each import: a later import must not lack what the first had.
pub(super) fn as_at_first(evidence: &Evidence<'_>) -> TrialOutcome {
    compared(&evidence.values(NAMES))
}

fn compared(answers: &[&str]) -> TrialOutcome {
    let Some((first, later)) = answers.split_first().filter(|(_, later)| !later.is_empty()) else {
        return TrialOutcome::not_answered();
    };
    let lost = later.iter().map(|names| lost(first, names)).find(|lost| *lost != Lost::default());
    lost.map_or_else(TrialOutcome::works, |lost| TrialOutcome::new(TrialVerdict::Fails, Detail::Lost(lost)))
}

fn lost(first: &str, later: &str) -> Lost {
    let later = read(later);
    let mut lost = Lost::default();
    for (name, was_none) in read(first) {
        match later.get(name) {
            None => lost.gone.push(unspelled(name)),
            Some(true) if !was_none => lost.none.push(unspelled(name)),
            Some(_) => {}
        }
    }
    lost
}

/// Names as the prelude gives them, with whether each is None.
fn read(answer: &str) -> BTreeMap<&str, bool> {
    let entries = text(answer).split(',').filter(|entry| !entry.is_empty());
    entries.map(|entry| entry.strip_suffix('=').map_or((entry, false), |name| (name, true))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_answer_is_an_error() {
        let verdicts = [&[][..], &["'a'"], &["'a'", "'a'"], &["'a'", "''"]].map(|answers| compared(answers).verdict);
        assert_eq!(verdicts, [TrialVerdict::Error, TrialVerdict::Error, TrialVerdict::Works, TrialVerdict::Fails]);
    }

    #[test]
    fn what_was_there_at_first_must_stay() {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(lost("'a,b=,c'", "'c,b=,a,d'"), Lost::default());
        assert_eq!(lost("'a,b=,c'", "'a=,b'"), Lost { none: owned(&["a"]), gone: owned(&["c"]) });
        assert_eq!(lost("''", "'a'"), Lost::default());
    }
}
