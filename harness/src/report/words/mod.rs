//! All text for users, except error types and command-line help.

mod case;
mod files;

use std::path::Path;

pub(crate) use case::{describe, shown_run};
pub use files::broken;
pub(super) use files::{broken_fixture, broken_snapshot};
pub(crate) use files::{
    more_mistakes, name_taken, no_snapshot, no_snapshots, nothing_recorded, recorded, unknown_fixture,
};

use super::{Call, Report};
use crate::case::Mode;
use crate::host::HostKind;
use crate::host_check::UnseenSteps;
use crate::python::DamagedFacts;
use crate::run::{EqualResults, Partition, PatchChange, Reproduction, RunResult, RunVerdict};
use crate::shell::quoted;
use crate::version::Version;

/// The purpose of the command.
pub const ABOUT: &str = "Show and test how C extension modules behave in an embedded Python";

pub(crate) const NOTHING_CHECKED: &str = "nothing was tested: the host supports none of the chosen Pythons; `extproof pythons` lists all, --python VERSION chooses one";
pub(crate) const INTERRUPTED: &str = "interrupted: all processes were ended and all sandboxes removed";
pub(crate) const NOTHING_RUN: &str =
    "nothing was run: no chosen case has these modes and fixtures, or nothing here can run them";
const NO_RUNS: &str = "no runs";
pub(super) const AREA: &str = "runs";
pub(super) const ALL: &str = "all";

pub(super) const COMPARED: &str = "compared with capi";
pub(super) const NOT_COMPARED: &str =
    "not compared with the reference, which wasn't run: add `--host capi`, or use `--host all`";

/// A cell of the comparison.
pub(super) fn count(count: usize) -> String {
    if count == 0 { "-".to_owned() } else { count.to_string() }
}

/// The prefix of the reason why a command failed.
pub(crate) const ERROR: &str = "error";

/// A panic, with its message and its place in the source.
pub(crate) fn mistake_of_ours(message: Option<&str>, place: Option<&str>) -> String {
    let (message, place) = (message.unwrap_or("no message"), place.unwrap_or("an unknown place"));
    format!(
        "extproof {}: internal error at {place}: {message}\nThis is a bug in extproof, not in its input. Report these lines with \
         the command that you ran; RUST_BACKTRACE=1 adds a backtrace.",
        env!("CARGO_PKG_VERSION")
    )
}

pub(crate) fn allowed_modes(name: &str) -> String {
    format!("unknown mode `{name}`; allowed: {}", Mode::ALL.map(Mode::name).join(", "))
}

/// Why other hosts are chosen than those of the suite.
pub(crate) const WITHOUT_CARGO: &str = "extproof: no cargo to build the hosts of the suite: running the prebuilt host `loaded`, which gives the same transcripts as capi";

pub(crate) fn bad_report(text: &str) -> String {
    format!(
        "expected FORMAT=FILE, such as junit=report.xml, found `{text}`; formats: text, json, markdown, github, junit"
    )
}

pub(crate) fn no_case(filters: &[String]) -> String {
    match filters {
        [] => "no cases found; choose a folder with --cases".to_owned(),
        _ => format!("no case id contains `{}`; `extproof list` shows all", filters.join("` or `")),
    }
}

/// No id of a case has the words, but `find` finds something.
pub(crate) fn found_instead(filters: &[String]) -> String {
    format!("extproof: no case id contains `{}`: this is what `extproof find` finds for it", filters.join("` or `"))
}

pub(crate) fn nothing_found(text: &str) -> String {
    const SHOWN: usize = 80;
    let line = text.trim().lines().next().unwrap_or_default();
    let more = if line.chars().nth(SHOWN).is_some() { "…" } else { "" };
    let shown: String = line.chars().take(SHOWN).collect();
    format!("no case or finding matches `{shown}{more}`; try fewer words, or `extproof list`")
}

/// Something has words of a message, but nothing explains it.
pub(crate) fn not_explained(nearest: &[(String, String)]) -> String {
    let nearest = found(nearest.iter().map(|(name, title)| (name.as_str(), title.as_str()))).join("\n");
    format!("no case, finding or document explains this; the nearest have some of its words:\n{nearest}")
}

/// Names with their titles, in lines.
pub(crate) fn found<'a>(entries: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    let width = entries.clone().map(|(name, _)| name.len()).max().unwrap_or_default();
    entries.map(|(name, title)| format!("{name:width$}  {title}")).collect()
}

/// How to go on from what was found.
pub(crate) const FOUND: &str =
    "extproof: `extproof show CASE` shows a case; findings, symptoms and documents are files in docs/";

/// The site was written.
pub(crate) fn book_written(folder: &Path, files: usize, bytes: usize) -> String {
    let size = (bytes as f64) / 1_000_000.0;
    format!("extproof: wrote {files} files, {size:.1} MB; open {}", folder.join("index.html").display())
}

pub(crate) fn next_case(folder: &Path) -> String {
    format!("run it: extproof run --cases {}", shown(folder))
}

/// Cases are named with other characters than fixtures.
pub(crate) fn next_fixture(folder: &Path, name: &str) -> String {
    let (case, folder) = (name.replace('_', "-"), shown(folder));
    format!("write a case that imports it: extproof new case own/{case} --in {folder} --fixture {name}")
}

pub(crate) fn next_host(folder: &Path) -> String {
    format!("test it: extproof host-check {}", shown(folder))
}

/// A path in a command.
fn shown(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// What can be done about a run that is new or changed.
pub(super) fn look_closer(result: &RunResult, call: &Call<'_>) -> [String; 2] {
    [format!("  look closer: {}", call.closer(result)), format!("  accept: {}", call.accepting(result))]
}

/// A patch release changed what a run shows.
pub(super) fn patch_change(PatchChange { before, after }: PatchChange) -> String {
    format!("  changed between {before} and {after}, and the snapshot has no block for that")
}

/// An item is being built.
pub fn building(what: &str) -> String {
    format!("extproof: building {what}")
}

/// A setting of insta lets every snapshot pass.
pub fn compares_nothing(setting: &str) -> String {
    format!(
        "extproof: {setting} accepts every snapshot, so nothing is compared; `git diff` and `cargo insta review` show what is \
         new or changed"
    )
}

/// The same on CI, where the warning would go unnoticed.
pub fn compares_nothing_on_ci(setting: &str) -> String {
    format!("{setting} accepts every snapshot, so nothing would be compared, and CI is set: unset one of them")
}

/// The stored facts about Pythons are damaged.
pub fn asking_again(damage: &DamagedFacts) -> String {
    format!("extproof: querying every Python again, because {damage}")
}

/// Two executables that were asked for are one Python.
pub fn same_python(first: &Path, other: &Path) -> String {
    let (first, other) = (first.display(), other.display());
    format!("{other} is the same Python as {first}; what runs here is the same in every virtual environment of it")
}

pub(crate) fn shuffled(seed: u64) -> String {
    format!("the runs are in random order; for the same order again: --shuffle={seed}")
}

/// How often a run that is repeated gave a result.
pub(super) fn outcome(outcome: &EqualResults, all: usize) -> String {
    format!("  {} of {all}: {}", outcome.count, outcome.verdict.name())
}

pub(crate) fn running(runs: usize, pythons: usize) -> String {
    let several = |count: usize| if count == 1 { "" } else { "s" };
    format!("extproof: {runs} run{} on {pythons} Python{}", several(runs), several(pythons))
}

pub(crate) fn so_far(done: u64, all: u64, last: &RunResult) -> String {
    format!("extproof: {done} of {all} runs, Python {}", last.python)
}

pub(crate) fn ran(result: &RunResult) -> String {
    format!("Python {} {} {}", result.python, result.host.name, result.case)
}

/// What a cell with an exclamation mark says, below the table.
pub(super) fn wrong_cells() -> String {
    let wrong: Vec<&str> = RunVerdict::ALL.into_iter().filter_map(what_is_wrong).collect();
    let (last, others) = wrong.split_last().unwrap_or((&"", &[]));
    format!("N (M!): of N runs, M are {} or {last}; see below", others.join(", "))
}

/// What a run is that doesn't pass.
fn what_is_wrong(verdict: RunVerdict) -> Option<&'static str> {
    match verdict {
        RunVerdict::Ok | RunVerdict::Deviates | RunVerdict::NotRun => None,
        RunVerdict::New => Some("new"),
        RunVerdict::Changed => Some("changed"),
        RunVerdict::Violation => Some("a violation"),
        RunVerdict::Stale => Some("stale"),
        RunVerdict::Flaky => Some("flaky"),
        RunVerdict::Error => Some("an error"),
    }
}

/// A cell of the table.
pub(super) fn cell(run: usize, wrong: usize) -> String {
    match (run, wrong) {
        (0, _) => "-".to_owned(),
        (_, 0) => format!("{run}"),
        _ => format!("{run} ({wrong}!)"),
    }
}

pub(crate) fn keeps_contract(host: &HostKind, python: Version, tests: usize) -> String {
    format!("host {} passed {tests} tests of the host contract on Python {python}", host.name)
}

/// A manifest lists more than its hosts declare.
pub(crate) fn unseen_steps(UnseenSteps { manifest, hosts, pythons, steps }: &UnseenSteps) -> String {
    let steps: Vec<String> = steps.iter().map(|step| format!("`{step}`")).collect();
    let pythons: Vec<String> = pythons.iter().map(Version::to_string).collect();
    let several = |count: usize, one: &'static str, more: &'static str| if count == 1 { one } else { more };
    format!(
        "extproof: {}: `steps` lists {}, which {} {} on none of the tested Pythons ({}); remove {} unless another Python has {}",
        manifest.display(),
        steps.join(", "),
        several(hosts.len(), "host", "hosts"),
        format_args!("{} {}", hosts.join(", "), several(hosts.len(), "declares", "declare")),
        pythons.join(", "),
        several(steps.len(), "it", "them"),
        several(steps.len(), "it", "them"),
    )
}

/// The first line about equal results.
pub fn headline(result: &RunResult, where_: &[String]) -> String {
    let RunResult { verdict, case, mode, fixture, .. } = result;
    format!("{}: {case} · {mode} · {fixture} (on {})", verdict.name(), where_.join(", "))
}

/// How to reproduce a run, in two lines.
pub fn reproduce(reproduce: &Reproduction) -> [String; 2] {
    let Reproduction { host, scenario, script } = reproduce;
    [format!("  reproduce: sh {}", script.display()), format!("             (runs {host} {})", scenario.display())]
}

pub(super) fn kept(result: &RunResult) -> String {
    let RunResult { case, mode, fixture, python, host, kept, .. } = result;
    let folder = kept.as_deref().unwrap_or_else(|| std::path::Path::new("")).display();
    format!("sandbox of {case} · {mode} · {fixture} on {}/{python}: {folder}", host.name)
}

/// How many runs have which verdict, in which part of a plan.
pub(super) fn summary(report: &Report<'_>) -> String {
    let part = report.partition.map(|partition| format!("part {partition}: ")).unwrap_or_default();
    let counted = if report.results.is_empty() { NO_RUNS.to_owned() } else { verdicts(report.results) };
    format!("{part}{counted}")
}

/// A part of a plan has nothing to run.
pub(crate) fn empty_part(partition: Partition) -> String {
    format!(
        "extproof: part {partition} of this plan has no runs: the plan has fewer runs than parts, or all runs are in other parts"
    )
}

fn verdicts(results: &[RunResult]) -> String {
    let counts = RunVerdict::ALL
        .into_iter()
        .map(|verdict| (verdict, results.iter().filter(|result| result.verdict == verdict).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{count} {}", verdict.name()));
    counts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_with_an_exclamation_mark_says_names_every_verdict_that_does_not_pass() {
        for verdict in RunVerdict::ALL {
            assert_eq!(what_is_wrong(verdict).is_none(), verdict.passes(), "{verdict:?}");
        }
        let words = "N (M!): of N runs, M are new, changed, a violation, stale, flaky or an error; see below";
        assert_eq!(wrong_cells(), words);
    }
}
