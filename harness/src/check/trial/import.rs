//! Trials of a single import.

use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use crate::check::answer::{text, unspelled};
use crate::check::judge::{Evidence, works};
use crate::check::state::{self, STATE};
use crate::check::steps::*;
use crate::check::{Detail, NotApplicable, Subject, TrialOutcome, TrialVerdict, library};
use crate::python::Python;

pub(super) static FAMILY: [&Spec; 6] = [&IMPORT, &USE, &SPEC, &INITTAB, &WARNINGS, &PROCESS_STATE];

pub(super) static IMPORT: Spec = Spec {
    name: "import",
    title: "imported from `sys.path`",
    stands_for: Use::Path,
    steps: || {
        vec![
            initialize(),
            execute(PRELUDE, MAIN),
            import(MAIN),
            evaluate(ORIGIN, MAIN),
            evaluate(STANDARD, MAIN),
            evaluate(PACKAGES, MAIN),
            evaluate(SIBLINGS, MAIN),
            evaluate(MAKER, MAIN),
            say_end(),
            finalize(),
        ]
    },
    judge: origin,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

pub(super) static USE: Spec = Spec {
    name: "use",
    title: "imported from `sys.path`, and used by the code of `--use`",
    stands_for: Use::Path,
    steps: || vec![initialize(), import(MAIN), finalize()],
    judge: works,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

pub(super) static SPEC: Spec = Spec {
    name: "spec",
    title: "imported through an explicit spec that names its file",
    stands_for: Use::Importer,
    steps: || {
        vec![
            initialize(),
            execute(PRELUDE, MAIN),
            execute("use_spec()", MAIN),
            import(MAIN),
            evaluate(ORIGIN, MAIN),
            finalize(),
        ]
    },
    judge: origin,
    inapplicable: in_own_way,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

static INITTAB: Spec = Spec {
    name: "inittab",
    title: "its init function registered in the table of built-in modules under its full name",
    stands_for: Use::Inittab,
    steps: || {
        vec![
            append(),
            initialize(),
            execute(PRELUDE, MAIN),
            execute("use_table()", MAIN),
            import(MAIN),
            evaluate(ORIGIN, MAIN),
            finalize(),
        ]
    },
    judge: origin_in_table,
    inapplicable: without_entry,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

/// That the GIL is enabled is for another trial to tell. As an error, it would keep the module from being tried at all.
const OF_GIL: &str = "ignore:The global interpreter lock:RuntimeWarning";

static WARNINGS: Spec = Spec {
    name: "warnings",
    title: "imported and finalized where warnings are errors, as with `python -W error`",
    stands_for: Use::Warnings,
    steps: || {
        vec![initialize_with(&["error", OF_GIL]), import(MAIN), execute("import gc; gc.collect()", MAIN), finalize()]
    },
    judge: works,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

static PROCESS_STATE: Spec = Spec {
    name: "process-state",
    title: "imported: what that changes in the process and in `sys`, such as the locale, signals and the environment",
    stands_for: Use::ProcessState,
    steps: || {
        let state = || evaluate(STATE, MAIN);
        vec![initialize(), execute(state::CODE, MAIN), state(), import(MAIN), state(), finalize()]
    },
    judge: state::unchanged,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

/// Its package asks no other importer for the file.
fn in_own_way(subject: &Subject, _: &Python) -> Option<NotApplicable> {
    subject.place_name.is_some().then_some(NotApplicable::OwnWay)
}

fn without_entry(subject: &Subject, python: &Python) -> Option<NotApplicable> {
    in_own_way(subject, python).or_else(|| without_function(subject))
}

fn without_function(subject: &Subject) -> Option<NotApplicable> {
    if !library::is_init(&subject.symbol) {
        Some(NotApplicable::NoInitFunction)
    } else if subject.library.path.to_str().is_none() {
        Some(NotApplicable::PathNotText)
    } else {
        None
    }
}

/// Another module of that name says nothing about this one.
fn origin(evidence: &Evidence<'_>) -> TrialOutcome {
    on_path(evidence.values(ORIGIN).first().copied())
}

fn on_path(answer: Option<&str>) -> TrialOutcome {
    match answer.map(text) {
        None => TrialOutcome::not_answered(),
        // What its package loads by itself is imported by importing the package.
        Some("library" | "package") => TrialOutcome::works(),
        Some(other) => {
            let other = unspelled(other.strip_prefix("other:").unwrap_or(other));
            TrialOutcome::new(TrialVerdict::Fails, Detail::OtherModule(other))
        }
    }
}

/// Some packages make their modules by themselves, and tell of the file that they would have come from.
fn origin_in_table(evidence: &Evidence<'_>) -> TrialOutcome {
    in_table(evidence.values(ORIGIN).first().copied())
}

fn in_table(answer: Option<&str>) -> TrialOutcome {
    match answer.map(text) {
        None => TrialOutcome::not_answered(),
        Some("table") => TrialOutcome::works(),
        Some(_) => TrialOutcome::inapplicable(NotApplicable::OwnWay),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_answer_is_an_error() {
        let answers = [None, Some("'library'"), Some("'table'"), Some("'other:x'")];
        let on_path = answers.map(|answer| on_path(answer).verdict);
        assert_eq!(on_path, [TrialVerdict::Error, TrialVerdict::Works, TrialVerdict::Fails, TrialVerdict::Fails]);
        let in_table = answers.map(|answer| in_table(answer).verdict);
        assert_eq!(
            in_table,
            [TrialVerdict::Error, TrialVerdict::NotApplicable, TrialVerdict::Works, TrialVerdict::NotApplicable]
        );
    }
}
