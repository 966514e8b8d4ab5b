//! All words for users, but for those of error types and of the command line's own help.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::Report;
use crate::case::{Action, Case, Mode, Step};
use crate::host::HostKind;
use crate::python::DamagedFacts;
use crate::run::{Breach, ByHand, Missing, RunResult, Verdict};
use crate::version::Version;

/// What the command is for.
pub const ABOUT: &str = "Proves how C extension modules behave when they are added to an embedded Python at run time";

/// The exit codes, for `--help`.
pub const EXIT_CODES: &str = "Exit codes:
  0  everything that was run is as reviewed
  1  something is changed, new, a breach or mended
  2  wrong arguments, or case files with mistakes (the other cases were run)
  3  fixtures or a host could not be built
  4  no usable Python, or nothing was run
  5  the harness, or a host's contract with it, failed
  10 to 28  see `extproof check --help`
  128 + n  ended by signal n";

/// The exit codes of `host-check`, for its `--help`.
pub const HOST_CHECK_EXIT_CODES: &str = "Exit codes:
  0  the host keeps the contract on every Python on which it was tried
  2  wrong arguments, or a manifest with mistakes
  3  a host of the conformance suite could not be built
  4  nothing was tried: no usable Python, or the host isn't available for any
  5  the host breaks the contract, or could not be tried";

pub(crate) const NOTHING_CHECKED: &str = "nothing was tried: no Python of this call is one of the host's; `extproof pythons` lists those of this machine, and --python VERSION chooses";
pub(crate) const INTERRUPTED: &str = "interrupted: every process of this call has ended, and its folders are gone";
pub(crate) const NOTHING_RUN: &str = "nothing was run: no chosen case has such a variant, or this machine can't run it";
pub(super) const AREA: &str = "runs";
pub(super) const ALL: &str = "all";

pub(super) const COMPARED: &str = "compared with capi";
pub(super) const NOT_COMPARED: &str =
    "not compared with the reference, which this call doesn't run: add `--host capi`, or run `--host all`";

/// A cell of the comparison.
pub(super) fn count(count: usize) -> String {
    if count == 0 { "-".to_owned() } else { count.to_string() }
}

/// What is before the reason why a command could not do its work.
pub(crate) const ERROR: &str = "error";

/// A panic, with its message and its place in the source.
pub(crate) fn mistake_of_ours(message: Option<&str>, place: Option<&str>) -> String {
    let (message, place) = (message.unwrap_or("no message"), place.unwrap_or("an unknown place"));
    format!(
        "extproof {} made a mistake at {place}: {message}\nThat is a fault of extproof and not of what it was given. Please \
         report these lines with the command that you called; RUST_BACKTRACE=1 adds where it came from.",
        env!("CARGO_PKG_VERSION")
    )
}

pub(crate) fn allowed_modes(name: &str) -> String {
    format!("`{name}` is no mode; allowed: {}", Mode::ALL.map(Mode::name).join(", "))
}

pub(crate) fn no_case(filters: &[String]) -> String {
    match filters {
        [] => "there are no cases; give a folder of cases with --cases".to_owned(),
        _ => format!("no case id contains `{}`; `extproof list` shows all", filters.join("` or `")),
    }
}

pub(crate) fn no_snapshots(folder: &Path) -> String {
    format!("{} is no folder; --snapshots needs one that is there", folder.display())
}

pub(crate) fn unknown_fixture(name: &str, advice: &str) -> String {
    format!("`{name}` is no fixture; {advice}")
}

/// Something is being built.
pub fn building(what: &str) -> String {
    format!("extproof: building {what}")
}

/// A setting of insta lets every snapshot pass.
pub fn compares_nothing(setting: &str) -> String {
    format!(
        "extproof: {setting} lets every snapshot pass: nothing is compared in this call, and `git diff` and `cargo insta review` \
         show what is new or changed"
    )
}

/// The same where nobody looks.
pub fn compares_nothing_on_ci(setting: &str) -> String {
    format!(
        "{setting} lets every snapshot pass, so that this call would compare nothing, and CI is set: unset one of them"
    )
}

/// What is known of the Pythons is damaged.
pub fn asking_again(damage: &DamagedFacts) -> String {
    format!("extproof: asking every Python again what it is, because {damage}")
}

pub(crate) fn running(runs: usize, pythons: usize) -> String {
    format!("extproof: {runs} runs on {pythons} Pythons")
}

pub(crate) fn so_far(done: u64, all: u64, last: &RunResult) -> String {
    format!("extproof: {done} of {all} runs, last on Python {}", last.python)
}

pub(crate) fn ran(result: &RunResult) -> String {
    format!("Python {} {} {}", result.python, result.host.name, result.case)
}

/// A cell of the table.
pub(super) fn cell(run: usize, wrong: usize) -> String {
    match (run, wrong) {
        (0, _) => "-".to_owned(),
        (_, 0) => format!("{run}"),
        _ => format!("{run} ({wrong}!)"),
    }
}

/// A host that can't be had.
pub(crate) fn not_available(missing: &Missing, pythons: &[String]) -> String {
    let host = &missing.host.name;
    format!("not available: host {host} for Python {}: {}", pythons.join(", "), missing.reason)
}

pub(crate) fn keeps_contract(host: &HostKind, python: Version, trials: usize) -> String {
    format!("host {} keeps the contract on Python {python}: it passed {trials} trials", host.name)
}

/// What was not run, and why: a text for each reason.
pub(super) fn not_run(report: &Report<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let mut unavailable: Vec<(&Missing, Vec<String>)> = Vec::new();
    for setup in report.setups {
        for missing in &setup.missing {
            let python = setup.python.version.to_string();
            let same = |(known, _): &&mut (&Missing, _)| {
                known.host.name == missing.host.name && known.reason == missing.reason
            };
            match unavailable.iter_mut().find(same) {
                Some((_, pythons)) => pythons.push(python),
                None => unavailable.push((missing, vec![python])),
            }
        }
    }
    for (missing, pythons) in unavailable {
        out.push(not_available(missing, &pythons));
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let missing: Vec<&str> =
        report.setups.iter().flat_map(|setup| &setup.missing).map(|missing| missing.reason.as_str()).collect();
    for result in report.results.iter().filter(|result| result.verdict == Verdict::Unsupported) {
        let reason = result.reason.as_deref().unwrap_or_default();
        let reason = if missing.contains(&reason) { "the host isn't available" } else { reason };
        *reasons.entry(reason).or_default() += 1;
    }
    for (reason, count) in reasons {
        out.push(format!("not run: {count}, because {reason}"));
    }
    out
}

/// The first line about results that say the same.
pub fn headline(result: &RunResult, where_: &[String]) -> String {
    let RunResult { verdict, case, mode, fixture, .. } = result;
    format!("{}: {case} · {mode} · {fixture} (on {})", verdict.name(), where_.join(", "))
}

/// A breach of the contract.
pub fn breach(breach: &Breach) -> String {
    let part = if breach.teardown { " (teardown)" } else { "" };
    format!("  at `{}`{part}: promised: {}; found: {}", breach.step, breach.expected, breach.found)
}

/// How to repeat a run by hand, in two lines.
pub fn by_hand(by_hand: &ByHand) -> [String; 2] {
    let ByHand { host, scenario, script } = by_hand;
    [format!("  by hand: sh {}", script.display()), format!("           which runs {host} {}", scenario.display())]
}

pub(super) fn kept(result: &RunResult) -> String {
    let RunResult { case, mode, fixture, python, host, kept, .. } = result;
    let folder = kept.as_deref().unwrap_or_else(|| std::path::Path::new("")).display();
    format!("kept: {case} · {mode} · {fixture} on {}/{python}: {folder}", host.name)
}

pub(super) fn summary(results: &[RunResult]) -> String {
    let counts = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, results.iter().filter(|result| result.verdict == verdict).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{count} {}", verdict.name()));
    counts.collect::<Vec<_>>().join(", ")
}

/// What a case does, in plain words.
pub(crate) fn describe(case: &Case) -> String {
    let mut out = format!("{}\n{}\n", case.id, case.title);
    if let Some(about) = &case.about {
        let _ = writeln!(out, "\n{}", about.trim());
    }
    let _ = writeln!(out, "\nSteps:");
    describe_steps(&mut out, &case.steps, "  ");
    if let Some(contract) = &case.contract {
        let _ = writeln!(out, "\nDocumentation promises: {}\n  {}", contract.quote, contract.source);
    }
    for deviation in &case.deviations {
        let range = deviation.scope.python.as_ref().map(|range| format!(" on Python {range}")).unwrap_or_default();
        let _ = writeln!(out, "\nKnown breach{range}: {}\n  {}", deviation.why, deviation.reference);
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
                out.push_str(&texts.join(&format!("{indent}  and\n")));
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
        (None, Some(reason)) => format!("not run: {reason}\n"),
        (None, None) => "not run\n".to_owned(),
    };
    let mut out = format!("== {mode} · {fixture} · Python {python} · host {} ==\n  {}", host.name, text.trim_end());
    for item in &result.breaches {
        let _ = write!(out, "\n{}", breach(item));
    }
    out
}
