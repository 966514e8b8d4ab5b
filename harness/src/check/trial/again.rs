//! Trials of several imports in one interpreter after another.

use super::Trial;
use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use crate::case::Step;
use crate::check::names::as_at_first;
use crate::check::steps::*;
use crate::check::{NotApplicable, Subject};
use crate::python::Python;

pub(super) static FAMILY: [&Spec; 4] = [&REIMPORT, &PACKAGE_REIMPORT, &RELOAD, &REINIT];

/// Some modules crash in the fourth only.
const INITIALIZATIONS: usize = 4;

pub(super) static REIMPORT: Spec = Spec {
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
    foundations: &[],
};

static PACKAGE_REIMPORT: Spec = Spec {
    name: "package-reimport",
    title: "all modules of its package removed from `sys.modules` and imported again",
    stands_for: Use::Reimport,
    steps: || {
        let again = [vec![execute(FORGET_PACKAGE, MAIN)], import_and_list()].concat();
        [vec![initialize()], import_and_list(), again, vec![finalize()]].concat()
    },
    judge: as_at_first,
    inapplicable: without_package,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: Some(Trial::REIMPORT),
    foundations: &[],
};

fn without_package(subject: &Subject, _: &Python) -> Option<NotApplicable> {
    (!subject.name.contains('.') && subject.place_name.is_none()).then_some(NotApplicable::NoPackage)
}

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
    foundations: &[],
};

pub(super) static REINIT: Spec = Spec {
    name: "reinit",
    title: "four initializations of Python in one process, imported in each",
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
    foundations: &[],
};

/// Imports the module, and lists its names. The prelude comes after the import, which must not find more than it brings.
fn import_and_list() -> Vec<Step> {
    vec![import(MAIN), execute(PRELUDE, MAIN), list()]
}

fn list() -> Step {
    evaluate(NAMES, MAIN)
}
