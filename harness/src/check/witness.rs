//! Who raised the exception of an import, as code sees it that is in the process.

use super::answer::unspelled;
use super::attempt::Runner;
use super::judge;
use super::steps::{HIDES, IMPORT_NOTING, MAIN, RAISED_BY, RELOAD_NOTING, WATCH, evaluate, execute, replaced};
use crate::case::{Action, PythonAction, Step};
use crate::isolate;
use crate::transcript::Transcript;

/// What was seen of an import that failed.
pub(super) struct Witness {
    /// The module whose function in C raised; `None` if Python code did.
    pub(super) raiser: Option<Raiser>,
    /// The modules that the import looked for.
    pub(super) sought: Vec<String>,
    /// The modules that come with Python and raised what was caught on the way.
    pub(super) caught: Vec<String>,
    /// Whether CPython raised an ImportError of its own for another exception of the main interpreter.
    pub(super) hides: bool,
}

/// The module whose function raised an exception.
pub(super) struct Raiser {
    pub(super) name: String,
    /// It comes with Python.
    pub(super) standard: bool,
    /// The import failed with just what the function raised.
    pub(super) states: bool,
}

impl Witness {
    /// Carries a trial out again and watches; nothing if the import doesn't fail this time.
    ///
    /// # Errors
    /// When processes can't be run.
    pub(super) fn of(runner: &Runner<'_>, steps: &[Step]) -> Result<Option<Self>, isolate::Error> {
        let watched = watched(steps);
        let (stage, finished) = runner.carry_out(&watched, &runner.baseline.companions, &|program| program)?;
        Ok(runner.transcript(&stage, &finished).ok().and_then(|transcript| Self::seen(&transcript)))
    }

    /// What was seen in a process with watched steps; nothing if no import failed.
    pub(super) fn seen(transcript: &Transcript) -> Option<Self> {
        let hides = judge::first_answer(transcript, HIDES).is_some();
        let seen = judge::first_answer(transcript, RAISED_BY).and_then(|answer| Self::read(&answer))?;
        Some(Self { hides, ..seen })
    }

    /// What the watching code answers.
    fn read(answer: &str) -> Option<Self> {
        let names = |list: &str| list.split(',').filter(|name| !name.is_empty()).map(unspelled).collect();
        let mut parts = answer.split(';');
        let (raiser, sought, caught) = (parts.next()?, names(parts.next()?), names(parts.next()?));
        let raiser = (raiser != "?").then(|| Raiser {
            name: unspelled(raiser.trim_end_matches(['=', '!'])),
            standard: raiser.ends_with('='),
            states: raiser.ends_with('!'),
        });
        Some(Self { raiser, sought, caught, hides: false })
    }

    /// Whether the import failed with just what a function in C stated.
    pub(super) fn is_of_statement(&self) -> bool {
        !self.hides && self.raiser.as_ref().is_some_and(|raiser| raiser.states)
    }
}

/// The same steps, with what notes who raises.
pub(super) fn watched(steps: &[Step]) -> Vec<Step> {
    replaced(steps, &mut |step| {
        let noted = |code: &str, interpreter: &Option<String>| {
            let interpreter = interpreter.as_deref().unwrap_or(MAIN);
            vec![execute(code, interpreter), evaluate(RAISED_BY, interpreter)]
        };
        match &step.action {
            Action::Finalize => vec![evaluate(HIDES, MAIN), step.clone()],
            Action::Initialize { .. } => vec![step.clone(), execute(WATCH, MAIN)],
            Action::NewInterpreter { name, .. } => vec![step.clone(), execute(WATCH, name)],
            Action::Python { action: PythonAction::Import(_), interpreter } => noted(IMPORT_NOTING, interpreter),
            Action::Python { action: PythonAction::Reload(_), interpreter } => noted(RELOAD_NOTING, interpreter),
            _ => vec![step.clone()],
        }
    })
}
