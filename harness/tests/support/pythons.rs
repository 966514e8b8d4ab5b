//! The Pythons of this machine that tests use.

use std::sync::OnceLock;

use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::{Python, Request, find};

/// Those of `EXTPROOF_PYTHONS` that have a shared libpython; else four, between which nearly all differences lie: the oldest, the
/// first with a GIL for each interpreter, the newest free-threaded one and the newest. Not the debug builds, which say more: those
/// are for the conformance suite.
pub(crate) fn pythons() -> &'static [Python] {
    static PYTHONS: OnceLock<Vec<Python>> = OnceLock::new();
    PYTHONS.get_or_init(|| {
        let (project, interrupt) = (Project::of_checkout().unwrap(), Interrupt::never().unwrap());
        let found = find(&Request::of_process(&[]), &project.python_facts(), &interrupt, &|_| {});
        let mut pythons = found.unwrap().pythons;
        pythons.retain(|python| python.shared_library.is_some() && !python.version.debug);
        assert!(!pythons.is_empty(), "no Python has a shared libpython");
        if std::env::var_os("EXTPROOF_PYTHONS").is_none() {
            let with_gil = |python: &&Python| !python.version.free_threaded;
            let version = |python: &Python| python.version;
            let kept = [
                pythons.iter().filter(with_gil).map(version).min(),
                pythons.iter().filter(with_gil).map(version).find(|version| version.minor == 12),
                pythons.iter().filter(|python| !with_gil(python)).map(version).max(),
                pythons.iter().filter(with_gil).map(version).max(),
            ];
            pythons.retain(|python| kept.contains(&Some(python.version)));
        }
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
