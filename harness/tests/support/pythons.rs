//! The Pythons of this machine that tests use.

use std::sync::OnceLock;

use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::{Python, Request, find};

/// Those of `EXTPROOF_PYTHONS`, else all, that have a shared libpython. Not the debug builds, which say more: those are for
/// the conformance suite.
pub(crate) fn pythons() -> &'static [Python] {
    static PYTHONS: OnceLock<Vec<Python>> = OnceLock::new();
    PYTHONS.get_or_init(|| {
        let (project, interrupt) = (Project::of_checkout().unwrap(), Interrupt::never().unwrap());
        let found = find(&Request::of_process(&[]), &project.python_facts(), &interrupt, &|_| {});
        let mut pythons = found.unwrap().pythons;
        pythons.retain(|python| python.shared_library.is_some() && !python.version.debug);
        assert!(!pythons.is_empty(), "no Python has a shared libpython");
        pythons
    })
}

/// The newest of them, for tests that need one. A build with the GIL is what most have.
pub(crate) fn python() -> &'static Python {
    pythons().iter().max_by_key(|python| (!python.version.free_threaded, python.version)).unwrap()
}

/// Its path.
pub(crate) fn executable() -> &'static str {
    python().executable.to_str().unwrap()
}
