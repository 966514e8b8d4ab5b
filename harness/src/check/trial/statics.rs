//! The trial of what C statics keep.

use super::growth::watched;
use super::spec::{Company, Effort, Spec, Use, Variables, everywhere};
use super::{Trial, again, sub};
use crate::case::Step;
use crate::check::statics::{self, AGAIN, ENDED, FIRST, SUB};
use crate::check::steps::*;

pub(super) static FAMILY: [&Spec; 1] = [&STATICS];

pub(super) static STATICS: Spec = Spec {
    name: "statics",
    title: "imported, in a legacy sub-interpreter, too, and after re-initialization: the objects that its C statics keep",
    stands_for: Use::LegacySub,
    steps: || {
        let mut steps = vec![initialize(), import(MAIN)];
        steps.extend(look(FIRST, MAIN));
        steps.extend([new_interpreter("A", None), import("A")]);
        steps.extend(look(SUB, "A"));
        steps.extend([end_interpreter("A"), evaluate(ENDED, MAIN), finalize()]);
        steps.extend([initialize(), import(MAIN)]);
        steps.extend(look(AGAIN, MAIN));
        steps.push(finalize());
        steps
    },
    judge: statics::judge,
    inapplicable: everywhere,
    environment: watched_if_possible,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[Trial(&sub::SUB_AFTER_MAIN), Trial(&again::REINIT)],
};

fn look(look: &str, interpreter: &str) -> Vec<Step> {
    vec![execute(PRELUDE, interpreter), execute(LOOK_AT_STATICS, interpreter), evaluate(look, interpreter)]
}

/// The checker must know each object of the heap from what only looks like one. Free-threaded Pythons have an allocator of their own.
fn watched_if_possible(free_threaded: bool) -> Variables {
    if free_threaded { &[] } else { watched(free_threaded) }
}
