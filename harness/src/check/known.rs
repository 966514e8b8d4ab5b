//! What the trials of one module tell about those of others that are found on the same path.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::symptom::Symptom;
use super::{Bench, SearchPath, Subject, Trial, TrialOutcome};
use crate::transcript::Raised;

/// An exception of an import that was looked into where one module was tried alone: it is the fault of the module in C that raised it.
struct KnownException {
    raised: Raised,
    raiser: String,
}

/// What comes of a module that another one keeps out.
#[derive(Clone, Debug)]
pub(super) struct KeptOut {
    pub(super) outcome: TrialOutcome,
    /// The other module in C, which raised.
    pub(super) raiser: String,
}

/// What the trials of one module tell about those of others that are found on the same path.
#[derive(Default)]
pub(super) struct PathKnowledge {
    controls: Mutex<HashMap<Control, Vec<Option<Symptom>>>>,
    kept_out: Mutex<HashMap<(ImportRoute, String), KeptOut>>,
    exceptions: Mutex<HashMap<ImportRoute, Vec<KnownException>>>,
}

/// Where and how modules are imported.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ImportRoute {
    python: String,
    path: SearchPath,
    trial: &'static str,
}

impl ImportRoute {
    pub(super) fn of(bench: &Bench, subject: &Subject, trial: Trial) -> Self {
        Self { python: bench.name.clone(), path: subject.path.clone(), trial: trial.name() }
    }
}

/// A trial of these modules instead of the one under test, which plays no part in it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Control {
    pub(super) situation: ImportRoute,
    pub(super) modules: Vec<String>,
    pub(super) time: Duration,
}

impl PathKnowledge {
    /// What came of the carrying out of this number. It is carried out if nobody did before.
    ///
    /// # Errors
    /// Those of carrying it out.
    pub(super) fn control<E>(
        &self,
        control: &Control,
        number: usize,
        carry_out: impl FnOnce() -> Result<Option<Symptom>, E>,
    ) -> Result<Option<Symptom>, E> {
        if let Some(symptom) = held(&self.controls).get(control).and_then(|all| all.get(number)) {
            return Ok(symptom.clone());
        }
        // Nobody waits for another one's control: it tells as much to have it twice.
        let symptom = carry_out()?;
        held(&self.controls).entry(control.clone()).or_default().push(symptom.clone());
        Ok(symptom)
    }

    /// Whether a control shows this, if it did so each time of so many, or never. One that doesn't isn't carried out so often.
    pub(super) fn shows(&self, control: &Control, tries: usize, is_it: impl Fn(&Symptom) -> bool) -> Option<bool> {
        let controls = held(&self.controls);
        let shown = controls.get(control)?;
        match shown.iter().filter(|shown| shown.as_ref().is_some_and(&is_it)).count() {
            0 => Some(false),
            count => (count == shown.len() && count >= tries).then_some(true),
        }
    }

    /// Keeps that another module keeps one out.
    pub(super) fn note_kept_out(&self, route: ImportRoute, module: &str, kept_out: KeptOut) {
        held(&self.kept_out).insert((route, module.to_owned()), kept_out);
    }

    /// What comes of a module that another one keeps out, if that is known to be the other one's fault.
    pub(super) fn of_kept_out(&self, route: &ImportRoute, module: &str) -> Option<KeptOut> {
        let kept_out = held(&self.kept_out).get(&(route.clone(), module.to_owned()))?.clone();
        let is_known = self.is_fault_of(route, kept_out.outcome.raised()?, &kept_out.raiser);
        is_known.then_some(kept_out)
    }

    /// Whether this very exception is known to be the fault of the module in C that raised it. Many modules raise the same, such as
    /// all that Cython made.
    pub(super) fn is_fault_of(&self, route: &ImportRoute, raised: &Raised, raiser: &str) -> bool {
        let exceptions = held(&self.exceptions);
        let is_it = |known: &KnownException| known.raised == *raised && known.raiser == raiser;
        exceptions.get(route).is_some_and(|known| known.iter().any(is_it))
    }

    /// Learns that an exception is the fault of the module in C that raised it.
    pub(super) fn learn_fault(&self, route: ImportRoute, raised: &Raised, raiser: &str) {
        let known = KnownException { raised: raised.clone(), raiser: raiser.to_owned() };
        held(&self.exceptions).entry(route).or_default().push(known);
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(trial: &'static str, module: &str) -> Control {
        let situation = ImportRoute { python: "3.12".to_owned(), path: SearchPath::default(), trial };
        Control { situation, modules: vec![module.to_owned()], time: Duration::from_secs(1) }
    }

    #[test]
    fn a_control_is_carried_out_once_for_all() {
        let known = PathKnowledge::default();
        let mut count = 0;
        let mut ask = |control: &Control, number| {
            let carry_out = || {
                count += 1;
                Ok::<_, ()>(Some(Symptom::Left([count, 0, 0, 0])))
            };
            known.control(control, number, carry_out).unwrap()
        };
        let left = |count| Some(Symptom::Left([count, 0, 0, 0]));
        assert_eq!(ask(&control("reinit", "json"), 0), left(1));
        assert_eq!(ask(&control("reinit", "json"), 1), left(2));
        assert_eq!(ask(&control("reinit", "json"), 0), left(1));
        assert_eq!(ask(&control("reinit", "ssl"), 0), left(3));
        assert_eq!(ask(&control("teardown", "json"), 0), left(4));
        assert_eq!(ask(&control("reinit", "json"), 1), left(2));
    }
}
