//! From the transcript of a trial to its verdict.

use super::answer::{text, unspelled};
use super::baseline::Sibling;
use super::refusal::{imports, may_be_refusal};
use super::statics;
use super::steps::{ENDS, MAKER, PACKAGES, SIBLINGS, STANDARD};
use super::trial::Trial;
use super::usage::is_use;
use super::verdict::{TrialOutcome, TrialVerdict};
use super::{At, Detail};
use crate::case::{Action, PythonAction};
use crate::isolate::{End, Left};
use crate::transcript::{self, Notice, NoticeKind, Raised, StepRecord, Transcript};

/// What a trial judges by, where every step succeeded.
pub(super) type Judge = fn(&Evidence<'_>) -> TrialOutcome;

/// For trials in which success is enough.
pub(super) fn works(_: &Evidence<'_>) -> TrialOutcome {
    TrialOutcome::works()
}

/// What a trial leaves to judge it by.
pub(super) struct Evidence<'a> {
    steps: Vec<&'a StepRecord>,
    transcript: &'a Transcript,
    stderr: &'a str,
    /// The processes that it left.
    pub(super) left: &'a Left,
}

impl<'a> Evidence<'a> {
    /// The values of an expression, in order.
    pub(super) fn values(&self, expression: &str) -> Vec<&'a str> {
        values(&self.steps, expression)
    }

    /// Whether each import succeeded, in order.
    pub(super) fn imports(&self) -> Vec<bool> {
        self.steps.iter().filter(|step| is_import(step)).map(|step| imports(step)).collect()
    }

    /// Whether a step enabled the GIL.
    pub(super) fn enables_gil(&self) -> bool {
        self.steps.iter().any(|step| step.gil.as_deref() == Some("enabled"))
    }

    /// The new lines on standard error since Python began to end, where a trial says when that was.
    pub(super) fn last_lines(&self) -> Vec<String> {
        let lines: Vec<&str> = self.stderr.lines().collect();
        let mut parts = lines.splitn(2, |line| *line == ENDS);
        let (before, after) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        // What a start of Python prints, it prints at the second one, too.
        let is_new = |line: &&&str| !line.trim().is_empty() && !before.contains(line);
        after.iter().filter(is_new).map(|line| (*line).to_owned()).collect()
    }

    /// What Python said on standard error.
    pub(super) fn notices(&self) -> &'a [Notice] {
        &self.transcript.ending.stderr
    }
}

/// Judges a trial by what happened. That an import was refused is for its exception's origin to confirm.
pub(super) fn judge(trial: Trial, transcript: &Transcript, stderr: &str, left: &Left) -> TrialOutcome {
    let steps = flat(&transcript.record.steps);
    let (ending, failure) = (ending(&steps, transcript, stderr), failure(&steps));
    // What can't be imported can't be imported, whatever follows from that.
    let broken = if trial == Trial::IMPORT { failure.or(ending) } else { ending.or(failure) };
    let evidence = Evidence { steps, transcript, stderr, left };
    match broken {
        Some(outcome) if trial == Trial::STATICS => statics::judge_broken(outcome, &evidence),
        Some(outcome) => outcome,
        None => trial.judge()(&evidence),
    }
}

/// The modules of the standard library that came with the module.
pub(super) fn companions(transcript: &Transcript) -> Vec<String> {
    names(transcript, STANDARD)
}

/// The place of the first of all steps that didn't succeed, or has a step on a thread that didn't.
pub(super) fn failed_at(transcript: &Transcript) -> Option<usize> {
    fn fails(step: &StepRecord) -> bool {
        let is_failure =
            matches!(step.outcome, transcript::StepOutcome::Raised(_) | transcript::StepOutcome::Failed(_));
        is_failure || step.children.iter().flatten().any(fails)
    }
    transcript.record.steps.iter().position(fails)
}

fn names(transcript: &Transcript, expression: &str) -> Vec<String> {
    let names = first_answer(transcript, expression).unwrap_or_default();
    names.split(',').filter(|name| !name.is_empty()).map(unspelled).collect()
}

/// The first answer to an expression that says anything.
pub(super) fn first_answer(transcript: &Transcript, expression: &str) -> Option<String> {
    answers(transcript, expression).into_iter().map(text).find(|answer| !answer.is_empty()).map(str::to_owned)
}

/// The answers to an expression, in order.
pub(super) fn answers<'a>(transcript: &'a Transcript, expression: &str) -> Vec<&'a str> {
    values(&flat(&transcript.record.steps), expression)
}

/// What each execution of this code raised, in order.
pub(super) fn exceptions<'a>(transcript: &'a Transcript, code: &str) -> Vec<Option<&'a Raised>> {
    let is_it = |step: &&StepRecord| {
        matches!(&step.step.action,
            Action::Python { action: PythonAction::Execute(executed), .. } if executed == code)
    };
    let raised = |step: &'a StepRecord| match &step.outcome {
        transcript::StepOutcome::Raised(raised) => Some(raised),
        _ => None,
    };
    flat(&transcript.record.steps).into_iter().filter(is_it).map(raised).collect()
}

/// The packages of others that came with the module.
pub(super) fn packages(transcript: &Transcript) -> Vec<String> {
    names(transcript, PACKAGES)
}

/// The other extension modules of its package that came with the module.
pub(super) fn siblings(transcript: &Transcript) -> Vec<Sibling> {
    let parts = names(transcript, SIBLINGS);
    let sibling = |pair: &[String]| Sibling { name: pair[0].clone(), file: pair[1].clone() };
    parts.chunks_exact(2).map(sibling).collect()
}

/// The other extension module that made the module.
pub(super) fn maker(transcript: &Transcript) -> Option<String> {
    names(transcript, MAKER).into_iter().next()
}

/// What the checker reports if a process was started.
const STARTS_PROCESSES: &str = "checker process 1";

/// Whether the checker saw that a process was started.
pub(super) fn starts_processes(transcript: &Transcript) -> bool {
    let record = &transcript.record;
    let events = flat(&record.steps).into_iter().flat_map(|step| &step.events);
    events.chain(&record.late_events).any(|event| event == STARTS_PROCESSES)
}

fn flat(steps: &[StepRecord]) -> Vec<&StepRecord> {
    let mut list = Vec::new();
    for step in steps {
        list.push(step);
        for children in &step.children {
            list.extend(flat(children));
        }
    }
    list
}

/// A process that didn't finish.
fn ending(steps: &[&StepRecord], transcript: &Transcript, stderr: &str) -> Option<TrialOutcome> {
    let ending = &transcript.ending;
    let verdict = match ending.end {
        End::TimedOut => TrialVerdict::Hung,
        End::Killed(_) => TrialVerdict::Crashed,
        End::Exited(_) if !ending.is_clean() => TrialVerdict::Exits,
        End::Exited(_) => return None,
    };
    let title = |step: &&&StepRecord| step.unfinished && step.children.is_empty();
    let innermost = steps.iter().find(title).map(|step| step_of(step));
    let step = innermost.or_else(|| ending.step.clone().map(At::Step)).or(ending.done.then_some(At::End));
    let verdict =
        if steps.len() == 1 && is_initialize(steps[0]) && steps[0].unfinished { TrialVerdict::Error } else { verdict };
    let detail = Detail::Ended { end: ending.end, last_words: last_words(stderr) };
    Some(TrialOutcome { at: step, ..TrialOutcome::new(verdict, detail) })
}

/// What the process said before it died: Python's fatal error, else the last line, which is that of an abort.
fn last_words(stderr: &str) -> Option<String> {
    const LENGTH: usize = 200;
    let is_fatal = |line: &&str| {
        let kind = Notice::read(line).map(|notice| notice.kind);
        matches!(kind, Some(NoticeKind::FatalError | NoticeKind::Assertion))
    };
    let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty() && *line != ENDS);
    let line = lines().find(is_fatal).or_else(|| lines().next_back())?;
    Some(line.chars().take(LENGTH).collect())
}

/// The first thing that didn't succeed.
fn failure(steps: &[&StepRecord]) -> Option<TrialOutcome> {
    steps.iter().enumerate().find_map(|(index, step)| {
        let (verdict, detail) = match &step.outcome {
            transcript::StepOutcome::Raised(raised) if is_import(step) => {
                let verdict = match raised {
                    _ if raised.is_a("builtins.SystemExit") => TrialVerdict::Exits,
                    _ if may_be_refusal(steps, index, raised) => TrialVerdict::Refused,
                    _ => TrialVerdict::Fails,
                };
                (verdict, Detail::Raised(raised.clone()))
            }
            transcript::StepOutcome::Raised(raised) if is_use(&step.step) => {
                (TrialVerdict::Fails, Detail::UseRaised(raised.clone()))
            }
            transcript::StepOutcome::Raised(raised) => {
                return Some(TrialOutcome::new(TrialVerdict::Error, Detail::OwnCodeRaised(raised.clone())));
            }
            // Nothing was done with the module before.
            transcript::StepOutcome::Failed(error) if index == 0 && is_initialize(step) => {
                (TrialVerdict::Error, Detail::NotInitialized(error.clone()))
            }
            transcript::StepOutcome::Failed(error) => (TrialVerdict::Fails, Detail::CallFailed(error.clone())),
            _ => return None,
        };
        Some(TrialOutcome { at: Some(step_of(step)), ..TrialOutcome::new(verdict, detail) })
    })
}

fn is_initialize(step: &StepRecord) -> bool {
    matches!(step.step.action, Action::Initialize { .. })
}

/// Whether each import succeeded, in order.
pub(super) fn imports_in(transcript: &Transcript) -> Vec<bool> {
    flat(&transcript.record.steps).into_iter().filter(|step| is_import(step)).map(imports).collect()
}

fn is_import(step: &StepRecord) -> bool {
    let Action::Python { action, .. } = &step.step.action else { return false };
    matches!(action, PythonAction::Import(_) | PythonAction::Reload(_) | PythonAction::Forget(_))
}

/// The values of an expression, in order.
fn values<'a>(steps: &[&'a StepRecord], expression: &str) -> Vec<&'a str> {
    let is_it = |step: &&&StepRecord| {
        matches!(&step.step.action,
            Action::Python { action: PythonAction::Evaluate(code), .. } if code == expression)
    };
    let value = |step: &&'a StepRecord| match &step.outcome {
        transcript::StepOutcome::Value(value) => Some(value.as_str()),
        _ => None,
    };
    steps.iter().filter(is_it).filter_map(value).collect()
}

/// A step in a report. Of code, the first line says which; other lines are part of names.
fn step_of(step: &StepRecord) -> At {
    if matches!(step.step.action, Action::Finalize) {
        return At::Finalization;
    }
    if is_use(&step.step) {
        let Action::Python { interpreter, .. } = &step.step.action else { return At::Step(step.title.clone()) };
        let place = interpreter.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
        return At::Step(format!("use{place}"));
    }
    let title = match &step.step.action {
        Action::Python { action, .. } if action.code().is_some() => step.title.lines().next().unwrap_or_default(),
        _ => &step.title,
    };
    At::Step(title.to_owned())
}
