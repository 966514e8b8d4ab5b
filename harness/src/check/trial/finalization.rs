//! Trials of the end of Python, and of memory until then.

use super::spec::{Company, Effort, Spec, Use, everywhere, plain};
use crate::check::answer::text;
use crate::check::judge::{Evidence, works};
use crate::check::steps::*;
use crate::check::{Detail, LeftThread, NotApplicable, Remains, Subject, TrialOutcome, TrialVerdict, deep};
use crate::python::Python;

pub(super) static FAMILY: [&Spec; 3] = [&DEBUG_MEMORY, &TEARDOWN, &VALGRIND];

static DEBUG_MEMORY: Spec = Spec {
    name: "debug-memory",
    title: "imported, removed from `sys.modules` and finalized under `PYTHONMALLOC=debug`",
    stands_for: Use::DebugMemory,
    steps: || vec![initialize(), import(MAIN), forget(), execute("import gc; gc.collect()", MAIN), finalize()],
    judge: works,
    inapplicable: everywhere,
    environment: |_| &[("PYTHONMALLOC", "debug")],
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

pub(super) static TEARDOWN: Spec = Spec {
    name: "teardown",
    title: "finalized, and what is left behind after that",
    stands_for: Use::Finalize,
    steps: || {
        vec![
            initialize(),
            evaluate(THREADS, MAIN),
            import(MAIN),
            say_end(),
            finalize(),
            initialize(),
            evaluate(NAMED_THREADS, MAIN),
            finalize(),
        ]
    },
    judge: remains,
    inapplicable: everywhere,
    environment: plain,
    effort: Effort::Short,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

pub(super) static VALGRIND: Spec = Spec {
    name: "valgrind",
    title: "imported and finalized under valgrind's memcheck",
    stands_for: Use::Valgrind,
    steps: || vec![initialize(), import(MAIN), finalize()],
    judge: works,
    inapplicable: without_valgrind,
    environment: |_| &[("PYTHONMALLOC", "malloc")],
    effort: Effort::Deep,
    company: Company::Alone,
    rests_on: None,
    foundations: &[],
};

fn without_valgrind(_: &Subject, python: &Python) -> Option<NotApplicable> {
    if python.version.free_threaded {
        Some(NotApplicable::ValgrindWithoutMimalloc)
    } else if python.own_c_library {
        Some(NotApplicable::ValgrindWithoutOwnCLibrary)
    } else {
        (!deep::has_valgrind()).then_some(NotApplicable::NoValgrind)
    }
}

fn remains(evidence: &Evidence<'_>) -> TrialOutcome {
    let threads = match (evidence.values(THREADS).as_slice(), evidence.values(NAMED_THREADS).as_slice()) {
        ([before], [after]) => LeftThread::read(text(before), text(after)),
        _ => Vec::new(),
    };
    let notices = evidence.notices().to_vec();
    // A report of Python's can have several lines, each of which is said with its first.
    let said = if notices.is_empty() { evidence.last_lines() } else { Vec::new() };
    let remains = Remains { threads, processes: evidence.left.clone(), notices, said };
    if remains.is_empty() {
        TrialOutcome::works()
    } else {
        TrialOutcome::new(TrialVerdict::Unclean, Detail::Left(remains))
    }
}
