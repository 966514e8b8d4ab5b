//! Carrying out one trial, in a process of its own.

use std::sync::Arc;
use std::time::Duration;

use super::baseline::{Baseline, Sibling};
use super::control;
use super::deep;
use super::judge;
use super::known::PathKnowledge;
use super::layout::{program, stage, start};
use super::steps::ENDS;
use super::symptom::Symptom;
use super::usage::traceback;
use super::verdict::{Owner, TrialOutcome, TrialVerdict};
use super::{Bench, Detail, NotApplicable, Note, Other, Subject, Trial, Usage};
use crate::case::Step;
use crate::engine::{Error, Stage};
use crate::isolate::{self, End, Finished, Interrupt, Limits, Program};
use crate::transcript::{Normal, Transcript};

/// How trials are carried out.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// Time for one trial.
    pub timeout: Duration,
    /// Ask debuggers, too.
    pub deep: bool,
    /// What is run after each import.
    pub usage: Option<Usage>,
}

/// Carries out a trial. `baseline` is what is known of the module before, for the import nothing.
///
/// # Errors
/// When processes can't be run at all, or the user interrupted. What a module does to its own run is the outcome
/// [`TrialVerdict::Error`].
pub(super) fn attempt(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    baseline: &Baseline,
    options: &CheckOptions,
    known: &PathKnowledge,
    interrupt: &Interrupt,
) -> Result<Tried, isolate::Error> {
    match tried(bench, subject, trial, baseline, options, known, interrupt) {
        Err(error) if error.is_of_run() => {
            Ok(Tried::of(TrialOutcome::new(TrialVerdict::Error, Detail::Run(Arc::new(error)))))
        }
        tried => tried,
    }
}

/// The answer of code that is run instead of the import; nothing if there is no answer, or an empty one.
///
/// # Errors
/// As of [`attempt`].
pub(super) fn answer(
    bench: &Bench,
    subject: &Subject,
    steps: &[Step],
    expression: &str,
    options: &CheckOptions,
    interrupt: &Interrupt,
) -> Result<Option<String>, isolate::Error> {
    let (baseline, known) = (&Baseline::default(), &PathKnowledge::default());
    let runner = Runner { bench, subject, trial: Trial::IMPORT, baseline, options, known, interrupt };
    let (stage, finished) = match runner.carry_out(steps, &[], &|program| program) {
        Err(error) if error.is_of_run() => return Ok(None),
        carried_out => carried_out?,
    };
    let transcript = runner.transcript(&stage, &finished).ok();
    Ok(transcript.and_then(|transcript| judge::first_answer(&transcript, expression)))
}

fn tried(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    baseline: &Baseline,
    options: &CheckOptions,
    known: &PathKnowledge,
    interrupt: &Interrupt,
) -> Result<Tried, isolate::Error> {
    if let Some(reason) = trial.inapplicable(subject, &bench.python) {
        return Ok(Tried::of(TrialOutcome::inapplicable(reason)));
    }
    if trial == Trial::USE && options.usage.is_none() {
        return Ok(Tried::of(TrialOutcome::inapplicable(NotApplicable::NothingToUse)));
    }
    if trial.needs_others() && bench.others.is_empty() {
        return Ok(Tried::of(TrialOutcome::inapplicable(NotApplicable::NoOthers)));
    }
    // The plain import tells what the module does by itself.
    let used = options.usage.is_some() && trial != Trial::IMPORT;
    let steps = Other::put(&bench.others, trial.steps());
    let steps = if used { Usage::after_imports(&steps) } else { steps };
    let runner = Runner { bench, subject, trial, baseline, options, known, interrupt };
    if let Some(kept_out) = known.of_kept_out(&runner.situation(), &subject.name) {
        return Ok(Tried::of(TrialOutcome { owner: Some(runner.owned_by(kept_out.raiser)), ..kept_out.outcome }));
    }
    let mut tried = runner.attempt(&steps)?;
    runner.spare_start(&steps, &mut tried)?;
    if trial.needs_others() {
        runner.look_at_others(&steps, &mut tried)?;
    }
    runner.examine(&steps, &mut tried)?;
    if options.deep && tried.outcome.verdict == TrialVerdict::Crashed {
        let under_gdb = |program: Program| deep::under_gdb(program.clone()).unwrap_or(program);
        let (_, debugged) = runner.carry_out(&steps, &baseline.companions, &under_gdb)?;
        tried.outcome.frames = deep::frames(&String::from_utf8_lossy(&debugged.stdout.bytes));
    }
    Ok(tried)
}

/// What came of one process.
pub(super) struct Tried {
    pub(super) outcome: TrialOutcome,
    /// The modules of the standard library that came with the module.
    pub(super) companions: Vec<String>,
    /// The packages of others that did.
    pub(super) packages: Vec<String>,
    /// Other extension modules of its package that did.
    pub(super) siblings: Vec<Sibling>,
    /// The other extension module that made this one.
    pub(super) maker: Option<String>,
    /// How long the process took.
    pub(super) elapsed: Duration,
    /// The place of the first step that didn't succeed.
    pub(super) failed_at: Option<usize>,
    /// What went wrong.
    pub(super) symptom: Option<Symptom>,
}

impl Tried {
    fn of(outcome: TrialOutcome) -> Self {
        Self {
            outcome,
            companions: Vec::new(),
            packages: Vec::new(),
            siblings: Vec::new(),
            maker: None,
            elapsed: Duration::ZERO,
            failed_at: None,
            symptom: None,
        }
    }
}

/// How many plain imports a trial may take as long as, if that is more than the time that the user gives it.
pub(super) const IMPORTS: u32 = 20;

/// One trial of one module.
pub(super) struct Runner<'a> {
    pub(super) bench: &'a Bench,
    pub(super) subject: &'a Subject,
    pub(super) trial: Trial,
    pub(super) baseline: &'a Baseline,
    options: &'a CheckOptions,
    pub(super) known: &'a PathKnowledge,
    pub(super) interrupt: &'a Interrupt,
}

impl Runner<'_> {
    /// Carries the trial out once.
    pub(super) fn attempt(&self, steps: &[Step]) -> Result<Tried, isolate::Error> {
        self.attempt_with(steps, &self.baseline.companions)
    }

    /// Takes out the notes of what Python does without the module, too: its start runs the code of `.pth` files.
    fn spare_start(&self, steps: &[Step], tried: &mut Tried) -> Result<(), isolate::Error> {
        if !tried.outcome.notes.is_empty() {
            let without: Vec<Step> = control::without_module(steps).into_iter().map(|(_, step)| step).collect();
            let start = self.attempt_with(&without, &[])?.outcome.notes;
            let notes = std::mem::take(&mut tried.outcome.notes);
            tried.outcome.notes = notes.into_iter().filter_map(|note| note.beyond(&start)).collect();
        }
        Ok(())
    }

    /// Says so if the other modules don't work without the module, either.
    fn look_at_others(&self, steps: &[Step], tried: &mut Tried) -> Result<(), isolate::Error> {
        if tried.outcome.verdict != TrialVerdict::Works {
            let alone: Vec<Step> = control::without_module(steps).into_iter().map(|(_, step)| step).collect();
            let alone = self.attempt_with(&alone, &[])?.outcome;
            if let Some(detail) = alone.detail.filter(|_| alone.verdict == tried.outcome.verdict) {
                *tried = Tried::of(TrialOutcome::new(TrialVerdict::Fails, Detail::OthersAlone(Box::new(detail))));
            }
        }
        Ok(())
    }

    /// The same trial of another module, of which this is known.
    pub(super) fn of<'a>(&'a self, subject: &'a Subject, baseline: &'a Baseline) -> Runner<'a> {
        Runner { subject, baseline, ..*self }
    }

    /// The same with other companions.
    pub(super) fn attempt_with(&self, steps: &[Step], companions: &[String]) -> Result<Tried, isolate::Error> {
        let (stage, finished) = self.carry_out(steps, companions, &|program| program)?;
        Ok(self.judge(&stage, &finished))
    }

    /// Carries steps out, with the program changed in some way.
    pub(super) fn carry_out(
        &self,
        steps: &[Step],
        companions: &[String],
        change: &dyn Fn(Program) -> Program,
    ) -> Result<(Stage, Finished), isolate::Error> {
        let stage = stage(self.bench, &[self.subject], self.trial, steps, companions, self.options.usage.as_ref())?;
        let program = change(program(self.bench, self.trial).arg(stage.file()));
        let program = if self.trial == Trial::VALGRIND {
            deep::under_valgrind(program.clone()).unwrap_or(program)
        } else {
            program
        };
        let memory = if self.is_deep() { None } else { Limits::default().memory };
        let limits = Limits { time: self.time(), memory, ..Limits::default() };
        let finished = stage.carry_out(start(self.bench, &[self.subject], program, limits), self.interrupt)?;
        Ok((stage, finished))
    }

    /// Debuggers take many times as long, and memory of their own.
    fn is_deep(&self) -> bool {
        self.trial.is_deep() || self.options.deep
    }

    /// How long a process may take. A module whose plain import takes long takes longer in trials, which import it several
    /// times. Modules whose imports take about as long have the same, so that one may profit from what another's controls show.
    pub(super) fn time(&self) -> Duration {
        let mut time = self.options.timeout.max(Duration::from_millis(1));
        while time < self.baseline.elapsed * IMPORTS {
            time *= 2;
        }
        if self.is_deep() { time * 4 } else { time }
    }

    pub(super) fn transcript(&self, stage: &Stage, finished: &Finished) -> Result<Transcript, Error> {
        stage.transcript(finished, &Normal::nothing())
    }

    fn judge(&self, stage: &Stage, finished: &Finished) -> Tried {
        let stderr = String::from_utf8_lossy(&finished.stderr.bytes);
        let (transcript, mut outcome) = match self.transcript(stage, finished) {
            Ok(transcript) => {
                let judged = judge::judge(self.trial, &transcript, &stderr, &finished.left);
                (Some(transcript), judged)
            }
            Err(error) => (None, TrialOutcome::new(TrialVerdict::Error, Detail::Events(Arc::new(error)))),
        };
        if self.trial == Trial::VALGRIND && finished.end == End::Exited(deep::REPORTED) {
            let frames = deep::report(&stderr);
            outcome = TrialOutcome::new(TrialVerdict::Fails, frames.first().cloned().map(Detail::Valgrind));
            outcome.frames = frames;
        }
        if finished.events.is_empty() {
            outcome = TrialOutcome::new(TrialVerdict::Error, Detail::NothingReported(stderr.trim().to_owned()));
        }
        if let Some(other) = outcome.growth().and_then(|growth| growth.other.as_deref()) {
            let module = self.subject.name_of(other);
            outcome.owner = Some(Owner { excuses: self.is_foreign(&module), module });
        }
        if let Some(Detail::UseRaised(_)) = outcome.detail {
            outcome.frames = traceback(&stderr);
        }
        if self.trial == Trial::IMPORT {
            outcome.notes.extend(notes(transcript.as_ref(), finished));
        }
        Tried {
            companions: transcript.as_ref().map(judge::companions).unwrap_or_default(),
            packages: transcript.as_ref().map(judge::packages).unwrap_or_default(),
            siblings: transcript.as_ref().map(judge::siblings).unwrap_or_default(),
            maker: transcript.as_ref().and_then(judge::maker),
            elapsed: finished.elapsed,
            failed_at: transcript.as_ref().and_then(judge::failed_at),
            symptom: transcript
                .and_then(|transcript| Symptom::of(&self.subject.name, &outcome, &transcript, finished.end)),
            outcome,
        }
    }
}

/// What was written before Python began to end, if a trial says when that was.
fn before_end(stderr: &[u8]) -> &[u8] {
    let mark = format!("\n{ENDS}\n");
    let end = stderr.windows(mark.len()).position(|part| part == mark.as_bytes());
    &stderr[..end.unwrap_or(stderr.len())]
}

/// What else an import did that not everybody wants.
fn notes(transcript: Option<&Transcript>, finished: &Finished) -> Vec<Note> {
    let printed = |bytes: &[u8]| Some(bytes.len()).filter(|length| *length > 0);
    let prints = printed(&finished.stdout.bytes).map(Note::Prints);
    let complains = printed(before_end(&finished.stderr.bytes)).map(Note::Complains);
    let starts = transcript.is_some_and(judge::starts_processes).then_some(Note::StartsProcesses);
    prints.into_iter().chain(complains).chain(starts).collect()
}
