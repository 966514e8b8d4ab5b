//! What is known of an outcome beside its verdict. Its words are in reports.

use std::sync::Arc;

use serde::Serialize;

use super::answer::unspelled;
use super::growth::Growth;
use super::{Change, Kept, Lost, Shared, Trial};
use crate::engine;
use crate::isolate::{self, End, Left};
use crate::transcript::{Notice, Raised};

/// What is known of an outcome beside its verdict.
#[derive(Clone, Debug)]
pub enum Detail {
    /// An import raised this exception.
    Raised(Raised),
    /// The user's code raised this exception.
    UseRaised(Raised),
    /// The other modules of the user's choice don't work without the module, either.
    OthersAlone(Box<Detail>),
    /// A call of the C API failed, with this error.
    CallFailed(String),
    /// Python could not be initialized, before anything was done with the module.
    NotInitialized(String),
    /// The process ended before it should have.
    Ended {
        /// How.
        end: End,
        /// What it said before.
        last_words: Option<String>,
    },
    /// Python imported this module instead, which has the same name.
    OtherModule(String),
    /// A further import lacks what the first one had.
    Lost(Lost),
    /// Two interpreters have these objects in common.
    Shares(Vec<Shared>),
    /// C statics keep these objects.
    Keeps(Vec<Kept>),
    /// The GIL is enabled after the import.
    EnablesGil,
    /// What is left of each round, be it enough for a verdict or not.
    Growth(Growth),
    /// What the import changed in the process.
    Changes(Vec<Change>),
    /// What is there after the end of Python.
    Left(Remains),
    /// The first line of what valgrind reports.
    Valgrind(String),
    /// Why the trial says nothing.
    Inapplicable(NotApplicable),
    /// Code of extproof raised this exception.
    OwnCodeRaised(Raised),
    /// Code of extproof gave no answer, although every step succeeded.
    NotAnswered,
    /// The checker said too seldom what is left.
    TooFewMeasurements,
    /// There are no events, and the checker said this on standard error.
    NothingReported(String),
    /// What the checker reported can't be used.
    Events(Arc<engine::Error>),
    /// The process could not be run to its end.
    Run(Arc<isolate::Error>),
}

/// Why a trial says nothing about a module on a Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotApplicable {
    /// Interpreters with a configuration exist since Python 3.12.
    NoConfigs,
    /// This Python has a GIL.
    HasGil,
    /// The module has no init function, but an export function.
    NoInitFunction,
    /// The module isn't in a package.
    NoPackage,
    /// The path of the module isn't UTF-8.
    PathNotText,
    /// The module's package makes it without asking the table of built-in modules.
    OwnWay,
    /// Valgrind isn't installed.
    NoValgrind,
    /// Valgrind has no place for what this Python's allocator reserves.
    ValgrindWithoutMimalloc,
    /// Valgrind doesn't know this Python's own C library.
    ValgrindWithoutOwnCLibrary,
    /// The user gave no code to run after the import.
    NothingToUse,
    /// The user named no other module.
    NoOthers,
    /// This Python takes its objects from an allocator of its own.
    OwnAllocator,
    /// The checker can't take the place of this C library's `malloc`.
    CLibraryUnwatched,
    /// The checker can't tell who takes memory.
    MemoryUnwatched,
    /// The module can't be imported at all.
    NotImportable,
    /// The imports that were to be compared with the first did not finish.
    NotCompared,
    /// The trial that does the same only once didn't work.
    RestsOn(Trial),
    /// Python itself ends so as often, without the module.
    PythonsOwn(End),
    /// Python ends so as often with a module of this kind that is known to be right.
    PythonsOwnWithKind(End),
    /// With such a module, the import raises so, too.
    PythonRaisesWithKind,
    /// A module that comes with Python raises so.
    PythonRaises,
    /// This module that comes with Python can't be imported there, so that another one lacks what this one brings.
    PythonLacks(String),
    /// Modules that come with Python leave as much behind.
    PythonLeaves,
    /// Modules that come with Python change as much.
    PythonChanges,
    /// Modules that come with Python aren't done in time, either.
    TooSlow,
}

impl NotApplicable {
    /// Its name in documents.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoConfigs => "no-configs",
            Self::HasGil => "has-gil",
            Self::NoInitFunction => "no-init-function",
            Self::NoPackage => "no-package",
            Self::PathNotText => "path-not-text",
            Self::OwnWay => "own-way",
            Self::NoValgrind => "no-valgrind",
            Self::ValgrindWithoutMimalloc => "valgrind-without-mimalloc",
            Self::ValgrindWithoutOwnCLibrary => "valgrind-without-own-c-library",
            Self::NothingToUse => "nothing-to-use",
            Self::NoOthers => "no-others",
            Self::OwnAllocator => "own-allocator",
            Self::CLibraryUnwatched => "c-library-unwatched",
            Self::MemoryUnwatched => "memory-unwatched",
            Self::NotImportable => "not-importable",
            Self::NotCompared => "not-compared",
            Self::RestsOn(_) => "rests-on",
            Self::PythonsOwn(_) => "pythons-own",
            Self::PythonsOwnWithKind(_) => "pythons-own-with-kind",
            Self::PythonRaisesWithKind => "python-raises-with-kind",
            Self::PythonRaises => "python-raises",
            Self::PythonLacks(_) => "python-lacks",
            Self::PythonLeaves => "python-leaves",
            Self::PythonChanges => "python-changes",
            Self::TooSlow => "too-slow",
        }
    }
}

/// What is there after the end of Python.
#[derive(Clone, Debug, Default)]
pub struct Remains {
    /// The threads that weren't there before.
    pub threads: Vec<LeftThread>,
    /// Processes.
    pub processes: Left,
    /// What Python said on standard error.
    pub notices: Vec<Notice>,
    /// What else was said there while Python ended, and after that, line by line.
    pub said: Vec<String>,
}

impl Remains {
    pub(super) fn is_empty(&self) -> bool {
        self.threads.is_empty() && self.processes.count == 0 && self.notices.is_empty() && self.said.is_empty()
    }
}

/// A thread that outlives Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftThread {
    /// Its name, as the system has it; empty if it has none of its own.
    pub name: String,
    /// The library that started it, if that is known.
    pub library: Option<String>,
}

impl LeftThread {
    /// Those of an answer of the checker, `NUMBER,NAME,LIBRARY;...`, whose numbers aren't among others, which are parted by
    /// spaces.
    pub(super) fn read(others: &str, answer: &str) -> Vec<Self> {
        let others: Vec<&str> = others.split(' ').collect();
        let read = |thread: &str| {
            let mut parts = thread.split(',');
            let number = parts.next()?;
            let (name, library) = (unspelled(parts.next()?), unspelled(parts.next()?));
            let library = Some(library).filter(|library| !library.is_empty());
            (!others.contains(&number)).then_some(Self { name, library })
        };
        answer.split(';').filter_map(read).collect()
    }
}

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// In the step with this title.
    Step(String),
    /// While Python was finalized.
    Finalization,
    /// When the process ended, after all steps.
    End,
}
