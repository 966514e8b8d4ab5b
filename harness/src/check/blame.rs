//! Whose fault it is if something goes wrong: the module's, Python's, or that of another module that it needs.

use super::answer::unspelled;
use super::attempt::{Runner, Tried};
use super::baseline::Baseline;
use super::control;
use super::judge;
use super::kind::Example;
use super::known::{Control, Situation};
use super::steps::{IMPORT_NOTING, MAIN, RAISED_BY, RELOAD_NOTING, WATCH, evaluate, execute};
use super::symptom::Symptom;
use super::{Detail, Note, Outcome, Owner, Reason, Trial, Verdict};
use crate::case::{Action, PythonAction, Step};
use crate::isolate;
use crate::transcript::Raised;

impl Runner<'_> {
    /// Carries a trial out again if something went wrong, and finds out whose fault it is.
    ///
    /// # Errors
    /// When processes can't be run.
    pub(super) fn examine(&self, steps: &[Step], tried: &mut Tried) -> Result<(), isolate::Error> {
        let Some(symptom) = tried.symptom.clone().filter(|_| self.is_bad(&tried.outcome)) else { return Ok(()) };
        // Another module's import was looked into already, and failed by the same exception of somebody else.
        if let Some(raised) = tried.outcome.raised()
            && let Some(name) = self.known.raiser(&self.situation(), raised).filter(|name| self.is_foreign(name))
        {
            tried.outcome.owner = Some(Owner { module: name, excuses: true });
            return Ok(());
        }
        let (mut alike, mut same_verdict) = (1, 1);
        // What Python refuses by what a module declares, it refuses each time.
        let tries = if tried.outcome.verdict == Verdict::Refused { 1 } else { symptom.tries() };
        for _ in 1..tries {
            let again = self.attempt(steps)?;
            alike += usize::from(again.symptom.as_ref() == Some(&symptom));
            same_verdict += usize::from(again.outcome.verdict == tried.outcome.verdict);
        }
        // Nothing is known of a module before its import.
        let owner = if self.trial == Trial::IMPORT { None } else { self.owner(steps, tried, &symptom, alike, tries)? };
        match owner {
            Some(Culprit::Python) => {
                tried.outcome = Outcome::inapplicable(reason(&symptom));
                return Ok(());
            }
            Some(Culprit::PythonByKind) => {
                tried.outcome = Outcome::inapplicable(reason_of_kind(&symptom));
                return Ok(());
            }
            Some(Culprit::Module(name)) => {
                let excuses = self.is_foreign(&name);
                if let Some(raised) = tried.outcome.raised().filter(|_| excuses && same_verdict == tries) {
                    self.known.learn_raiser(self.situation(), raised, &name);
                }
                tried.outcome.owner = Some(Owner { module: name, excuses });
            }
            Some(Culprit::ByStatement) if tried.refused_later => {
                tried.outcome.verdict = Verdict::Refused;
            }
            Some(Culprit::ByStatement) | None => {}
        }
        if same_verdict < tries {
            tried.outcome.notes.push(Note::InTries { count: same_verdict, of: tries });
        }
        Ok(())
    }

    fn situation(&self) -> Situation {
        Situation::of(self.bench, self.subject, self.trial)
    }

    /// Whether a module is of another package.
    pub(super) fn is_foreign(&self, name: &str) -> bool {
        top(name) != top(&self.subject.name)
    }

    /// Whether others than the module may be to blame.
    fn is_bad(&self, outcome: &Outcome) -> bool {
        match outcome.verdict {
            Verdict::Crashed
            | Verdict::Hung
            | Verdict::Exits
            | Verdict::Refused
            | Verdict::Unclean
            | Verdict::Changes => true,
            Verdict::Fails => self.trial != Trial::VALGRIND || matches!(outcome.detail, Some(Detail::Valgrind(_))),
            _ => false,
        }
    }

    fn owner(
        &self,
        steps: &[Step],
        tried: &Tried,
        symptom: &Symptom,
        alike: usize,
        tries: usize,
    ) -> Result<Option<Culprit>, isolate::Error> {
        if matches!(tried.outcome.detail, Some(Detail::UseRaised(_))) {
            return Ok(None);
        }
        if let Some(raised) = tried.outcome.raised() {
            let owner = self.owner_of_exception(steps, raised)?;
            if matches!(owner, None | Some(Culprit::ByStatement)) {
                // Code in C can raise an exception of its own in place of another's, as NumPy's import_array does.
                for package in &self.baseline.packages {
                    if self.fails_alone(package, steps, symptom)? {
                        return Ok(Some(Culprit::Module(package.clone())));
                    }
                }
            }
            let may_be_kind = owner.is_none() && tried.outcome.verdict == Verdict::Fails;
            return Ok(if may_be_kind && self.kind_shows(steps, symptom, alike, tries)? {
                Some(Culprit::PythonByKind)
            } else {
                owner
            });
        }
        if self.shows(&self.baseline.companions, steps, symptom, alike, tries)? {
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
        Ok(None)
    }

    /// Whether the import of a package raises such an exception in the place of the module's.
    fn fails_alone(&self, package: &str, steps: &[Step], symptom: &Symptom) -> Result<bool, isolate::Error> {
        let steps: Vec<Step> = control::with_other(steps, package).into_iter().map(|(_, step)| step).collect();
        Ok(self.attempt_with(&steps, &[])?.symptom.as_ref() == Some(symptom))
    }

    /// Whether these modules show the symptom without the one under test, at least as often as with it.
    fn shows(
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
        self.comes_as_often(modules, &places, symptom, (alike, tries), || Ok(runner.attempt(&steps)?.symptom))
    }

    /// Whether the symptom, which came `alike` times in so many tries, comes at least as often with these modules instead of the
    /// one under test. What another module's trial has shown of them isn't carried out again.
    fn comes_as_often(
        &self,
        modules: &[String],
        places: &[usize],
        symptom: &Symptom,
        (alike, tries): (usize, usize),
        carry_out: impl Fn() -> Result<Option<Symptom>, isolate::Error>,
    ) -> Result<bool, isolate::Error> {
        let known = Control { situation: self.situation(), modules: modules.to_vec(), time: self.time() };
        let mut numbers = 0..;
        control::comes_as_often(alike, tries, || {
            let shown = self.known.control(&known, numbers.next().unwrap_or_default(), &carry_out)?;
            Ok(shown.is_some_and(|shown| shown.at(places).covers(symptom)))
        })
    }

    /// Who raised the exception of an import: carries the trial out again and watches.
    fn owner_of_exception(&self, steps: &[Step], raised: &Raised) -> Result<Option<Culprit>, isolate::Error> {
        let watched = watched(steps);
        let (stage, finished) = self.carry_out(&watched, &self.baseline.companions, &|program| program)?;
        let transcript = self.transcript(&stage, &finished).ok();
        let answer = transcript.and_then(|transcript| judge::first_answer(&transcript, RAISED_BY));
        let own = self.subject.name.as_str();
        Ok(match answer.as_deref().map(RaisedBy::read) {
            Some(by) if by.name == own => by.states.then_some(Culprit::ByStatement),
            Some(by) if by.standard => Some(Culprit::Python),
            Some(by) => Some(Culprit::Module(by.name)),
            // It came out of Python code.
            None => raised.code.clone().filter(|code| self.is_foreign(code)).map(Culprit::Module),
        })
    }
}

/// Whose fault something is, if not that of the module.
enum Culprit {
    /// Python's own.
    Python,
    /// Python's own, with every module of this kind.
    PythonByKind,
    /// That of the module of this name.
    Module(String),
    /// The module itself states that it can't be imported so.
    ByStatement,
}

/// The module whose function raised an exception.
struct RaisedBy {
    name: String,
    /// It comes with Python.
    standard: bool,
    /// The import failed with just what the function raised.
    states: bool,
}

impl RaisedBy {
    /// What the watching code answers.
    fn read(answer: &str) -> Self {
        let name = unspelled(answer.trim_end_matches(['=', '!']));
        Self { name, standard: answer.ends_with('='), states: answer.ends_with('!') }
    }
}

fn reason(symptom: &Symptom) -> Reason {
    match symptom {
        Symptom::Death(death) if death.is_late() => Reason::TooSlow,
        Symptom::Death(death) => Reason::PythonsOwn(death.end()),
        Symptom::Raised(_) => Reason::PythonRaises,
        Symptom::Left(_) => Reason::PythonLeaves,
        Symptom::Changed(_) => Reason::PythonChanges,
    }
}

fn reason_of_kind(symptom: &Symptom) -> Reason {
    match symptom {
        Symptom::Death(death) => Reason::PythonsOwnWithKind(death.end()),
        Symptom::Raised(_) | Symptom::Left(_) | Symptom::Changed(_) => Reason::PythonRaisesWithKind,
    }
}

/// The name of the package at the top.
pub(super) fn top(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// The same steps, with what notes who raises.
fn watched(steps: &[Step]) -> Vec<Step> {
    let mut all = Vec::new();
    for step in steps {
        let mut step = step.clone();
        let after = match &mut step.action {
            Action::Threads(lists) => {
                lists.iter_mut().for_each(|steps| *steps = watched(steps));
                None
            }
            Action::Initialize { .. } => Some(execute(WATCH, MAIN)),
            Action::NewInterpreter { name, .. } => Some(execute(WATCH, name)),
            Action::Python { action, interpreter } => {
                let noting = match action {
                    PythonAction::Import(_) => Some(IMPORT_NOTING),
                    PythonAction::Reload(_) => Some(RELOAD_NOTING),
                    _ => None,
                };
                noting.map(|code| {
                    *action = PythonAction::Execute(code.to_owned());
                    evaluate(RAISED_BY, interpreter.as_deref().unwrap_or(MAIN))
                })
            }
            _ => None,
        };
        all.push(step);
        all.extend(after);
    }
    all
}
