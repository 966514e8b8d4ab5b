//! The steps of each trial.

use super::steps::*;
use super::{Subject, Trial};
use crate::case::{InterpreterConfig, Step};

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
