//! The steps of each trial.
//!
//! The module's name is the word `{fixture}` in them, and all else that differs is given to their code as data.

use extproof_contract::InterpreterConfig;

use super::Trial;
use super::steps::*;
use crate::case::Step;

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
    pub(super) fn steps(self) -> Vec<Step> {
        let prepare = |interpreter: &str| execute(PRELUDE, interpreter);
        let (legacy, isolated) = (None, Some(InterpreterConfig::ISOLATED));
        match self {
            Self::Import => vec![
                initialize(),
                prepare(MAIN),
                import_in_main(),
                evaluate(ORIGIN, MAIN),
                evaluate(STANDARD, MAIN),
                finalize(),
            ],
            Self::Valgrind => vec![initialize(), import_in_main(), finalize()],
            Self::Spec => {
                vec![
                    initialize(),
                    prepare(MAIN),
                    execute("use_spec()", MAIN),
                    import_in_main(),
                    evaluate(ORIGIN, MAIN),
                    finalize(),
                ]
            }
            Self::Inittab => vec![
                append(),
                initialize(),
                prepare(MAIN),
                execute("use_table()", MAIN),
                import_in_main(),
                evaluate(ORIGIN, MAIN),
                finalize(),
            ],
            Self::Reimport => vec![initialize(), import_in_main(), forget(), import_in_main(), finalize()],
            Self::Reload => vec![initialize(), import_in_main(), reload(), finalize()],
            Self::Reinit => vec![[initialize(), import_in_main(), finalize()]; LIVES].concat(),
            Self::SubAfterMain => main_and_sub(legacy, true),
            Self::SubBeforeMain => main_and_sub(legacy, false),
            Self::TwoSubs => two_subs(["A", "B"]),
            Self::TwoSubsReversed => two_subs(["B", "A"]),
            Self::Strict => main_and_sub(Some(InterpreterConfig::STRICT), true),
            Self::OwnGil => main_and_sub(isolated, true),
            Self::Threads => {
                vec![initialize(), threads(THREAD_COUNT, &[import_in_main()]), import_in_main(), finalize()]
            }
            Self::OwnGilThreads => {
                let own = "own{thread}";
                let steps = [new_interpreter(own, isolated), import(own), end_interpreter(own)];
                vec![initialize(), threads(OWN_GIL_THREADS, &steps), finalize()]
            }
            Self::FreeThreading => vec![initialize(), import_in_main(), finalize()],
            Self::GrowthReinit => {
                let life = |import: Step| vec![initialize(), evaluate(MEMORY, MAIN), import, finalize()];
                rounds(|with| life(if with { import_in_main() } else { import_companions(MAIN) }))
            }
            Self::GrowthSub => {
                let round = |import: Step| {
                    vec![evaluate(MEMORY, MAIN), new_interpreter("A", None), import, end_interpreter("A")]
                };
                let rounds = rounds(|with| round(if with { import("A") } else { import_companions("A") }));
                let mut steps = vec![initialize()];
                steps.extend(rounds);
                steps.push(finalize());
                steps
            }
            Self::DebugMemory => {
                vec![initialize(), import_in_main(), forget(), execute("import gc; gc.collect()", MAIN), finalize()]
            }
            Self::Teardown => vec![
                initialize(),
                evaluate(THREADS, MAIN),
                import_in_main(),
                finalize(),
                initialize(),
                evaluate(THREADS, MAIN),
                finalize(),
            ],
        }
    }
}

fn import_in_main() -> Step {
    import(MAIN)
}

/// Both interpreters are looked at while both live; the main one is used again after the other has ended.
fn main_and_sub(config: Option<InterpreterConfig>, main_first: bool) -> Vec<Step> {
    let mut imports = [vec![import(MAIN)], vec![new_interpreter("A", config), import("A")]];
    if !main_first {
        imports.reverse();
    }
    let mut steps = vec![initialize()];
    steps.extend(imports.concat());
    steps.extend([execute(PRELUDE, MAIN), evaluate(WALK, MAIN), execute(PRELUDE, "A"), evaluate(WALK, "A")]);
    steps.extend([end_interpreter("A"), evaluate(WALK, MAIN), finalize()]);
    steps
}

fn two_subs(order: [&str; 2]) -> Vec<Step> {
    let mut steps = vec![initialize()];
    for interpreter in ["A", "B"] {
        steps.extend([new_interpreter(interpreter, None), import(interpreter)]);
    }
    for interpreter in ["A", "B"] {
        steps.extend([execute(PRELUDE, interpreter), evaluate(WALK, interpreter)]);
    }
    let [first, second] = order;
    steps.extend([end_interpreter(first), evaluate(WALK, second), end_interpreter(second), finalize()]);
    steps
}

fn rounds(round: impl Fn(bool) -> Vec<Step>) -> Vec<Step> {
    let control = SETTLING + CONTROL;
    (0..control + SETTLING + ROUNDS).flat_map(|index| round(index >= control)).collect()
}
