//! The checker's own module of the kind that a module declares: what goes wrong with both is Python's doing.

use super::declared::{Declared, InitKind, Interpreters};
use super::layout::program;
use super::{Bench, Library, SearchPath, Subject, Trial};
use crate::isolate::{self, Interrupt, Limits, Sandbox};

/// A module of the checker, in a folder of its own.
pub(super) struct Example {
    /// The module.
    pub(super) subject: Subject,
    _folder: Sandbox,
}

impl Example {
    /// Has the checker write its module of the kind that is declared; nothing if it has none of this kind.
    ///
    /// # Errors
    /// When processes can't be run.
    pub(super) fn new(
        bench: &Bench,
        declared: &Declared,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>, isolate::Error> {
        let Some(name) = name(declared, bench.python.version.free_threaded) else { return Ok(None) };
        let folder = Sandbox::new(None)?;
        let file = folder.path().join(format!("{name}.so"));
        let program = program(bench, Trial::IMPORT).arg("--control").arg(&file);
        isolate::run(&program, &folder, &Limits::default(), interrupt)?;
        // Whatever keeps the checker from writing keeps trials from running.
        let Ok(library) = Library::read(&file) else { return Ok(None) };
        let subject = Subject {
            name: name.to_owned(),
            place_name: None,
            library,
            symbol: format!("PyInit_{name}"),
            path: SearchPath::before(folder.path()),
            source: Default::default(),
        };
        Ok(Some(Self { subject, _folder: folder }))
    }
}

/// The name of the module of this kind. Only a free-threaded Python asks whether a module needs the GIL.
fn name(declared: &Declared, free_threaded: bool) -> Option<&'static str> {
    let gil_not_used = free_threaded && declared.gil_not_used;
    Some(match (declared.init?, declared.interpreters, gil_not_used) {
        (InitKind::Export, ..) => return None,
        (InitKind::SinglePhase, ..) => match declared.size? {
            ..0 => "control_global",
            0 => "control_stateless",
            1.. => "control_state",
        },
        (InitKind::MultiPhase, None, false) => "control_multi",
        (InitKind::MultiPhase, None, true) => "control_multi_gil_not_used",
        (InitKind::MultiPhase, Some(Interpreters::NotSupported), false) => "control_not_supported",
        (InitKind::MultiPhase, Some(Interpreters::NotSupported), true) => "control_not_supported_gil_not_used",
        (InitKind::MultiPhase, Some(Interpreters::Supported), false) => "control_supported",
        (InitKind::MultiPhase, Some(Interpreters::Supported), true) => "control_supported_gil_not_used",
        (InitKind::MultiPhase, Some(Interpreters::PerInterpreterGil), false) => "control_own_gil",
        (InitKind::MultiPhase, Some(Interpreters::PerInterpreterGil), true) => "control_own_gil_gil_not_used",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_module() {
        let single = |size| Declared { init: Some(InitKind::SinglePhase), size, ..Declared::default() };
        let names = [-1, 0, 24].map(|size| name(&single(Some(size)), true));
        assert_eq!(names, [Some("control_global"), Some("control_stateless"), Some("control_state")]);
        let multi = |interpreters, gil_not_used| Declared {
            init: Some(InitKind::MultiPhase),
            interpreters,
            gil_not_used,
            ..Declared::default()
        };
        let own_gil = multi(Some(Interpreters::PerInterpreterGil), true);
        assert_eq!(name(&own_gil, true), Some("control_own_gil_gil_not_used"));
        assert_eq!(name(&own_gil, false), Some("control_own_gil"));
        assert_eq!(name(&multi(None, false), true), Some("control_multi"));
    }

    #[test]
    fn what_is_not_known_has_none() {
        let unknown = Declared { init: Some(InitKind::SinglePhase), ..Declared::default() };
        let export = Declared { init: Some(InitKind::Export), ..Declared::default() };
        assert_eq!([Declared::default(), unknown, export].map(|declared| name(&declared, false)), [None; 3]);
    }
}
