//! What the trials of one module tell about those of others that are found on the same path.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::symptom::Symptom;
use super::{Bench, SearchPath, Subject, Trial, TrialOutcome, TrialVerdict};
use crate::transcript::Raised;

/// An exception of an import that was looked into.
struct KnownException {
    raised: Raised,
    /// The module in C that raised it; `None` stands for Python code.
    raiser: Option<String>,
    owner: String,
    verdict: TrialVerdict,
}

/// How the import of a module failed beside others.
#[derive(Clone, Debug)]
pub(super) struct FailedImport {
    pub(super) outcome: TrialOutcome,
    /// The module in C that raised; `None` stands for Python code.
    pub(super) raiser: Option<String>,
}

/// What the trials of one module tell about those of others that are found on the same path.
#[derive(Default)]
pub(super) struct PathKnowledge {
    controls: Mutex<HashMap<Control, Vec<Option<Symptom>>>>,
    in_company: Mutex<HashMap<(ImportRoute, String), FailedImport>>,
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

    /// Whether a control was carried out at least so often, and showed this each time.
    pub(super) fn shows_always(&self, control: &Control, tries: usize, is_it: impl Fn(&Symptom) -> bool) -> bool {
        let controls = held(&self.controls);
        let Some(shown) = controls.get(control) else { return false };
        shown.len() >= tries && shown.iter().all(|shown| shown.as_ref().is_some_and(&is_it))
    }

    /// Keeps how the import of a module failed beside others.
    pub(super) fn note_in_company(&self, route: ImportRoute, module: &str, failed: FailedImport) {
        held(&self.in_company).insert((route, module.to_owned()), failed);
    }

    /// What came of the trial of a module, and because of which other one, if its import failed beside others by an exception that was
    /// looked into where another module was tried alone.
    pub(super) fn of_company(&self, route: &ImportRoute, module: &str) -> Option<(TrialOutcome, String)> {
        let FailedImport { outcome, raiser } = held(&self.in_company).get(&(route.clone(), module.to_owned()))?.clone();
        let (owner, verdict) = self.owner(route, outcome.raised()?, raiser.as_deref())?;
        (owner != module).then_some((TrialOutcome { verdict, ..outcome }, owner))
    }

    /// The module whose fault this very exception is, and the verdict, if it was looked into where another module was imported.
    /// Many modules raise the same, such as all that Cython made: the same one must have raised it, or Python code.
    pub(super) fn owner(
        &self,
        route: &ImportRoute,
        raised: &Raised,
        raiser: Option<&str>,
    ) -> Option<(String, TrialVerdict)> {
        let exceptions = held(&self.exceptions);
        let of_these = exceptions.get(route)?;
        let known = of_these.iter().find(|known| known.raised == *raised && known.raiser.as_deref() == raiser)?;
        Some((known.owner.clone(), known.verdict))
    }

    /// Learns whose fault an exception is that a module in C raised, or Python code.
    pub(super) fn learn_owner(
        &self,
        route: ImportRoute,
        raised: &Raised,
        raiser: Option<&str>,
        owner: &str,
        verdict: TrialVerdict,
    ) {
        let (raised, raiser) = (raised.clone(), raiser.map(str::to_owned));
        let known = KnownException { raised, raiser, owner: owner.to_owned(), verdict };
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
