//! What an import changes that belongs to the process or to the interpreter.

use std::collections::BTreeMap;

use super::answer::{text, unspelled};
use super::judge::Evidence;
use super::{Detail, TrialOutcome, TrialVerdict};

/// Lists what could change; the code below defines it.
pub(super) const STATE: &str = "state()";

/// The code.
pub(super) const CODE: &str = include_str!("state.py");

/// What an import changed, with its values before and after; nothing where there was none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name, as `state.py` has it: `umask`, `variable:HOME`.
    pub what: String,
    /// The value before the import.
    pub before: Option<String>,
    /// The value after it.
    pub after: Option<String>,
}

/// For trials that list the state before and after the import.
pub(super) fn unchanged(evidence: &Evidence<'_>) -> TrialOutcome {
    compared(&evidence.values(STATE))
}

fn compared(answers: &[&str]) -> TrialOutcome {
    let [before, after] = answers else { return TrialOutcome::not_answered() };
    let changes = changes(before, after);
    if changes.is_empty() {
        TrialOutcome::works()
    } else {
        TrialOutcome::new(TrialVerdict::Changes, Detail::Changes(changes))
    }
}

fn changes(before: &str, after: &str) -> Vec<Change> {
    let (before, mut after) = (read(before), read(after));
    let mut changes = Vec::new();
    for (what, before) in before {
        let after = after.remove(&what);
        if after.as_ref() != Some(&before) {
            changes.push(Change { what, before: Some(before), after });
        }
    }
    changes.extend(after.into_iter().map(|(what, after)| Change { what, before: None, after: Some(after) }));
    changes.sort_by(|one, other| one.what.cmp(&other.what));
    changes
}

fn read(answer: &str) -> BTreeMap<String, String> {
    let entries = text(answer).split(';').filter_map(|entry| entry.split_once('='));
    entries.map(|(what, value)| (unspelled(what), unspelled(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_or_other_has_changed() {
        let change = |what: &str, before: Option<&str>, after: Option<&str>| Change {
            what: what.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let found = changes("'umask=18;stack=0;variable%3a%A=b'", "'stack=0;umask=63;variable%3a%C=d'");
        let wanted = [
            change("umask", Some("18"), Some("63")),
            change("variable:A", Some("b"), None),
            change("variable:C", None, Some("d")),
        ];
        assert_eq!(found, wanted);
        assert_eq!(changes("'umask=18'", "'umask=18'"), []);
    }

    #[test]
    fn a_missing_answer_is_an_error() {
        let verdicts = [&[][..], &["'a=1'"], &["'a=1'", "'a=1'"]].map(|answers| compared(answers).verdict);
        assert_eq!(verdicts, [TrialVerdict::Error, TrialVerdict::Error, TrialVerdict::Works]);
    }
}
