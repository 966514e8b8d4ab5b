//! Carrying out one trial, in a process of its own.

use std::time::Duration;

use super::baseline::Baseline;
use super::control::{self, Death};
use super::deep;
use super::judge;
use super::layout::{lay_out, program, run};
use super::verdict::{Outcome, Verdict};
use super::{Bench, Note, Subject, Trial};
use crate::case::Step;
use crate::isolate::{self, End, Finished, Interrupt, Limits, Program, Sandbox};
use crate::plan::Lowered;
use crate::transcript::{Normal, RecordError, Transcript};

/// How trials are carried out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Time for one trial.
    pub timeout: Duration,
    /// Ask debuggers, too.
    pub deep: bool,
}

/// How often a trial that ends before its time is tried. One that isn't done in time isn't worth the wait.
fn tries(death: Death) -> usize {
    if death.is_late() { 1 } else { 3 }
}

/// Carries out a trial. `baseline` is what is known of the module before, for the import nothing.
///
/// # Errors
/// When processes can't be run at all, or the user interrupted. What a module does to its own run is the outcome
/// [`Verdict::Error`].
pub(super) fn attempt(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    baseline: &Baseline,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<Tried, isolate::Error> {
    match tried(bench, subject, trial, baseline, options, interrupt) {
        Err(error) if error.is_of_run() => Ok(Tried::of(Outcome::new(Verdict::Error, error.to_string()))),
        tried => tried,
    }
}

fn tried(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    baseline: &Baseline,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<Tried, isolate::Error> {
    if let Some(reason) = trial.not_applicable(subject, &bench.python) {
        return Ok(Tried::not(reason));
    }
    if trial == Trial::Valgrind && !deep::has_valgrind() {
        return Ok(Tried::not("valgrind isn't installed"));
    }
    let steps = trial.steps();
    let runner = Runner { bench, subject, trial, baseline, options, interrupt };
    let mut tried = runner.attempt(&steps)?;
    if tried.outcome.verdict == Verdict::Grows {
        runner.grows_each_time(&steps, &mut tried.outcome)?;
    }
    if let Some(death) = tried.death.filter(|_| runner.is_bad(&tried.outcome)) {
        let (mut alike, mut same_verdict) = (1, 1);
        for _ in 1..tries(death) {
            let again = runner.attempt(&steps)?;
            alike += usize::from(again.death == Some(death));
            same_verdict += usize::from(again.outcome.verdict == tried.outcome.verdict);
        }
        if trial != Trial::Import && runner.is_pythons_own(death, alike, &steps)? {
            let why = format!("this Python itself ends so as often, without the module: {death}");
            tried.outcome = Outcome::new(Verdict::NotApplicable, why);
        } else if same_verdict < tries(death) {
            tried.outcome.notes.push(Note::InTries { count: same_verdict, of: tries(death) });
        }
    }
    if options.deep && tried.outcome.verdict == Verdict::Crashed {
        let (_, debugged) = runner.carry_out(&steps, &|program| deep::under_gdb(program.clone()).unwrap_or(program))?;
        tried.outcome.frames = deep::frames(&String::from_utf8_lossy(&debugged.stdout.bytes));
    }
    Ok(tried)
}

/// What came of one process.
pub(super) struct Tried {
    pub(super) outcome: Outcome,
    /// The modules of the standard library that came with the module.
    pub(super) companions: Vec<String>,
    death: Option<Death>,
}

impl Tried {
    fn of(outcome: Outcome) -> Self {
        Self { outcome, companions: Vec::new(), death: None }
    }

    fn not(reason: &str) -> Self {
        Self::of(Outcome::new(Verdict::NotApplicable, reason))
    }
}

/// How often more growth must be seen to be believed.
const REPEATS: usize = 2;

/// One trial of one module.
struct Runner<'a> {
    bench: &'a Bench,
    subject: &'a Subject,
    trial: Trial,
    baseline: &'a Baseline,
    options: &'a Options,
    interrupt: &'a Interrupt,
}

impl Runner<'_> {
    /// Carries the trial out once.
    fn attempt(&self, steps: &[Step]) -> Result<Tried, isolate::Error> {
        let (lowered, finished) = self.carry_out(steps, &|program| program)?;
        Ok(self.judge(&lowered, &finished))
    }

    /// Carries steps out, with the program changed in some way.
    fn carry_out(
        &self,
        steps: &[Step],
        change: &dyn Fn(Program) -> Program,
    ) -> Result<(Lowered, Finished), isolate::Error> {
        let sandbox = Sandbox::new(None)?;
        let lowered =
            lay_out(self.bench, self.subject, self.trial, steps.to_vec(), &self.baseline.companions, &sandbox)?;
        let program = change(program(self.bench, self.trial).arg(sandbox.scenario()));
        let program = if self.trial == Trial::Valgrind {
            deep::under_valgrind(program.clone()).unwrap_or(program)
        } else {
            program
        };
        // Debuggers take many times as long, and memory of their own.
        let deep = self.trial.is_deep() || self.options.deep;
        let time = if deep { self.options.timeout * 4 } else { self.options.timeout };
        let memory = if deep { None } else { Limits::default().memory };
        let limits = Limits { time, memory, ..Limits::default() };
        let finished = run(self.bench, self.subject, program, &sandbox, &limits, self.interrupt)?;
        Ok((lowered, finished))
    }

    /// Growth counts only if it comes each time; the least of it does.
    fn grows_each_time(&self, steps: &[Step], first: &mut Outcome) -> Result<(), isolate::Error> {
        for _ in 0..REPEATS {
            let again = self.attempt(steps)?.outcome;
            if again.growth < first.growth {
                *first = again;
                if first.verdict != Verdict::Grows {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Whether Python itself may be to blame.
    fn is_bad(&self, outcome: &Outcome) -> bool {
        let deep = self.trial == Trial::Valgrind && outcome.verdict == Verdict::Fails;
        matches!(outcome.verdict, Verdict::Crashed | Verdict::Hung) || deep
    }

    /// Whether the same end comes without the module at least as often as with it, where it came `alike` times.
    fn is_pythons_own(&self, death: Death, alike: usize, steps: &[Step]) -> Result<bool, isolate::Error> {
        let (places, control): (Vec<usize>, Vec<Step>) = control::without_module(steps).into_iter().unzip();
        control::comes_as_often(death, alike, tries(death), || {
            let (lowered, finished) = self.carry_out(&control, &|program| program)?;
            let own = transcript(&lowered, &finished).ok().and_then(|own| Death::of(&own, finished.end));
            Ok(own.map(|own| own.at(&places)))
        })
    }

    fn judge(&self, lowered: &Lowered, finished: &Finished) -> Tried {
        let stderr = String::from_utf8_lossy(&finished.stderr.bytes);
        let transcript = transcript(lowered, finished);
        let judged = transcript.as_ref().map(|transcript| {
            judge::judge(self.trial, self.baseline, self.bench.python.version, transcript, &stderr, &finished.left)
        });
        let mut outcome = judged.unwrap_or_else(|error| Outcome::new(Verdict::Error, error.to_string()));
        if self.trial == Trial::Valgrind && finished.end == End::Exited(deep::REPORTED) {
            let frames = deep::report(&stderr);
            outcome = Outcome::new(Verdict::Fails, frames.first().cloned().unwrap_or_default());
            outcome.frames = frames;
        }
        if finished.events_truncated {
            let why = format!("the events file reached its limit of {} bytes", finished.events.len());
            outcome = Outcome::new(Verdict::Error, why);
        } else if finished.events.is_empty() {
            outcome = Outcome::new(Verdict::Error, format!("the checker did nothing: {}", stderr.trim()));
        }
        let transcript = transcript.ok();
        if self.trial == Trial::Import {
            outcome.notes.extend(notes(transcript.as_ref(), finished));
        }
        Tried {
            outcome,
            companions: transcript.as_ref().map(judge::companions).unwrap_or_default(),
            death: transcript.and_then(|transcript| Death::of(&transcript, finished.end)),
        }
    }
}

fn transcript(lowered: &Lowered, finished: &Finished) -> Result<Transcript, RecordError> {
    Transcript::new(lowered, &finished.events, finished.end, &finished.stderr.bytes, &Normal::nothing())
}

/// What else an import did that not everybody wants.
fn notes(transcript: Option<&Transcript>, finished: &Finished) -> Vec<Note> {
    let printed = |bytes: &[u8]| Some(bytes.len()).filter(|length| *length > 0);
    let prints = printed(&finished.stdout.bytes).map(Note::Prints);
    let complains = printed(&finished.stderr.bytes).map(Note::Complains);
    let starts = transcript.is_some_and(judge::starts_processes).then_some(Note::StartsProcesses);
    prints.into_iter().chain(complains).chain(starts).collect()
}
