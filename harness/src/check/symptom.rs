//! What went wrong in a trial, as far as others than the module could show the same.

use super::control::Death;
use super::{Change, Detail, Remains, TrialOutcome};
use crate::isolate::End;
use crate::transcript::{Raised, Transcript, without_addresses};

/// What went wrong in a trial, as far as others than the module could show the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Symptom {
    /// The process ended before it should have.
    Death(Death),
    /// An import raised an exception of this type, with this text, in which the name of the module is left out.
    Raised {
        /// The type.
        kind: String,
        /// The text.
        text: String,
    },
    /// So many threads, processes, complaints and other lines were left.
    Left([usize; 4]),
    /// An import changed what has these names, to these values where those are the same in each process.
    Changed(Vec<(String, Option<String>)>),
}

impl Symptom {
    /// From what came of a trial of the module of this name.
    pub(super) fn of(module: &str, outcome: &TrialOutcome, transcript: &Transcript, end: End) -> Option<Self> {
        if let Some(death) = Death::of(transcript, end) {
            return Some(Self::Death(death));
        }
        match outcome.detail.as_ref()? {
            Detail::Raised(raised) | Detail::UseRaised(raised) => Some(Self::of_exception(module, raised)),
            Detail::Left(Remains { threads, processes, notices, said }) => {
                Some(Self::Left([threads.len(), processes.count, notices.len(), said.len()]))
            }
            Detail::Changes(changes) => {
                Some(Self::Changed(changes.iter().map(|change| (change.what.clone(), lasting(change))).collect()))
            }
            _ => None,
        }
    }

    fn of_exception(module: &str, raised: &Raised) -> Self {
        let kind = raised.bases.first().unwrap_or(&raised.kind).clone();
        Self::Raised { kind, text: nameless(&without_addresses(&raised.message), module) }
    }

    /// Whether who shows this shows all of the other.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Death(own), Self::Death(other)) => own.is_like(*other),
            (Self::Left(own), Self::Left(other)) => own.iter().zip(other).all(|(own, other)| own >= other),
            (Self::Changed(own), Self::Changed(other)) => other.iter().all(|name| own.contains(name)),
            _ => self == other,
        }
    }

    /// Whether an import could have failed like this because of one that failed like the other: code in C can raise another
    /// ImportError in place of one, as NumPy's `import_array` does.
    pub(super) fn may_come_of(&self, other: &Self) -> bool {
        let is_of_import =
            |symptom: &Self| matches!(symptom, Self::Raised { kind, .. } if kind == "builtins.ImportError");
        self == other || is_of_import(self) && is_of_import(other)
    }

    /// How often a trial is carried out that shows it. One that isn't done in time isn't worth the wait.
    pub(super) fn tries(&self) -> usize {
        match self {
            Self::Death(death) if death.is_late() => 1,
            Self::Death(_) => 3,
            Self::Raised { .. } | Self::Left(_) | Self::Changed(_) => 2,
        }
    }

    /// The same in the steps from which those here were taken.
    pub(super) fn at(self, places: &[usize]) -> Self {
        match self {
            Self::Death(death) => Self::Death(death.at(places)),
            other => other,
        }
    }
}

/// The value after a change, if it says the same in another process: it is no address, and no path.
fn lasting(change: &Change) -> Option<String> {
    let what = change.what.as_str();
    let is_of_process = ["directory", "variable:", "handler:", "sys:"].iter().any(|kind| what.starts_with(kind));
    let is_number = ["recursionlimit", "switchinterval", "int_max_str_digits"].iter().any(|name| what.ends_with(name));
    change.after.clone().filter(|_| is_number || !is_of_process)
}

/// A text without the name of a module where that stands by itself.
fn nameless(text: &str, module: &str) -> String {
    let is_of_name = |char: char| char.is_alphanumeric() || "_.".contains(char);
    let last = module.rsplit('.').next().unwrap_or(module);
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_name) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|char| !is_of_name(char)).unwrap_or(word.len()));
        out.push_str(before);
        out.push_str(if [module, last].contains(&word.trim_end_matches('.')) { "<module>" } else { word });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_more_leaves_that_too() {
        let left = Symptom::Left;
        assert!(left([2, 1, 0, 0]).covers(&left([1, 1, 0, 0])));
        assert!(!left([2, 0, 0, 0]).covers(&left([1, 1, 0, 0])));
        assert!(!left([0, 0, 0, 1]).covers(&left([0, 0, 0, 2])));
        let changed = |names: &[&str]| Symptom::Changed(names.iter().map(|name| ((*name).to_owned(), None)).collect());
        assert!(changed(&["stack", "umask"]).covers(&changed(&["umask"])));
        assert!(!changed(&["umask"]).covers(&changed(&["stack", "umask"])));
        assert!(!left([2, 0, 0, 0]).covers(&raised("builtins.ImportError", "no")));
    }

    fn raised(kind: &str, text: &str) -> Symptom {
        Symptom::Raised { kind: kind.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn another_exception_of_the_same_type_is_no_cause() {
        let own = raised("builtins.RuntimeError", "not here");
        assert!(own.may_come_of(&own.clone()) && !own.may_come_of(&raised("builtins.RuntimeError", "once only")));
        let import = raised("builtins.ImportError", "the core failed to import");
        assert!(import.may_come_of(&raised("builtins.ImportError", "once only")) && !import.may_come_of(&own));
        assert!(!import.covers(&raised("builtins.ImportError", "once only")));
    }

    #[test]
    fn the_name_of_the_module_makes_no_difference() {
        assert_eq!(
            nameless("module a.core: core is cores of 'b.core'.", "a.core"),
            "module <module>: <module> is cores of 'b.core'."
        );
        assert_eq!(nameless("no", "no"), "<module>");
        assert_eq!(nameless("é in é", "é"), "<module> in <module>");
    }

    #[test]
    fn only_values_that_last_are_compared() {
        let value = |what: &str| lasting(&Change { what: what.to_owned(), before: None, after: Some("1".to_owned()) });
        assert!(
            ["umask", "locale:LC_NUMERIC", "filters", "sys:recursionlimit"]
                .into_iter()
                .all(|what| value(what).is_some())
        );
        assert!(
            ["directory", "variable:HOME", "handler:2", "sys:excepthook"].into_iter().all(|what| value(what).is_none())
        );
    }
}
