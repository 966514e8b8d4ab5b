//! A known result.

use std::path::PathBuf;

use glob::Pattern;

use crate::case::Gil;
use crate::check::{Trial, TrialVerdict};
use crate::version::{Range, Version};

/// The verdicts that can be known. `works` is one of several where a result varies.
pub(super) const VERDICTS: [TrialVerdict; 12] = [
    TrialVerdict::Shares,
    TrialVerdict::Keeps,
    TrialVerdict::Refused,
    TrialVerdict::Fails,
    TrialVerdict::EnablesGil,
    TrialVerdict::Grows,
    TrialVerdict::Unclean,
    TrialVerdict::Changes,
    TrialVerdict::Exits,
    TrialVerdict::Crashed,
    TrialVerdict::Hung,
    TrialVerdict::Works,
];

/// Whether a verdict says something about the module that may be wrong with it. A new verdict also belongs to [`VERDICTS`],
/// unless it says nothing.
pub(super) fn is_bad(verdict: TrialVerdict) -> bool {
    match verdict {
        TrialVerdict::Works | TrialVerdict::NotApplicable | TrialVerdict::Error => false,
        TrialVerdict::Shares
        | TrialVerdict::Keeps
        | TrialVerdict::Refused
        | TrialVerdict::Fails
        | TrialVerdict::EnablesGil
        | TrialVerdict::Grows
        | TrialVerdict::Unclean
        | TrialVerdict::Changes
        | TrialVerdict::Exits
        | TrialVerdict::Crashed
        | TrialVerdict::Hung => true,
    }
}

/// A result that is known and accepted.
#[derive(Clone, Debug)]
pub struct KnownResult {
    /// The trials that have it.
    pub trials: Vec<Trial>,
    /// The result, or several that it can be.
    pub verdicts: Vec<TrialVerdict>,
    /// Why it is accepted.
    pub reason: String,
    /// The file that says so.
    pub file: PathBuf,
    /// Its line in that file.
    pub line: usize,
    pub(super) module: Option<ModulePattern>,
    pub(super) python: Option<Range>,
    pub(super) gil: Option<Gil>,
}

impl KnownResult {
    /// The module that it names, or the pattern of modules.
    pub fn module(&self) -> Option<&str> {
        self.module.as_ref().map(ModulePattern::as_str)
    }

    /// Whether the entry is about this module on this Python.
    pub(super) fn covers(&self, module: &str, version: &Version) -> bool {
        self.module.as_ref().is_none_or(|pattern| pattern.fits(module))
            && self.python.as_ref().is_none_or(|range| range.contains(version))
            && self.gil.is_none_or(|gil| gil.matches(version))
    }

    /// Whether both say the same, wherever they are written.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        (&self.trials, &self.verdicts, &self.reason) == (&other.trials, &other.verdicts, &other.reason)
            && (&self.module, &self.python, self.gil) == (&other.module, &other.python, other.gil)
    }
}

/// The name of a module, or a pattern: `pkg.*` also fits `pkg.sub._ext`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ModulePattern(Pattern);

impl ModulePattern {
    /// From the text of a file.
    pub(super) fn read(text: &str) -> Result<Self, glob::PatternError> {
        Pattern::new(text).map(Self)
    }

    /// The pattern that fits only this name.
    pub(super) fn exactly(name: &str) -> Option<Self> {
        Pattern::new(&Pattern::escape(name)).ok().map(Self)
    }

    pub(super) fn fits(&self, name: &str) -> bool {
        self.0.matches(name)
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
