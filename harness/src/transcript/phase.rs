//! Where in an import an exception arose.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::event::Exception;
use crate::case::Phase;

/// How far an import had come, as the outermost frames of the import system show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImportStage {
    /// A finder was asked.
    Find,
    /// The loader made the module.
    Create,
    /// The loader executed it.
    Exec,
    /// The loader was done, or has no frames because it isn't written in Python.
    Loaded,
}

/// The phase of an exception in the import of a module with these fixture events.
///
/// Only a fixture's own events show whether the loader called its init or export function, and whether the loaded
/// module was executed.
pub(super) fn phase(exception: &Exception, module: &str, events: &[String]) -> Phase {
    let events = Events::of(events);
    match exception.phase {
        Some(ImportStage::Find) => Phase::Find,
        Some(ImportStage::Create) if events.is_inside_init() => Phase::Init,
        // Without a parent, the events are those of the module's own init function, which can execute what it creates.
        Some(ImportStage::Create) if !module.contains('.') && events.reached().is_some() => Phase::Init,
        Some(ImportStage::Create) => Phase::Load,
        Some(ImportStage::Exec) => Phase::Exec,
        Some(ImportStage::Loaded) => events.reached().unwrap_or(Phase::Exec),
        // Its parent was found and loaded, but the module wasn't found.
        None if exception.kind == "ModuleNotFoundError" => Phase::Find,
        None => events.reached().unwrap_or(Phase::Find),
    }
}

/// How often each fixture's init or export function was entered, and its exec slot.
struct Events<'a>(BTreeMap<&'a str, (u32, u32)>);

impl<'a> Events<'a> {
    fn of(lines: &'a [String]) -> Self {
        let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for line in lines {
            let mut words = line.split(' ');
            let count = counts.entry(words.next().unwrap_or_default()).or_default();
            match words.next() {
                Some("init" | "export") => count.0 += 1,
                Some("exec") => count.1 += 1,
                _ => {}
            }
        }
        Self(counts)
    }

    /// Whether a module was initialized but not executed yet. A parent that was imported in the same step was executed.
    fn is_inside_init(&self) -> bool {
        self.0.values().any(|(init, exec)| init > exec)
    }

    /// How far a module came that the loader was done with.
    fn reached(&self) -> Option<Phase> {
        let any = |is: fn(&(u32, u32)) -> bool| self.0.values().any(is);
        if any(|(_, exec)| *exec > 0) {
            return Some(Phase::Exec);
        }
        any(|(init, _)| *init > 0).then_some(Phase::Init)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn arose(kind: &str, stage: Option<ImportStage>, events: &[&str]) -> Phase {
        arose_in("parent.x", kind, stage, events)
    }

    fn arose_in(module: &str, kind: &str, stage: Option<ImportStage>, events: &[&str]) -> Phase {
        let exception = Exception { kind: kind.to_owned(), phase: stage, ..Exception::default() };
        phase(&exception, module, &events.iter().map(|event| format!("x {event} 1")).collect::<Vec<_>>())
    }

    #[test]
    fn making_a_module_is_load_until_its_function_is_called() {
        for (events, expected) in [(&[][..], Phase::Load), (&["init"], Phase::Init), (&["export"], Phase::Init)] {
            assert_eq!(arose("ImportError", Some(ImportStage::Create), events), expected);
        }
        // It was another module that was executed: the function imports.
        assert_eq!(arose("ImportError", Some(ImportStage::Create), &["init", "init", "exec"]), Phase::Init);
        // It was the parent, which is a fixture as well.
        assert_eq!(arose("ImportError", Some(ImportStage::Create), &["init", "exec"]), Phase::Load);
        // There is no parent: the init function executed what it made, and returned something else.
        assert_eq!(arose_in("x", "SystemError", Some(ImportStage::Create), &["init", "exec"]), Phase::Init);
        assert_eq!(arose_in("x", "ImportError", Some(ImportStage::Create), &[]), Phase::Load);
    }

    #[test]
    fn what_comes_to_light_later_is_of_the_last_that_the_module_did() {
        for stage in [Some(ImportStage::Loaded), None] {
            assert_eq!(arose("KeyError", stage, &["init"]), Phase::Init, "{stage:?}");
            assert_eq!(arose("KeyError", stage, &["init", "exec"]), Phase::Exec, "{stage:?}");
        }
        // Not a fixture, but a module in Python.
        assert_eq!(arose("KeyError", Some(ImportStage::Loaded), &[]), Phase::Exec);
        assert_eq!(arose("TypeError", None, &[]), Phase::Find);
    }

    #[test]
    fn finding_is_find_whatever_its_parents_did() {
        assert_eq!(arose("ValueError", Some(ImportStage::Find), &["init", "exec"]), Phase::Find);
        assert_eq!(arose("ModuleNotFoundError", None, &["init", "exec"]), Phase::Find);
        assert_eq!(arose("ModuleNotFoundError", Some(ImportStage::Exec), &[]), Phase::Exec);
    }
}
