//! Trials of several threads, and of a Python whose threads run at the same time.

use extproof_contract::InterpreterConfig;

use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use super::sub::before_configs;
use crate::case::Step;
use crate::check::judge::{Evidence, works};
use crate::check::steps::*;
use crate::check::{Detail, NotApplicable, Subject, TrialOutcome, TrialVerdict};
use crate::python::Python;

pub(super) static FAMILY: [&Spec; 4] = [&THREADS, &SUB_THREADS, &OWN_GIL_THREADS, &FREE_THREADING];

const COUNT: usize = 16;
const INTERPRETERS: usize = 4;

pub(super) static THREADS: Spec = Spec {
    name: "threads",
    title: "imported by 16 threads at once",
    stands_for: Use::Threads,
    steps: || vec![initialize(), threads(COUNT, &[import(MAIN)]), import(MAIN), finalize()],
    judge: works,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

static SUB_THREADS: Spec = Spec {
    name: "sub-threads",
    title: "imported by 4 threads at once, each with a legacy sub-interpreter",
    stands_for: Use::LegacySub,
    steps: || in_interpreters(None),
    judge: works,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

pub(super) static OWN_GIL_THREADS: Spec = Spec {
    name: "own-gil-threads",
    title: "imported by 4 threads at once, each with an interpreter with its own GIL",
    stands_for: Use::OwnGil,
    steps: || in_interpreters(Some(InterpreterConfig::ISOLATED)),
    judge: works,
    inapplicable: before_configs,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

pub(super) static FREE_THREADING: Spec = Spec {
    name: "free-threading",
    title: "imported by a free-threaded Python, which runs without the GIL until then",
    stands_for: Use::FreeThreading,
    steps: || vec![initialize(), import(MAIN), finalize()],
    judge: gil,
    inapplicable: with_gil,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
    foundations: &[],
};

/// Each thread has an interpreter of its own.
fn in_interpreters(config: Option<InterpreterConfig>) -> Vec<Step> {
    let own = "own{thread}";
    let steps = [new_interpreter(own, config), import(own), end_interpreter(own)];
    vec![initialize(), threads(INTERPRETERS, &steps), finalize()]
}

fn with_gil(_: &Subject, python: &Python) -> Option<NotApplicable> {
    (!python.version.free_threaded).then_some(NotApplicable::HasGil)
}

fn gil(evidence: &Evidence<'_>) -> TrialOutcome {
    if evidence.enables_gil() {
        TrialOutcome::new(TrialVerdict::EnablesGil, Detail::EnablesGil)
    } else {
        TrialOutcome::works()
    }
}
