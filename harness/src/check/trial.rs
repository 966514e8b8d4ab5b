//! The trials: what is done with a module, each time in a process of its own.

use super::{Subject, library};
use crate::python::Python;

/// One way in which others use a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each has a title")]
pub enum Trial {
    Import,
    Spec,
    Inittab,
    Reimport,
    Reload,
    Reinit,
    SubAfterMain,
    SubBeforeMain,
    TwoSubs,
    TwoSubsReversed,
    Strict,
    OwnGil,
    Threads,
    OwnGilThreads,
    FreeThreading,
    GrowthReinit,
    GrowthSub,
    DebugMemory,
    Teardown,
    Valgrind,
}

impl Trial {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 20] = [
        Self::Import,
        Self::Spec,
        Self::Inittab,
        Self::Reimport,
        Self::Reload,
        Self::Reinit,
        Self::SubAfterMain,
        Self::SubBeforeMain,
        Self::TwoSubs,
        Self::TwoSubsReversed,
        Self::Strict,
        Self::OwnGil,
        Self::Threads,
        Self::OwnGilThreads,
        Self::FreeThreading,
        Self::GrowthReinit,
        Self::GrowthSub,
        Self::DebugMemory,
        Self::Teardown,
        Self::Valgrind,
    ];

    /// The name in reports and for `--require`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Spec => "spec",
            Self::Inittab => "inittab",
            Self::Reimport => "reimport",
            Self::Reload => "reload",
            Self::Reinit => "reinit",
            Self::SubAfterMain => "sub-after-main",
            Self::SubBeforeMain => "sub-before-main",
            Self::TwoSubs => "two-subs",
            Self::TwoSubsReversed => "two-subs-reversed",
            Self::Strict => "strict",
            Self::OwnGil => "own-gil",
            Self::Threads => "threads",
            Self::OwnGilThreads => "own-gil-threads",
            Self::FreeThreading => "free-threading",
            Self::GrowthReinit => "growth-reinit",
            Self::GrowthSub => "growth-sub",
            Self::DebugMemory => "debug-memory",
            Self::Teardown => "teardown",
            Self::Valgrind => "valgrind",
        }
    }

    /// What is done.
    pub fn title(self) -> &'static str {
        match self {
            Self::Import => "imported from `sys.path`",
            Self::Spec => "imported through an explicit spec that names its file",
            Self::Inittab => "its init function registered in the table of built-in modules under its full name",
            Self::Reimport => "removed from `sys.modules` and imported again",
            Self::Reload => "reloaded with `importlib.reload`",
            Self::Reinit => "three lives of Python in one process, imported in each",
            Self::SubAfterMain => "imported in the main interpreter, then in a legacy sub-interpreter, which ends",
            Self::SubBeforeMain => {
                "imported in a legacy sub-interpreter, then in the main one; the sub-interpreter ends"
            }
            Self::TwoSubs => "imported in two legacy sub-interpreters; the first one ends first",
            Self::TwoSubsReversed => "imported in two legacy sub-interpreters; the second one ends first",
            Self::Strict => "imported in a sub-interpreter with the strict check of extension modules",
            Self::OwnGil => "imported in the main interpreter and in an isolated one with its own GIL",
            Self::Threads => "imported by 16 threads at once",
            Self::OwnGilThreads => "imported by 4 threads at once, each with an interpreter with its own GIL",
            Self::FreeThreading => "imported by a free-threaded Python, which runs without the GIL until then",
            Self::GrowthReinit => "memory over many lives of Python, compared with lives without the module",
            Self::GrowthSub => "memory over many sub-interpreters, compared with such without the module",
            Self::DebugMemory => "imported, forgotten and finalised under `PYTHONMALLOC=debug`",
            Self::Teardown => "finalised, and what is left behind after that",
            Self::Valgrind => "imported and finalised under valgrind's memcheck",
        }
    }

    /// The trial of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trial| trial.name() == name)
    }

    /// Why it says nothing about this module on this Python, if so.
    pub(super) fn not_applicable(self, subject: &Subject, python: &Python) -> Option<&'static str> {
        let version = python.version;
        match self {
            Self::Strict | Self::OwnGil | Self::OwnGilThreads if version.minor < 12 => {
                Some("such interpreters exist since Python 3.12")
            }
            Self::FreeThreading if !version.free_threaded => Some("this Python has a GIL"),
            Self::Inittab if !library::is_init(&subject.symbol) => {
                Some("the table of built-in modules takes PyInit functions only, and it has none")
            }
            Self::Inittab if subject.library.path.to_str().is_none() => {
                Some("scenarios name the library of an entry as text, and its path isn't UTF-8")
            }
            Self::Valgrind if version.free_threaded => Some("valgrind has no place for what mimalloc reserves"),
            Self::Valgrind if python.own_c_library => Some("valgrind doesn't know this Python's own C library"),
            _ => None,
        }
    }

    /// Whether it is tried only if asked for, because it takes long.
    pub fn is_deep(self) -> bool {
        self == Self::Valgrind
    }

    /// Variables of the process.
    pub(super) fn environment(self, free_threaded: bool) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::DebugMemory => &[("PYTHONMALLOC", "debug")],
            Self::Valgrind => &[("PYTHONMALLOC", "malloc")],
            // So that what is freed can be used again at once and nothing is given back: then memory grows only by leaks.
            Self::GrowthReinit | Self::GrowthSub if !free_threaded => &[
                ("PYTHONHASHSEED", "0"),
                ("PYTHONMALLOC", "malloc"),
                ("MALLOC_ARENA_MAX", "1"),
                ("MALLOC_MMAP_THRESHOLD_", "1073741824"),
                ("MALLOC_TRIM_THRESHOLD_", "4294967296"),
                ("MALLOC_TOP_PAD_", "0"),
            ],
            // With it, the import would print a warning, for which Python imports more modules than the one.
            Self::GrowthReinit | Self::GrowthSub => &[("PYTHONHASHSEED", "0"), ("PYTHON_GIL", "0")],
            _ => &[],
        }
    }
}
