//! The trials: what is done with a module, each time in a process of its own.

use super::steps::*;
use super::{Subject, library};
use crate::case::{InterpreterConfig, Step};
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

/// What the import told, which other trials need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Baseline {
    /// Modules of the standard library that came with the module.
    pub(super) standard: Vec<String>,
}

impl Baseline {
    /// Imports what comes with the module, but not the module.
    pub(super) fn import_standard(&self, interpreter: &str) -> Step {
        execute(self.standard_imports(), interpreter)
    }

    /// Statements that import what comes with the module, but not the module.
    pub(super) fn standard_imports(&self) -> String {
        let mut code = String::from("pass\n");
        for name in &self.standard {
            code.push_str(&format!("try: __import__('{name}')\nexcept ImportError: pass\n"));
        }
        code
    }
}

const LIVES: usize = 3;
const THREAD_COUNT: usize = 16;
const OWN_GIL_THREADS: usize = 4;
/// Rounds until everything is as it will stay: once without the module, once with it.
pub(super) const SETTLING: usize = 5;
/// Rounds without the module that count.
pub(super) const CONTROL: usize = 8;
/// Rounds with the module that count.
const ROUNDS: usize = 12;

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

    /// What is done, step by step.
    pub(super) fn steps(self, subject: &Subject, prelude: &str, baseline: &Baseline) -> Vec<Step> {
        let name = subject.name.as_str();
        let prepare = |interpreter: &str| execute(prelude, interpreter);
        let (legacy, isolated) = (None, Some(InterpreterConfig::ISOLATED));
        match self {
            Self::Import => vec![
                initialize(),
                prepare(MAIN),
                import_in_main(name),
                evaluate(ORIGIN, MAIN),
                evaluate(STANDARD, MAIN),
                finalize(),
            ],
            Self::Valgrind => vec![initialize(), import_in_main(name), finalize()],
            Self::Spec => {
                vec![
                    initialize(),
                    prepare(MAIN),
                    execute("use_spec()", MAIN),
                    import_in_main(name),
                    evaluate(ORIGIN, MAIN),
                    finalize(),
                ]
            }
            Self::Inittab => vec![
                append(name),
                initialize(),
                prepare(MAIN),
                execute("use_table()", MAIN),
                import_in_main(name),
                evaluate(ORIGIN, MAIN),
                finalize(),
            ],
            Self::Reimport => vec![initialize(), import_in_main(name), forget(name), import_in_main(name), finalize()],
            Self::Reload => vec![initialize(), import_in_main(name), reload(name), finalize()],
            Self::Reinit => vec![[initialize(), import_in_main(name), finalize()]; LIVES].concat(),
            Self::SubAfterMain => main_and_sub(name, prelude, legacy, true),
            Self::SubBeforeMain => main_and_sub(name, prelude, legacy, false),
            Self::TwoSubs => two_subs(name, prelude, ["A", "B"]),
            Self::TwoSubsReversed => two_subs(name, prelude, ["B", "A"]),
            Self::Strict => main_and_sub(name, prelude, Some(InterpreterConfig::STRICT), true),
            Self::OwnGil => main_and_sub(name, prelude, isolated, true),
            Self::Threads => {
                vec![initialize(), threads(THREAD_COUNT, &[import_in_main(name)]), import_in_main(name), finalize()]
            }
            Self::OwnGilThreads => {
                let own = "own{thread}";
                let steps = [new_interpreter(own, isolated), import(name, own), end_interpreter(own)];
                vec![initialize(), threads(OWN_GIL_THREADS, &steps), finalize()]
            }
            Self::FreeThreading => vec![initialize(), import_in_main(name), finalize()],
            Self::GrowthReinit => {
                let life = |import: Step| vec![initialize(), evaluate(MEMORY, MAIN), import, finalize()];
                rounds(|with| life(if with { import_in_main(name) } else { baseline.import_standard(MAIN) }))
            }
            Self::GrowthSub => {
                let round = |import: Step| {
                    vec![evaluate(MEMORY, MAIN), new_interpreter("A", None), import, end_interpreter("A")]
                };
                let rounds = rounds(|with| round(if with { import(name, "A") } else { baseline.import_standard("A") }));
                let mut steps = vec![initialize()];
                steps.extend(rounds);
                steps.push(finalize());
                steps
            }
            Self::DebugMemory => vec![
                initialize(),
                import_in_main(name),
                forget(name),
                execute("import gc; gc.collect()", MAIN),
                finalize(),
            ],
            Self::Teardown => vec![
                initialize(),
                evaluate(THREADS, MAIN),
                import_in_main(name),
                finalize(),
                initialize(),
                evaluate(THREADS, MAIN),
                finalize(),
            ],
        }
    }
}

fn import_in_main(name: &str) -> Step {
    import(name, MAIN)
}

/// Both interpreters are looked at while both live; the main one is used again after the other has ended.
fn main_and_sub(name: &str, prelude: &str, config: Option<InterpreterConfig>, main_first: bool) -> Vec<Step> {
    let mut imports = [vec![import(name, MAIN)], vec![new_interpreter("A", config), import(name, "A")]];
    if !main_first {
        imports.reverse();
    }
    let mut steps = vec![initialize()];
    steps.extend(imports.concat());
    steps.extend([execute(prelude, MAIN), evaluate(WALK, MAIN), execute(prelude, "A"), evaluate(WALK, "A")]);
    steps.extend([end_interpreter("A"), evaluate(WALK, MAIN), finalize()]);
    steps
}

fn two_subs(name: &str, prelude: &str, order: [&str; 2]) -> Vec<Step> {
    let mut steps = vec![initialize()];
    for interpreter in ["A", "B"] {
        steps.extend([new_interpreter(interpreter, None), import(name, interpreter)]);
    }
    for interpreter in ["A", "B"] {
        steps.extend([execute(prelude, interpreter), evaluate(WALK, interpreter)]);
    }
    let [first, second] = order;
    steps.extend([end_interpreter(first), evaluate(WALK, second), end_interpreter(second), finalize()]);
    steps
}

fn rounds(round: impl Fn(bool) -> Vec<Step>) -> Vec<Step> {
    let control = SETTLING + CONTROL;
    (0..control + SETTLING + ROUNDS).flat_map(|index| round(index >= control)).collect()
}
