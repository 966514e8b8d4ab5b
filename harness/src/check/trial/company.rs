//! Trials beside other modules of the user's choice.

use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use crate::check::judge::works;
use crate::check::other::import_others;
use crate::check::steps::*;

pub(super) static FAMILY: [&Spec; 2] = [&AFTER_OTHERS, &BEFORE_OTHERS];

static AFTER_OTHERS: Spec = Spec {
    name: "after-others",
    title: "imported after the modules of `--with`",
    stands_for: Use::Company,
    steps: || vec![initialize(), import_others(), import(MAIN), finalize()],
    judge: works,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

static BEFORE_OTHERS: Spec = Spec {
    name: "before-others",
    title: "imported before the modules of `--with`",
    stands_for: Use::Company,
    // The second import is there for the code of `--use`, which comes after each.
    steps: || vec![initialize(), import(MAIN), import_others(), import(MAIN), finalize()],
    judge: works,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};
