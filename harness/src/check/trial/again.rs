//! Trials of several imports in one interpreter after another.

use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use crate::case::Step;
use crate::check::names::as_at_first;
use crate::check::steps::*;

pub(super) static FAMILY: [&Spec; 3] = [&REIMPORT, &RELOAD, &REINIT];

const INITIALIZATIONS: usize = 3;

static REIMPORT: Spec = Spec {
    name: "reimport",
    title: "removed from `sys.modules` and imported again",
    stands_for: Use::Reimport,
    steps: || [vec![initialize()], import_and_list(), vec![forget()], import_and_list(), vec![finalize()]].concat(),
    judge: as_at_first,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
};

static RELOAD: Spec = Spec {
    name: "reload",
    title: "reloaded with `importlib.reload`",
    stands_for: Use::Reload,
    steps: || [vec![initialize()], import_and_list(), vec![reload(), list(), finalize()]].concat(),
    judge: as_at_first,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
};

pub(super) static REINIT: Spec = Spec {
    name: "reinit",
    title: "three initializations of Python in one process, imported in each",
    stands_for: Use::Reinit,
    steps: || {
        let once = [vec![initialize()], import_and_list(), vec![finalize()]].concat();
        vec![once; INITIALIZATIONS].concat()
    },
    judge: as_at_first,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Together,
    rests_on: None,
};

/// Imports the module, and lists its names. The prelude comes after the import, which must not find more than it brings.
fn import_and_list() -> Vec<Step> {
    vec![import(MAIN), execute(PRELUDE, MAIN), list()]
}

fn list() -> Step {
    evaluate(NAMES, MAIN)
}
