//! Trials of the memory that a module leaves behind in each of several rounds.

use super::spec::{Company, Effort, Spec, Use, Variables};
use super::{Trial, again, sub};
use crate::check::growth::{Growth, ROUND, ROUNDS, Unknown};
use crate::check::judge::Evidence;
use crate::check::steps::*;
use crate::check::{Detail, NotApplicable, Subject, TrialOutcome, TrialVerdict};
use crate::python::Python;

pub(super) static FAMILY: [&Spec; 2] = [&GROWTH_REINIT, &GROWTH_SUB];

static GROWTH_REINIT: Spec = Spec {
    name: "growth-reinit",
    title: "memory that it leaves behind in each initialization of Python",
    stands_for: Use::Reinit,
    steps: || {
        let round = || vec![initialize(), evaluate(ROUND, MAIN), import(MAIN), finalize()];
        let rounds = (0..ROUNDS).flat_map(|_| round());
        rounds.chain([initialize(), evaluate(ROUND, MAIN), finalize()]).collect()
    },
    judge: growing,
    inapplicable: without_malloc,
    environment: watched,
    effort: Effort::Long,
    company: Company::Together,
    rests_on: Some(Trial(&again::REINIT)),
    foundations: &[Trial(&again::REINIT)],
};

static GROWTH_SUB: Spec = Spec {
    name: "growth-sub",
    title: "memory that it leaves behind in each legacy sub-interpreter",
    stands_for: Use::LegacySub,
    steps: || {
        let round = || vec![evaluate(ROUND, MAIN), new_interpreter("A", None), import("A"), end_interpreter("A")];
        let rounds = (0..ROUNDS).flat_map(|_| round());
        [initialize()].into_iter().chain(rounds).chain([evaluate(ROUND, MAIN), finalize()]).collect()
    },
    judge: growing,
    inapplicable: without_malloc,
    environment: watched,
    effort: Effort::Long,
    company: Company::Together,
    rests_on: Some(Trial(&sub::SUB_BEFORE_MAIN)),
    foundations: &[],
};

/// Free-threaded Pythons take their objects from an allocator of their own, which nobody can watch.
fn without_malloc(_: &Subject, python: &Python) -> Option<NotApplicable> {
    python.version.free_threaded.then_some(NotApplicable::OwnAllocator)
}

/// So that the checker sees each object of Python, in every process the same.
pub(super) fn watched(_: bool) -> Variables {
    &[("PYTHONHASHSEED", "0"), ("PYTHONMALLOC", "malloc"), ("EXTPROOF_WATCH_MEMORY", "1")]
}

fn growing(evidence: &Evidence<'_>) -> TrialOutcome {
    match Growth::of(&evidence.values(ROUND)) {
        Ok(growth) if growth.is_seen() => TrialOutcome::new(TrialVerdict::Grows, Detail::Growth(growth)),
        Ok(growth) => TrialOutcome::new(TrialVerdict::Works, Detail::Growth(growth)),
        Err(Unknown::Checker(reason)) => TrialOutcome::inapplicable(reason),
        Err(Unknown::TooFew) => TrialOutcome::new(TrialVerdict::Error, Detail::TooFewMeasurements),
    }
}
