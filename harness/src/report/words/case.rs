//! A case, and a run of it, in plain words.

use std::fmt::Write;

use crate::case::{Action, Case, Step};
use crate::report::{reason, violation};
use crate::run::RunResult;

/// A case, in plain words.
pub(crate) fn describe(case: &Case) -> String {
    let mut out = format!("{}\n{}\n", case.id, case.title);
    if let Some(about) = &case.about {
        let _ = writeln!(out, "\n{}", about.trim());
    }
    let _ = writeln!(out, "\nSteps:");
    describe_steps(&mut out, &case.steps, "  ");
    if let Some(contract) = &case.contract {
        let _ = writeln!(out, "\nDocumented: {}\n  {}", contract.quote, contract.source);
    }
    for deviation in &case.deviations {
        let range = deviation.scope.python.as_ref().map(|range| format!(" on Python {range}")).unwrap_or_default();
        let _ = writeln!(out, "\nKnown deviation{range}: {}\n  {}", deviation.why, deviation.reference);
    }
    if let Some(why) = &case.undefined {
        let _ = writeln!(out, "\nUndefined: {why}");
    }
    out
}

fn describe_steps(out: &mut String, steps: &[Step], indent: &str) {
    for step in steps {
        let _ = writeln!(out, "{indent}{}", step.action.describe().replace('\n', &format!("\n{indent}  | ")));
        match &step.action {
            Action::RunMain(steps) => describe_steps(out, steps, &format!("{indent}  ")),
            Action::Threads(threads) => {
                // Most often, all threads do the same.
                let describe = |steps: &Vec<Step>| {
                    let mut text = String::new();
                    describe_steps(&mut text, steps, &format!("{indent}  "));
                    text
                };
                let mut texts: Vec<String> = threads.iter().map(describe).collect();
                texts.dedup();
                out.push_str(&texts.join(&format!("{indent}  in another thread:\n")));
            }
            _ => {}
        }
    }
}

/// One run of a case, for `show`.
pub(crate) fn shown_run(result: &RunResult) -> String {
    let RunResult { mode, fixture, python, host, .. } = result;
    let text = match (&result.transcript, &result.reason) {
        (Some(text), _) => text.replace('\n', "\n  "),
        (None, Some(reason)) => format!("not run: {}\n", reason::text(reason)),
        (None, None) => "not run\n".to_owned(),
    };
    let mut out = format!("== {mode} · {fixture} · Python {python} · host {} ==\n  {}", host.name, text.trim_end());
    for item in &result.violations {
        let _ = write!(out, "\n{}", violation::line(item));
    }
    out
}
