//! What the trials of one module tell about those of others that are found on the same path.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::symptom::Symptom;
use super::{Bench, SearchPath, Subject, Trial, TrialVerdict};
use crate::transcript::Raised;

/// An exception, the module that raised it, and the verdict.
type KnownRaiser = (Raised, String, TrialVerdict);

/// What the trials of one module tell about those of others that are found on the same path.
#[derive(Default)]
pub(super) struct PathKnowledge {
    controls: Mutex<HashMap<Control, Vec<Option<Symptom>>>>,
    raisers: Mutex<HashMap<ImportRoute, Vec<KnownRaiser>>>,
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

    /// The module of others that raised this very exception where another module was imported, and the verdict.
    pub(super) fn raiser(&self, situation: &ImportRoute, raised: &Raised) -> Option<(String, TrialVerdict)> {
        let raisers = held(&self.raisers);
        let of_these = raisers.get(situation)?;
        of_these.iter().find(|(known, ..)| known == raised).map(|(_, name, verdict)| (name.clone(), *verdict))
    }

    /// Learns who raised an exception.
    pub(super) fn learn_raiser(&self, situation: ImportRoute, raised: &Raised, name: &str, verdict: TrialVerdict) {
        held(&self.raisers).entry(situation).or_default().push((raised.clone(), name.to_owned(), verdict));
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
