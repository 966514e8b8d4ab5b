//! The trials: what is done with a module, each time in a process of its own.
//!
//! A trial is a [`Spec`] in the file of its family, and nothing else: whoever adds one to a family has added it everywhere.

mod again;
mod company;
mod finalization;
mod growth;
mod import;
mod spec;
mod statics;
mod sub;
mod threads;

use std::fmt;
use std::ptr;

pub use spec::Use;
use spec::{Company, Effort, Spec, Variables};

use super::judge::Judge;
use super::{NotApplicable, Subject};
use crate::case::Step;
use crate::python::Python;

/// One way in which others use a module.
#[derive(Clone, Copy)]
pub struct Trial(&'static Spec);

/// All of them by family, in the order of reports.
static FAMILIES: [&[&Spec]; 8] = [
    &import::FAMILY,
    &again::FAMILY,
    &company::FAMILY,
    &sub::FAMILY,
    &statics::FAMILY,
    &threads::FAMILY,
    &growth::FAMILY,
    &finalization::FAMILY,
];

/// Those that more than their own family knows.
#[allow(missing_docs, reason = "each has a title")]
impl Trial {
    pub const IMPORT: Self = Self(&import::IMPORT);
    pub const USE: Self = Self(&import::USE);
    pub const SPEC: Self = Self(&import::SPEC);
    pub const SUB_AFTER_MAIN: Self = Self(&sub::SUB_AFTER_MAIN);
    pub const SUB_BEFORE_MAIN: Self = Self(&sub::SUB_BEFORE_MAIN);
    pub const TWO_SUBS: Self = Self(&sub::TWO_SUBS);
    pub const TWO_SUBS_REVERSED: Self = Self(&sub::TWO_SUBS_REVERSED);
    pub const REIMPORT: Self = Self(&again::REIMPORT);
    pub const REINIT: Self = Self(&again::REINIT);
    pub const OWN_GIL: Self = Self(&sub::OWN_GIL);
    pub const STATICS: Self = Self(&statics::STATICS);
    pub const THREADS: Self = Self(&threads::THREADS);
    pub const OWN_GIL_THREADS: Self = Self(&threads::OWN_GIL_THREADS);
    pub const FREE_THREADING: Self = Self(&threads::FREE_THREADING);
    pub const TEARDOWN: Self = Self(&finalization::TEARDOWN);
    pub const VALGRIND: Self = Self(&finalization::VALGRIND);
}

impl Trial {
    /// All of them, in the order of reports.
    pub fn all() -> impl Iterator<Item = Self> {
        FAMILIES.iter().copied().flatten().map(|spec| Self(spec))
    }

    /// The name in reports and for `--require`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What is done.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// Whose use of the module it stands for.
    pub fn stands_for(self) -> Use {
        self.0.stands_for
    }

    /// The trial of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|trial| trial.name() == name)
    }

    /// Whether it is tried only if asked for, because it takes long.
    pub fn is_deep(self) -> bool {
        self.0.effort == Effort::Deep
    }

    /// Whether it needs other modules of the user's choice.
    pub fn needs_others(self) -> bool {
        self.stands_for() == Use::Company
    }

    /// Whether it takes much longer than others.
    pub fn is_long(self) -> bool {
        self.0.effort != Effort::Short
    }

    /// Whether several modules can go through it in one process.
    pub(super) fn is_joint(self) -> bool {
        self.0.company == Company::Together
    }

    /// The trial without which this one can't succeed, if there is one that does the same only once.
    pub fn rests_on(self) -> Option<Self> {
        self.0.rests_on
    }

    /// The trials that begin with its steps; where imports raise in each of them, it says nothing.
    pub(super) fn foundations(self) -> &'static [Self] {
        self.0.foundations
    }

    /// Its place in reports.
    pub(super) fn place(self) -> Option<usize> {
        Self::all().position(|trial| trial == self)
    }

    /// What is done, step by step.
    pub(super) fn steps(self) -> Vec<Step> {
        (self.0.steps)()
    }

    /// How it is judged where every step succeeded.
    pub(super) fn judge(self) -> Judge {
        self.0.judge
    }

    /// Why it says nothing about this module on this Python, if so.
    pub(super) fn inapplicable(self, subject: &Subject, python: &Python) -> Option<NotApplicable> {
        (self.0.inapplicable)(subject, python)
    }

    /// Variables of the process.
    pub(super) fn environment(self, free_threaded: bool) -> Variables {
        (self.0.environment)(free_threaded)
    }
}

impl PartialEq for Trial {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for Trial {}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_trials_have_the_same_name() {
        for trial in Trial::all() {
            assert_eq!(Trial::from_name(trial.name()), Some(trial));
        }
    }
}
