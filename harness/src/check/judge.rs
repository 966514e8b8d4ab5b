//! From the transcript of a trial to its verdict.

use super::answer::{text, unspelled};
use super::baseline::Baseline;
use super::growth::Growth;
use super::refusal::is_refusal;
use super::shared::shared;
use super::steps::{MEMORY, ORIGIN, STANDARD, THREADS, WALK};
use super::trial::Trial;
use super::verdict::{Outcome, Verdict};
use crate::case::{Action, PythonAction};
use crate::isolate::{End, Left};
use crate::transcript::{self, Raised, StepRecord, Transcript};
use crate::version::Version;

/// Judges a trial by what happened, and by what is known of the module and of the Python.
pub(super) fn judge(
    trial: Trial,
    known: &Baseline,
    on: Version,
    transcript: &Transcript,
    stderr: &str,
    left: &Left,
) -> Outcome {
    let steps = flat(&transcript.record.steps);
    let outcome = ending(&steps, transcript, stderr).or_else(|| failure(&steps, known, on));
    outcome.unwrap_or_else(|| match trial {
        Trial::Import | Trial::Spec => origin(&steps),
        Trial::Inittab => origin_in_table(&steps),
        Trial::SubAfterMain
        | Trial::SubBeforeMain
        | Trial::TwoSubs
        | Trial::TwoSubsReversed
        | Trial::Strict
        | Trial::OwnGil => sharing(&steps),
        Trial::FreeThreading => gil(&steps),
        Trial::GrowthReinit | Trial::GrowthSub => growing(&steps),
        Trial::Teardown => teardown(&steps, transcript, left),
        _ => Outcome::new(Verdict::Works, ""),
    })
}

/// The modules of the standard library that came with the module.
pub(super) fn companions(transcript: &Transcript) -> Vec<String> {
    let steps = flat(&transcript.record.steps);
    let names = values(&steps, STANDARD).first().copied().map(text).unwrap_or_default();
    names.split(',').filter(|name| !name.is_empty()).map(unspelled).collect()
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

/// A process that didn't come to its end.
fn ending(steps: &[&StepRecord], transcript: &Transcript, stderr: &str) -> Option<Outcome> {
    let ending = &transcript.ending;
    let title = |step: &&&StepRecord| step.unfinished && step.children.is_empty();
    let innermost = steps.iter().find(title).map(|step| first_line(&step.title));
    let step = innermost.or(ending.step.as_deref()).or(ending.done.then_some("the end of the process"));
    let (verdict, mut detail) = match ending.end {
        End::TimedOut => (Verdict::Hung, "not done in time".to_owned()),
        End::Killed(signal) => (Verdict::Crashed, signal.to_string()),
        End::Exited(code) if !ending.is_clean() => (Verdict::Exits, format!("exit code {code}")),
        End::Exited(_) => return None,
    };
    if let Some(words) = last_words(stderr) {
        detail = format!("{detail}: {words}");
    }
    Some(Outcome::new(verdict, detail).at(step))
}

/// What the process said before it died: Python's fatal error, else the last line, which is that of an abort.
fn last_words(stderr: &str) -> Option<String> {
    const LENGTH: usize = 200;
    let is_fatal = |line: &&str| line.starts_with("Fatal Python error") || line.contains("Assertion `");
    let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(is_fatal).or_else(|| lines().next_back())?;
    Some(
        line.chars()
            .map(|char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char })
            .take(LENGTH)
            .collect(),
    )
}

/// The first thing that didn't succeed.
fn failure(steps: &[&StepRecord], known: &Baseline, on: Version) -> Option<Outcome> {
    steps.iter().enumerate().find_map(|(index, step)| {
        let title = Some(first_line(&step.title));
        match &step.outcome {
            transcript::Outcome::Raised(raised) if is_import(step) => {
                let verdict = match raised {
                    _ if raised.is_a("builtins.SystemExit") => Verdict::Exits,
                    _ if is_refusal(steps, index, raised, known, on) => Verdict::Refused,
                    _ => Verdict::Fails,
                };
                Some(Outcome { raised: Some(raised.clone()), ..Outcome::new(verdict, told(raised)).at(title) })
            }
            transcript::Outcome::Raised(raised) => {
                Some(Outcome::new(Verdict::Error, format!("extproof's own code raised {}", told(raised))))
            }
            transcript::Outcome::Failed(error) => Some(Outcome::new(Verdict::Fails, error.clone()).at(title)),
            _ => None,
        }
    })
}

fn is_import(step: &StepRecord) -> bool {
    let Action::Python { action, .. } = &step.step.action else { return false };
    matches!(action, PythonAction::Import(_) | PythonAction::Reload(_) | PythonAction::Forget(_))
}

fn told(raised: &Raised) -> String {
    let line = raised.message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let mut text = if line.is_empty() { raised.kind.clone() } else { format!("{}: {line}", raised.kind) };
    if let Some(cause) = &raised.cause {
        text = format!("{text} (because of {})", told(cause));
    }
    text
}

/// The values of an expression, in order.
fn values<'a>(steps: &[&'a StepRecord], expression: &str) -> Vec<&'a str> {
    let is_it = |step: &&&StepRecord| {
        matches!(&step.step.action,
            Action::Python { action: PythonAction::Evaluate(code), .. } if code == expression)
    };
    let value = |step: &&'a StepRecord| match &step.outcome {
        transcript::Outcome::Value(value) => Some(value.as_str()),
        _ => None,
    };
    steps.iter().filter(is_it).filter_map(value).collect()
}

fn numbers(steps: &[&StepRecord], expression: &str) -> Vec<f64> {
    values(steps, expression).into_iter().filter_map(|value| value.parse().ok()).collect()
}

/// Another module of that name says nothing about this one.
fn origin(steps: &[&StepRecord]) -> Outcome {
    match values(steps, ORIGIN).first().copied().map(text) {
        Some("library") | None => Outcome::new(Verdict::Works, ""),
        Some(other) => {
            let other = unspelled(other.strip_prefix("other:").unwrap_or(other));
            Outcome::new(Verdict::Fails, format!("Python found another module of that name: {other}"))
        }
    }
}

/// Some packages make their modules by themselves, and tell of the file that they would have come from.
fn origin_in_table(steps: &[&StepRecord]) -> Outcome {
    match values(steps, ORIGIN).first().copied().map(text) {
        Some("table") => Outcome::new(Verdict::Works, ""),
        _ => Outcome::new(Verdict::NotApplicable, "its package makes it in a way of its own, without asking the table"),
    }
}

fn sharing(steps: &[&StepRecord]) -> Outcome {
    let common = match values(steps, WALK).as_slice() {
        [first, second, ..] => shared(first, second),
        _ => Vec::new(),
    };
    if common.is_empty() {
        return Outcome::new(Verdict::Works, "");
    }
    const SHOWN: usize = 4;
    let mut names: Vec<String> =
        common.iter().take(SHOWN).map(|shared| format!("{} ({})", shared.path, shared.kind)).collect();
    if common.len() > SHOWN {
        names.push(format!("and {} more", common.len() - SHOWN));
    }
    Outcome { shared: common, ..Outcome::new(Verdict::Shares, names.join(", ")) }
}

fn gil(steps: &[&StepRecord]) -> Outcome {
    if steps.iter().any(|step| step.gil.as_deref() == Some("enabled")) {
        return Outcome::new(Verdict::EnablesGil, "the GIL is enabled after the import");
    }
    Outcome::new(Verdict::Works, "")
}

fn growing(steps: &[&StepRecord]) -> Outcome {
    let Some(growth) = Growth::of(&numbers(steps, MEMORY)) else {
        return Outcome::new(Verdict::Error, "too few measurements");
    };
    let outcome = if growth.is_seen() {
        let text =
            format!("by {:.0} KiB in each round, beside {:.0} without it", growth.module, growth.control.max(0.0));
        Outcome::new(Verdict::Grows, text)
    } else {
        Outcome::new(Verdict::Works, "")
    };
    Outcome { growth: Some(growth.module), ..outcome }
}

fn teardown(steps: &[&StepRecord], transcript: &Transcript, left: &Left) -> Outcome {
    let mut found = Vec::new();
    if let [before, after] = numbers(steps, THREADS).as_slice()
        && after > before
    {
        found.push(format!("{} threads left behind", after - before));
    }
    if left.count > 0 {
        found.push(format!("leaves {left}"));
    }
    found.extend(transcript.ending.stderr.iter().cloned());
    if found.is_empty() { Outcome::new(Verdict::Works, "") } else { Outcome::new(Verdict::Unclean, found.join("; ")) }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
