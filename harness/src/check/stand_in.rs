//! Other modules that stand in for the one under test: those that fail alone as it does are the cause.

use super::attempt::{Runner, Tried};
use super::baseline::Sibling;
use super::blame::top;
use super::control;
use super::judge;
use super::steps::{IS_IMPORTED, MAIN, evaluate, finalize, import_named, initialize};
use super::symptom::Symptom;
use super::witness::Witness;
use crate::case::Step;
use crate::isolate;
use crate::transcript::Raised;

impl Runner<'_> {
    /// The packages and siblings that an import looked for.
    pub(super) fn sought(&self, witness: &Witness) -> Vec<String> {
        let is_sought = |package: &&String| witness.sought.iter().any(|name| top(name) == package.as_str());
        let packages = self.baseline.packages.iter().filter(is_sought);
        let siblings = self.baseline.siblings.iter().map(|sibling| &sibling.name);
        packages.chain(siblings.filter(|name| witness.sought.contains(name))).cloned().collect()
    }

    /// Whether the import of another module in the place of this one raises an exception that this one's may come of, or ends the
    /// process where this one failed or before: code in C can raise because of what an import left that only happened not to end
    /// the process.
    pub(super) fn fails_alone(
        &self,
        other: &str,
        steps: &[Step],
        tried: &Tried,
        symptom: &Symptom,
    ) -> Result<bool, isolate::Error> {
        let (places, steps): (Vec<usize>, Vec<Step>) = control::with_other(steps, other).into_iter().unzip();
        let alone = self.attempt_with(&steps, &[])?;
        let fails = match &alone.symptom {
            Some(Symptom::Death(death)) => {
                let step = death.step().and_then(|step| places.get(step));
                step.zip(tried.failed_at.as_ref()).is_some_and(|(step, failed_at)| step <= failed_at)
            }
            alone => alone.as_ref().is_some_and(|alone| symptom.may_come_of(alone)),
        };
        Ok(fails && !self.is_brought_by(other)?)
    }

    /// Whether the import of another module in the place of this one fails by whatever exception where this one failed or before.
    pub(super) fn fails_before(&self, other: &str, steps: &[Step], tried: &Tried) -> Result<bool, isolate::Error> {
        let (places, steps): (Vec<usize>, Vec<Step>) = control::with_other(steps, other).into_iter().unzip();
        let alone = self.attempt_with(&steps, &[])?;
        let step = alone.failed_at.and_then(|step| places.get(step).copied());
        Ok(step.zip(tried.failed_at).is_some_and(|(step, failed_at)| step <= failed_at))
    }

    /// The module of the standard library for want of which a function in C raised: Python code has another one for it, which lacks
    /// what only C can bring, such as `datetime_CAPI`. It must fail so by itself.
    pub(super) fn lacking(
        &self,
        raised: &Raised,
        witness: &Witness,
        steps: &[Step],
        tried: &Tried,
    ) -> Result<Option<String>, isolate::Error> {
        if !raised.is_exactly("builtins.AttributeError") || witness.raiser.is_none() {
            return Ok(None);
        }
        for module in &witness.caught {
            let (places, steps): (Vec<usize>, Vec<Step>) = control::with_other(steps, module).into_iter().unzip();
            let alone = self.attempt_with(&steps, &[])?;
            let step = alone.failed_at.and_then(|step| places.get(step).copied());
            if step.is_some() && step == tried.failed_at {
                return Ok(Some(module.clone()));
            }
        }
        Ok(None)
    }

    /// Whether another extension module of the package shows the symptom without the one under test, which doesn't without the other.
    pub(super) fn sibling_shows(
        &self,
        sibling: &Sibling,
        steps: &[Step],
        symptom: &Symptom,
        times: (usize, usize),
    ) -> Result<bool, isolate::Error> {
        let imported = std::slice::from_ref(&sibling.name);
        let other = (&*sibling.name, &*sibling.file);
        let other_shows = !self.is_brought_by(&sibling.name)?
            && self.shows(imported, steps, symptom, times.0, times.1)?
            || self.loaded_shows(other, &[&self.subject.name], steps, symptom, times)?;
        Ok(other_shows && !self.own_shows(&[other.0], steps, symptom, times)?)
    }

    /// Whether the module shows the symptom where none of the other extension modules of its package is there.
    pub(super) fn shows_without_siblings(
        &self,
        steps: &[Step],
        symptom: &Symptom,
        times: (usize, usize),
    ) -> Result<bool, isolate::Error> {
        let siblings: Vec<&str> = self.baseline.siblings.iter().map(|sibling| &*sibling.name).collect();
        Ok(!siblings.is_empty() && self.own_shows(&siblings, steps, symptom, times)?)
    }

    /// Whether the module that is loaded from its file shows the symptom where some others aren't there.
    fn own_shows(
        &self,
        barred: &[&str],
        steps: &[Step],
        symptom: &Symptom,
        times: (usize, usize),
    ) -> Result<bool, isolate::Error> {
        let own = (&*self.subject.name, &*self.subject.library.path.to_string_lossy());
        self.loaded_shows(own, barred, steps, symptom, times)
    }

    /// Whether a module that is loaded from its file shows the symptom where some others aren't there.
    fn loaded_shows(
        &self,
        (name, file): (&str, &str),
        barred: &[&str],
        steps: &[Step],
        symptom: &Symptom,
        times: (usize, usize),
    ) -> Result<bool, isolate::Error> {
        let (places, control): (Vec<usize>, Vec<Step>) = control::with_sibling(steps).into_iter().unzip();
        let given: Vec<String> = [name, file].iter().chain(barred).map(|&text| text.to_owned()).collect();
        self.comes_as_often(&given, &places, symptom, times, || Ok(self.attempt_with(&control, &given)?.symptom))
    }

    /// Whether the import of another module imports this one as well, so that it can't stand in for it.
    fn is_brought_by(&self, other: &str) -> Result<bool, isolate::Error> {
        if self.is_foreign(other) {
            return Ok(false);
        }
        let steps = [initialize(), import_named(other, MAIN), evaluate(IS_IMPORTED, MAIN), finalize()];
        let (stage, finished) = self.carry_out(&steps, &[], &|program| program)?;
        let transcript = self.transcript(&stage, &finished).ok();
        let answer = transcript.and_then(|transcript| judge::first_answer(&transcript, IS_IMPORTED));
        Ok(answer.as_deref() != Some("False"))
    }
}
