//! Trials of two interpreters in one process, looked at while both live.

use extproof_contract::InterpreterConfig;

use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use crate::case::Step;
use crate::check::judge::Evidence;
use crate::check::names::as_at_first;
use crate::check::shared::shared;
use crate::check::steps::*;
use crate::check::{Detail, NotApplicable, Subject, TrialOutcome, TrialVerdict};
use crate::python::Python;

pub(super) static FAMILY: [&Spec; 6] =
    [&SUB_AFTER_MAIN, &SUB_BEFORE_MAIN, &TWO_SUBS, &TWO_SUBS_REVERSED, &STRICT, &OWN_GIL];

pub(super) static SUB_AFTER_MAIN: Spec = Spec {
    name: "sub-after-main",
    title: "imported in the main interpreter, then in a legacy sub-interpreter, which ends",
    stands_for: Use::LegacySub,
    steps: || main_first(None),
    judge: alike_and_apart,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

pub(super) static SUB_BEFORE_MAIN: Spec = Spec {
    name: "sub-before-main",
    title: "imported in a legacy sub-interpreter, then in the main one; the sub-interpreter ends",
    stands_for: Use::LegacySub,
    steps: || with_main(["A", MAIN], [import_in_sub(None), import_in_main()]),
    judge: alike_and_apart,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

pub(super) static TWO_SUBS: Spec = Spec {
    name: "two-subs",
    title: "imported in two legacy sub-interpreters; the first one ends first",
    stands_for: Use::LegacySub,
    steps: || two_subs(["A", "B"]),
    judge: alike_and_apart,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

pub(super) static TWO_SUBS_REVERSED: Spec = Spec {
    name: "two-subs-reversed",
    title: "imported in two legacy sub-interpreters; the second one ends first",
    stands_for: Use::LegacySub,
    steps: || two_subs(["B", "A"]),
    judge: alike_and_apart,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

static STRICT: Spec = Spec {
    name: "strict",
    title: "imported in the main interpreter, then in a sub-interpreter with the strict check of extension modules",
    stands_for: Use::StrictSub,
    steps: || main_first(Some(InterpreterConfig::STRICT)),
    judge: alike_and_apart,
    inapplicable: before_configs,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

pub(super) static OWN_GIL: Spec = Spec {
    name: "own-gil",
    title: "imported in the main interpreter and in an isolated one with its own GIL",
    stands_for: Use::OwnGil,
    steps: || main_first(Some(InterpreterConfig::ISOLATED)),
    judge: alike_and_apart,
    inapplicable: before_configs,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

/// Interpreters with a configuration are new.
pub(super) fn before_configs(_: &Subject, python: &Python) -> Option<NotApplicable> {
    (python.version.minor < 12).then_some(NotApplicable::NoConfigs)
}

fn import_in_main() -> Vec<Step> {
    vec![import(MAIN)]
}

fn import_in_sub(config: Option<InterpreterConfig>) -> Vec<Step> {
    vec![new_interpreter("A", config), import("A")]
}

fn main_first(config: Option<InterpreterConfig>) -> Vec<Step> {
    with_main([MAIN, "A"], [import_in_main(), import_in_sub(config)])
}

/// Looks at the module in both interpreters, in the order of their imports. The main interpreter is used again after the
/// other has ended.
fn with_main(order: [&str; 2], imports: [Vec<Step>; 2]) -> Vec<Step> {
    let mut steps = vec![initialize()];
    steps.extend(imports.concat());
    steps.extend(order.into_iter().flat_map(look));
    steps.extend([end_interpreter("A"), evaluate(WALK, MAIN), evaluate(NAMES, MAIN), finalize()]);
    steps
}

fn look(interpreter: &str) -> Vec<Step> {
    vec![execute(PRELUDE, interpreter), evaluate(WALK, interpreter), evaluate(NAMES, interpreter)]
}

fn two_subs(order: [&str; 2]) -> Vec<Step> {
    let mut steps = vec![initialize()];
    for interpreter in ["A", "B"] {
        steps.extend([new_interpreter(interpreter, None), import(interpreter)]);
    }
    steps.extend(["A", "B"].into_iter().flat_map(look));
    let [first, second] = order;
    steps.extend([end_interpreter(first), evaluate(WALK, second), evaluate(NAMES, second)]);
    steps.extend([end_interpreter(second), finalize()]);
    steps
}

/// Both interpreters must have all of the module, and each its own.
fn alike_and_apart(evidence: &Evidence<'_>) -> TrialOutcome {
    let alike = as_at_first(evidence);
    if alike.verdict == TrialVerdict::Works { apart(evidence) } else { alike }
}

fn apart(evidence: &Evidence<'_>) -> TrialOutcome {
    let values = evidence.values(WALK);
    let [first, second, ..] = values.as_slice() else { return TrialOutcome::not_answered() };
    let common = shared(first, second);
    if common.is_empty() {
        TrialOutcome::works()
    } else {
        TrialOutcome::new(TrialVerdict::Shares, Detail::Shares(common))
    }
}
