//! All that there is to know about a trial.

use super::Trial;
use crate::case::Step;
use crate::check::judge::Judge;
use crate::check::{NotApplicable, Subject};
use crate::python::Python;

/// All that there is to know about a trial, but for what its verdicts mean, which follows from the use.
#[derive(Debug)]
pub(super) struct Spec {
    /// The name in reports and for `--require`.
    pub(super) name: &'static str,
    /// What is done.
    pub(super) title: &'static str,
    /// Whose use of the module it stands for.
    pub(super) stands_for: Use,
    /// What is done, step by step.
    pub(super) steps: fn() -> Vec<Step>,
    /// From what happened to the verdict, where every step succeeded.
    pub(super) judge: Judge,
    /// Why it says nothing about a module on a Python, if so.
    pub(super) inapplicable: fn(&Subject, &Python) -> Option<NotApplicable>,
    /// Variables of the process, which depend on whether the Python is free-threaded.
    pub(super) environment: fn(bool) -> Variables,
    /// How long it takes.
    pub(super) effort: Effort,
    /// Who goes through it in one process.
    pub(super) company: Company,
    /// The trial without which this one can't succeed, if there is one that does the same only once.
    pub(super) rests_on: Option<Trial>,
    /// The trials that begin with its steps; where imports raise in each of them, it says nothing.
    pub(super) foundations: &'static [Trial],
}

/// Names and values.
pub(super) type Variables = &'static [(&'static str, &'static str)];

/// How long a trial takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// A second, or less.
    Short,
    /// Several seconds.
    Long,
    /// So long that it is tried only if asked for.
    Deep,
}

/// Who goes through a trial in one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Company {
    /// One module only: what is done to another could hide what is wrong with it.
    Alone,
    /// At first all modules of a package, one import after the other.
    Together,
}

/// A way in which others use modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Importing it from `sys.path`.
    Path,
    /// Importing it by an importer of one's own.
    Importer,
    /// Linking it into a program.
    Inittab,
    /// Making errors of warnings.
    Warnings,
    /// Relying on what belongs to the whole process.
    ProcessState,
    /// Importing it beside other modules.
    Company,
    /// Clearing `sys.modules`.
    Reimport,
    /// Calling `importlib.reload`.
    Reload,
    /// Initializing Python several times in one process.
    Reinit,
    /// Running applications in legacy sub-interpreters.
    LegacySub,
    /// Running them in sub-interpreters with the strict check.
    StrictSub,
    /// Running them in interpreters with their own GIL.
    OwnGil,
    /// Importing it in several threads.
    Threads,
    /// Running a free-threaded Python.
    FreeThreading,
    /// Checking memory with Python's debug hooks.
    DebugMemory,
    /// Finalizing Python and going on.
    Finalize,
    /// Checking memory with valgrind.
    Valgrind,
}

/// For trials that every module can be put through.
pub(super) fn everywhere(_: &Subject, _: &Python) -> Option<NotApplicable> {
    None
}

/// For trials that need no variables.
pub(super) fn plain(_: bool) -> Variables {
    &[]
}
