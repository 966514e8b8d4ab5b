//! What came of a trial.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{At, Detail, Growth, Kept, LeftThread, NotApplicable, Note, Shared};
use crate::transcript::Raised;

/// What came of a trial, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrialVerdict {
    /// Everything went well.
    Works,
    /// It works, but mutable objects are the same in two interpreters.
    Shares,
    /// It works, but C statics keep objects that aren't the current interpreter's alone.
    Keeps,
    /// The module or Python says no, in the way that the documentation gives.
    Refused,
    /// Another exception, or a call of the C API failed.
    Fails,
    /// A free-threaded Python runs with the GIL from now on.
    EnablesGil,
    /// It leaves memory behind in every round.
    Grows,
    /// It left threads, processes, warnings or exceptions that nobody could handle.
    Unclean,
    /// Its import changes what belongs to the process or to the interpreter.
    Changes,
    /// It ended the process.
    Exits,
    /// The process died.
    Crashed,
    /// It did not finish in time.
    Hung,
    /// The trial says nothing about this module on this Python.
    NotApplicable,
    /// extproof failed.
    Error,
}

impl TrialVerdict {
    /// All of them.
    const ALL: [Self; 14] = [
        Self::Works,
        Self::Shares,
        Self::Keeps,
        Self::Refused,
        Self::Fails,
        Self::EnablesGil,
        Self::Grows,
        Self::Unclean,
        Self::Changes,
        Self::Exits,
        Self::Crashed,
        Self::Hung,
        Self::NotApplicable,
        Self::Error,
    ];

    /// The word in every report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Shares => "shares",
            Self::Keeps => "keeps",
            Self::Refused => "refused",
            Self::Fails => "fails",
            Self::EnablesGil => "enables-gil",
            Self::Grows => "grows",
            Self::Unclean => "unclean",
            Self::Changes => "changes",
            Self::Exits => "exits",
            Self::Crashed => "crashed",
            Self::Hung => "hung",
            Self::NotApplicable => "n/a",
            Self::Error => "error",
        }
    }
}

impl Serialize for TrialVerdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for TrialVerdict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let known = Self::ALL.into_iter().find(|verdict| verdict.name() == name);
        known.ok_or_else(|| D::Error::custom(format_args!("unknown verdict `{name}`")))
    }
}

/// What came of a trial.
#[derive(Clone, Debug)]
pub struct TrialOutcome {
    /// In one word.
    pub verdict: TrialVerdict,
    /// What is known of it: the exception, the signal, the reason.
    pub detail: Option<Detail>,
    /// Where it happened.
    pub at: Option<At>,
    /// The last frames of a process that died, where a debugger could tell.
    pub frames: Vec<String>,
    /// What else was noticed.
    pub notes: Vec<Note>,
    /// The other module whose fault it is, if so.
    pub owner: Option<Owner>,
}

/// The other module whose fault something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its name.
    pub module: String,
    /// Whether the module under test needs not answer for it: the other belongs to somebody else, or is checked, too.
    pub excuses: bool,
}

impl TrialOutcome {
    /// With nothing but this to tell.
    pub(super) fn new(verdict: TrialVerdict, detail: impl Into<Option<Detail>>) -> Self {
        Self { verdict, detail: detail.into(), at: None, frames: Vec::new(), notes: Vec::new(), owner: None }
    }

    /// Nothing to tell.
    pub(super) fn works() -> Self {
        Self::new(TrialVerdict::Works, None)
    }

    /// The trial's own code didn't say what the verdict depends on.
    pub(super) fn not_answered() -> Self {
        Self::new(TrialVerdict::Error, Detail::NotAnswered)
    }

    /// The trial says nothing.
    pub(super) fn inapplicable(reason: NotApplicable) -> Self {
        Self::new(TrialVerdict::NotApplicable, Detail::Inapplicable(reason))
    }

    /// It is a refusal only if somebody in C stated what was raised; else the import fails.
    pub(super) fn refuse_only_if(&mut self, states: bool) {
        if self.verdict == TrialVerdict::Refused && !states {
            self.verdict = TrialVerdict::Fails;
        }
    }

    /// The exception of an import that failed.
    pub fn raised(&self) -> Option<&Raised> {
        match &self.detail {
            Some(Detail::Raised(raised)) => Some(raised),
            _ => None,
        }
    }

    /// What two interpreters have in common.
    pub fn shared(&self) -> &[Shared] {
        match &self.detail {
            Some(Detail::Shares(shared)) => shared,
            _ => &[],
        }
    }

    /// What C statics keep.
    pub fn kept(&self) -> &[Kept] {
        match &self.detail {
            Some(Detail::Keeps(kept)) => kept,
            _ => &[],
        }
    }

    /// The threads that outlive Python.
    pub fn threads(&self) -> &[LeftThread] {
        match &self.detail {
            Some(Detail::Left(remains)) => &remains.threads,
            _ => &[],
        }
    }

    /// What is left of each round, be it enough for a verdict or not.
    pub fn growth(&self) -> Option<&Growth> {
        match &self.detail {
            Some(Detail::Growth(growth)) => Some(growth),
            _ => None,
        }
    }
}
