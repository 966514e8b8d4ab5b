//! Whose fault it is if something goes wrong: the module's, Python's, or that of another module that it needs.

use super::attempt::{Runner, Tried};
use super::baseline::Baseline;
use super::control;
use super::kind::Example;
use super::known::{Control, ImportRoute};
use super::symptom::Symptom;
use super::witness::Witness;
use super::{Detail, NotApplicable, Note, Owner, Subject, Trial, TrialOutcome, TrialVerdict};
use crate::case::Step;
use crate::isolate;
use crate::transcript::Raised;

impl Runner<'_> {
    /// Carries a trial out again if something went wrong, and finds out whose fault it is.
    ///
    /// # Errors
    /// When processes can't be run.
    pub(super) fn examine(&self, steps: &[Step], tried: &mut Tried) -> Result<(), isolate::Error> {
        // Who made the module object gave it to several interpreters.
        if let (Some(Detail::Lost(_)), Some(maker)) = (&tried.outcome.detail, &self.baseline.maker) {
            tried.outcome.owner = Some(self.owned_by(maker.clone()));
        }
        let Some(symptom) = tried.symptom.clone().filter(|_| self.is_bad(&tried.outcome)) else { return Ok(()) };
        // Nothing is known of a module before its import. That two modules don't work together is said of both, whoever raises.
        let is_tried = (self.trial != Trial::IMPORT || self.baseline.is_known())
            && !self.trial.needs_others()
            && !matches!(tried.outcome.detail, Some(Detail::UseRaised(_)));
        let witness = if is_tried && tried.outcome.raised().is_some() { Witness::of(self, steps)? } else { None };
        let raiser = witness.as_ref().and_then(|witness| witness.raiser.as_ref());
        let raiser = raiser.filter(|raiser| raiser.name != self.subject.name).map(|raiser| raiser.name.clone());
        let states = witness.as_ref().is_some_and(Witness::is_of_statement);
        // Another module's import was looked into already, and failed by the same exception of the same module.
        if let (Some(raised), Some(raiser)) = (tried.outcome.raised(), &raiser)
            && self.known.is_fault_of(&self.situation(), raised, raiser)
        {
            tried.outcome.owner = Some(self.owned_by(raiser.clone()));
            tried.outcome.refuse_only_if(states);
            return Ok(());
        }
        if is_tried && let Some(name) = self.known_culprit(steps, &symptom) {
            tried.outcome.owner = Some(self.owned_by(name));
            return Ok(());
        }
        let (mut alike, mut same_verdict) = (1, 1);
        // What Python refuses by what a module declares, it refuses each time.
        let tries = if tried.outcome.verdict == TrialVerdict::Refused { 1 } else { symptom.tries() };
        for _ in 1..tries {
            let again = self.attempt(steps)?;
            alike += usize::from(again.symptom.is_some_and(|again| again.covers(&symptom)));
            same_verdict += usize::from(again.outcome.verdict == tried.outcome.verdict);
        }
        tried.outcome.refuse_only_if(states);
        let owner = if is_tried { self.owner(steps, tried, witness.as_ref(), &symptom, (alike, tries))? } else { None };
        match owner {
            Some(Culprit::Python) => {
                tried.outcome = TrialOutcome::inapplicable(reason(&symptom));
                return Ok(());
            }
            Some(Culprit::PythonByKind) => {
                tried.outcome = TrialOutcome::inapplicable(reason_of_kind(&symptom));
                return Ok(());
            }
            Some(Culprit::Lacking(module)) => {
                tried.outcome = TrialOutcome::inapplicable(NotApplicable::PythonLacks(module));
                return Ok(());
            }
            Some(Culprit::Module(name)) => {
                if let Some(raised) = tried.outcome.raised().filter(|_| same_verdict == tries)
                    && raiser.as_ref() == Some(&name)
                {
                    self.known.learn_fault(self.situation(), raised, &name);
                }
                tried.outcome.owner = Some(self.owned_by(name));
            }
            None => {}
        }
        if same_verdict < tries {
            tried.outcome.notes.push(Note::InTries { count: same_verdict, of: tries });
        }
        Ok(())
    }

    /// The package of which another module's trial has shown that it leaves or changes the same each time without the module, as no
    /// other that would be asked before it does. Who dies may do so by chance, so that each is tried by itself.
    fn known_culprit(&self, steps: &[Step], symptom: &Symptom) -> Option<String> {
        if !matches!(symptom, Symptom::Left(_) | Symptom::Changed(_)) {
            return None;
        }
        let places: Vec<usize> = control::without_module(steps).into_iter().map(|(place, _)| place).collect();
        let shows = |control: &Control| {
            self.known.shows(control, symptom.tries(), |shown| shown.clone().at(&places).covers(symptom))
        };
        let plain = Subject { path: self.subject.path.without_pth_files(), ..self.subject.clone() };
        if shows(&self.of(&plain, self.baseline).control(&self.baseline.companions))? {
            return None;
        }
        for package in &self.baseline.packages {
            if shows(&self.control(std::slice::from_ref(package)))? {
                return Some(package.clone());
            }
        }
        None
    }

    fn control(&self, modules: &[String]) -> Control {
        Control { situation: self.situation(), modules: modules.to_vec(), time: self.time() }
    }

    pub(super) fn situation(&self) -> ImportRoute {
        ImportRoute::of(self.bench, self.subject, self.trial)
    }

    /// The module answers for one of its own package, and for the one that made it.
    pub(super) fn owned_by(&self, module: String) -> Owner {
        let excuses = self.is_foreign(&module) && self.baseline.maker.as_ref() != Some(&module);
        Owner { module, excuses }
    }

    /// Whether a module is of another package.
    pub(super) fn is_foreign(&self, name: &str) -> bool {
        top(name) != top(&self.subject.name)
    }

    /// Whether others than the module may be to blame.
    fn is_bad(&self, outcome: &TrialOutcome) -> bool {
        match outcome.verdict {
            TrialVerdict::Crashed
            | TrialVerdict::Hung
            | TrialVerdict::Exits
            | TrialVerdict::Refused
            | TrialVerdict::Unclean
            | TrialVerdict::Changes => true,
            TrialVerdict::Fails => self.trial != Trial::VALGRIND || matches!(outcome.detail, Some(Detail::Valgrind(_))),
            _ => false,
        }
    }

    fn owner(
        &self,
        steps: &[Step],
        tried: &Tried,
        witness: Option<&Witness>,
        symptom: &Symptom,
        (alike, tries): (usize, usize),
    ) -> Result<Option<Culprit>, isolate::Error> {
        if let Some(raised) = tried.outcome.raised() {
            let owner = self.owner_of_exception(raised, witness);
            if owner.is_some() {
                return Ok(owner);
            }
            if let Some(witness) = witness {
                if let Some(module) = self.lacking(raised, witness, steps, tried)? {
                    return Ok(Some(Culprit::Lacking(module)));
                }
                for other in self.sought(witness) {
                    if self.fails_alone(&other, steps, tried, symptom)? {
                        return Ok(Some(Culprit::Module(other)));
                    }
                }
            }
            if let Some(maker) = self.baseline.maker.as_deref().filter(|_| witness.is_some())
                && self.fails_before(maker, steps, tried)?
            {
                return Ok(Some(Culprit::Module(maker.to_owned())));
            }
            let may_be_kind = tried.outcome.verdict == TrialVerdict::Fails;
            let is_kind = may_be_kind && self.kind_shows(steps, symptom, alike, tries)?;
            return Ok(is_kind.then_some(Culprit::PythonByKind));
        }
        // A `.pth` file can import the module.
        let plain = Subject { path: self.subject.path.without_pth_files(), ..self.subject.clone() };
        let without_pth_files = self.of(&plain, self.baseline);
        if without_pth_files.shows(&self.baseline.companions, steps, symptom, alike, tries)? {
            return Ok(Some(Culprit::Python));
        }
        if matches!(symptom, Symptom::Death(_)) && self.kind_shows(steps, symptom, alike, tries)? {
            return Ok(Some(Culprit::PythonByKind));
        }
        for package in &self.baseline.packages {
            if self.shows(std::slice::from_ref(package), steps, symptom, alike, tries)? {
                return Ok(Some(Culprit::Module(package.clone())));
            }
        }
        // It doesn't need them, and each would be waited for where something hangs.
        if self.shows_without_siblings(steps, symptom, (alike, tries))? {
            return Ok(None);
        }
        for sibling in &self.baseline.siblings {
            if self.sibling_shows(sibling, steps, symptom, (alike, tries))? {
                return Ok(Some(Culprit::Module(sibling.name.clone())));
            }
        }
        Ok(None)
    }

    /// Whether these modules show the symptom without the one under test, at least as often as with it.
    pub(super) fn shows(
        &self,
        modules: &[String],
        steps: &[Step],
        symptom: &Symptom,
        alike: usize,
        tries: usize,
    ) -> Result<bool, isolate::Error> {
        let (places, control): (Vec<usize>, Vec<Step>) = control::without_module(steps).into_iter().unzip();
        self.comes_as_often(modules, &places, symptom, (alike, tries), || {
            Ok(self.attempt_with(&control, modules)?.symptom)
        })
    }

    /// Whether the checker's own module of this kind shows the symptom, at least as often.
    fn kind_shows(
        &self,
        steps: &[Step],
        symptom: &Symptom,
        alike: usize,
        tries: usize,
    ) -> Result<bool, isolate::Error> {
        let Some(control) = Example::new(self.bench, &self.baseline.declared, self.interrupt)? else {
            return Ok(false);
        };
        let baseline = &Baseline { elapsed: self.baseline.elapsed, ..Baseline::default() };
        let runner = self.of(&control.subject, baseline);
        let (places, steps): (Vec<usize>, Vec<Step>) = control::without_use(steps).into_iter().unzip();
        // By its init function: a package of the user's may have its name.
        let modules = std::slice::from_ref(&control.subject.symbol);
        self.comes_as_often(modules, &places, symptom, (alike, tries), || {
            let tried = runner.attempt(&steps)?;
            // What CPython refuses is no fault.
            Ok(tried.symptom.filter(|_| tried.outcome.verdict != TrialVerdict::Refused))
        })
    }

    /// Whether the symptom, which came `alike` times in so many tries, comes at least as often with these modules instead of the
    /// one under test. What another module's trial has shown of them isn't carried out again.
    pub(super) fn comes_as_often(
        &self,
        modules: &[String],
        places: &[usize],
        symptom: &Symptom,
        (alike, tries): (usize, usize),
        carry_out: impl Fn() -> Result<Option<Symptom>, isolate::Error>,
    ) -> Result<bool, isolate::Error> {
        let known = self.control(modules);
        let mut numbers = 0..;
        control::comes_as_often(alike, tries, || {
            let shown = self.known.control(&known, numbers.next().unwrap_or_default(), &carry_out)?;
            Ok(shown.is_some_and(|shown| shown.at(places).covers(symptom)))
        })
    }

    /// Who raised the exception of an import, if not the module.
    fn owner_of_exception(&self, raised: &Raised, witness: Option<&Witness>) -> Option<Culprit> {
        match witness.and_then(|witness| witness.raiser.as_ref()) {
            Some(by) if by.name == self.subject.name => None,
            Some(by) if by.standard => Some(Culprit::Python),
            Some(by) => Some(Culprit::Module(by.name.clone())),
            // It came out of Python code.
            None => raised.code.clone().filter(|code| self.is_foreign(code)).map(Culprit::Module),
        }
    }
}

/// Whose fault something is, if not that of the module.
enum Culprit {
    /// Python's own.
    Python,
    /// Python's own, with every module of this kind.
    PythonByKind,
    /// Python's own: it doesn't import this module of the standard library there.
    Lacking(String),
    /// That of the module of this name.
    Module(String),
}

fn reason(symptom: &Symptom) -> NotApplicable {
    match symptom {
        Symptom::Death(death) if death.is_late() => NotApplicable::TooSlow,
        Symptom::Death(death) => NotApplicable::PythonsOwn(death.end()),
        Symptom::Raised { .. } => NotApplicable::PythonRaises,
        Symptom::Left(_) => NotApplicable::PythonLeaves,
        Symptom::Changed(_) => NotApplicable::PythonChanges,
    }
}

fn reason_of_kind(symptom: &Symptom) -> NotApplicable {
    match symptom {
        Symptom::Death(death) => NotApplicable::PythonsOwnWithKind(death.end()),
        Symptom::Raised { .. } | Symptom::Left(_) | Symptom::Changed(_) => NotApplicable::PythonRaisesWithKind,
    }
}

/// The name of the package at the top.
pub(super) fn top(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
