//! The text of a transcript.

use std::fmt::Write;

use super::Ending;
use super::event::ListedModule;
use super::normal::is_repr;
use super::record::{Raised, Record, StepOutcome, StepRecord};
use crate::case::Action;

/// An entry of `sys.modules`.
pub(super) fn module(module: &ListedModule, label: &str) -> String {
    let mut parts = vec![label.to_owned()];
    if module.old {
        parts.push("there since start-up".to_owned());
    }
    match &module.spec {
        None => parts.push("no spec".to_owned()),
        Some(spec) => {
            parts.push(spec.loader.clone());
            parts.push(format!("origin {}", spec.origin.as_deref().unwrap_or("None")));
            if spec.name != module.key {
                parts.push(format!("spec name '{}'", spec.name));
            }
        }
    }
    let named = module.name.as_deref().is_some_and(|name| name != module.key);
    let name = module.name.as_ref().filter(|_| named).map(|name| format!("'{name}'"));
    let origin = module.spec.as_ref().and_then(|spec| spec.origin.as_ref());
    let file = module.file.as_ref().filter(|file| !origin.is_some_and(|origin| is_repr(file, origin)));
    for (word, value) in [
        ("__name__", name.as_ref()),
        ("__file__", file),
        ("__package__", module.package.as_ref()),
        ("__path__", module.path.as_ref()),
        ("serial", module.serial.as_ref()),
        ("items", module.items.as_ref()),
    ] {
        if let Some(value) = value {
            parts.push(format!("{word} {value}"));
        }
    }
    parts.join(", ")
}

/// The transcript of a run.
pub(super) fn transcript(record: &Record, ending: &Ending) -> String {
    let mut out = String::new();
    for step in record.steps.iter().take_while(|step| shown(step)) {
        write_step(&mut out, step, "");
    }
    for event in &record.late_events {
        let _ = writeln!(out, "later: {}", one_line(event));
    }
    let _ = writeln!(out, "end: {}", ending.text());
    for notice in &ending.stderr {
        let _ = writeln!(out, "  {}", notice.text);
    }
    out
}

/// A step counts as reached once anything is known of it.
fn shown(step: &StepRecord) -> bool {
    step.unfinished || step.outcome != StepOutcome::NotReached
}

fn write_step(out: &mut String, step: &StepRecord, indent: &str) {
    let mut lines = step.title.lines();
    let first = lines.next().unwrap_or_default();
    let _ = writeln!(out, "{indent}{first}{}", one_line(&result(&step.outcome)));
    for line in lines {
        let _ = writeln!(out, "{indent}  | {line}");
    }
    if let StepOutcome::Raised(raised) = &step.outcome {
        write_raised(out, raised, indent);
    }
    // The remaining events of `run_main` happened at the end of Python, after the steps in it.
    let after = matches!(step.step.action, Action::RunMain(_));
    if after {
        write_children(out, step, indent);
    }
    for event in &step.events {
        let _ = writeln!(out, "{indent}  {}", one_line(event));
    }
    if let Some(gil) = &step.gil {
        let _ = writeln!(out, "{indent}  GIL {}", one_line(gil));
    }
    if let Some(observed) = &step.observed {
        for (key, entry) in &observed.modules {
            let _ = writeln!(out, "{indent}  sys.modules[{key:?}]: {}", one_line(entry));
        }
        for (name, count) in &observed.builtin_module_names {
            let _ = writeln!(out, "{indent}  sys.builtin_module_names: {name:?} ×{count}");
        }
        if observed.left_out > 0 {
            let _ = writeln!(out, "{indent}  sys.modules: {} more", observed.left_out);
        }
        if observed.modules.is_empty() && observed.builtin_module_names.is_empty() {
            let _ = writeln!(out, "{indent}  nothing new");
        }
    }
    if !after {
        write_children(out, step, indent);
    }
}

fn write_children(out: &mut String, step: &StepRecord, indent: &str) {
    let inner = format!("{indent}    ");
    let texts: Vec<String> = step
        .children
        .iter()
        .map(|steps| {
            let mut text = String::new();
            steps.iter().take_while(|step| shown(step)).for_each(|step| write_step(&mut text, step, &inner));
            text
        })
        .collect();
    match texts.as_slice() {
        [] => {}
        [one] => out.push_str(one),
        [first, rest @ ..] if rest.iter().all(|text| text == first) => {
            let _ = write!(out, "{indent}  each:\n{first}");
        }
        _ => {
            for (index, text) in texts.iter().enumerate() {
                let _ = write!(out, "{indent}  thread {}:\n{text}", index + 1);
            }
        }
    }
}

fn result(outcome: &StepOutcome) -> String {
    match outcome {
        StepOutcome::Ok => String::new(),
        StepOutcome::NotReached | StepOutcome::Ended => " → the process ended".to_owned(),
        StepOutcome::Value(value) => format!(" → {value}"),
        StepOutcome::Failed(error) => format!(" → failed: {}", first_line(error)),
        StepOutcome::Raised(raised) => match raised.phase {
            Some(phase) => format!(" → {} in {}", raised.kind, phase.name()),
            None => format!(" → {}", raised.kind),
        },
    }
}

fn write_raised(out: &mut String, raised: &Raised, indent: &str) {
    for line in raised.message.lines() {
        let _ = writeln!(out, "{indent}  {line}");
    }
    if let Some(cause) = &raised.cause {
        let _ = writeln!(out, "{indent}  because of {}: {}", one_line(&cause.kind), first_line(&cause.message));
    }
}

/// Names of types and what fixtures report can have line ends, and must not look like further lines of the transcript.
fn one_line(text: &str) -> String {
    text.replace('\n', "\\n")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
