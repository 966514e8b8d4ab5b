//! `extproof run`.

use std::collections::BTreeMap;
use std::io::{self, stdout};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::Exit;
use super::arguments::{Format, RunArguments};
use super::failure::{Failure, messages};
use super::hosts::Hosts;
use super::outputs::{ready, save};
use super::progress::Progress;
use super::{screen, session};
use crate::case::Case;
use crate::report::escape::terminal;
use crate::report::{Call, Page, Report, words};
use crate::run::{PlannedRun, Reviewed, RunEvent, RunOptions, RunResult, RunVerdict, Schedule, Suite, export_for_user};
use crate::snapshot::{self, Snapshot, SnapshotError};

pub(super) fn run(arguments: &RunArguments) -> Result<Exit, Failure> {
    ready(arguments.reports.iter().map(|(_, path)| path))?;
    let project = session::project_with(&arguments.cases)?;
    let options = RunOptions { timeout: Duration::from_secs(arguments.timeout.into()), keep: arguments.keep };
    let hosts = Hosts::for_cases(&project, &arguments.cases)?.choose(&arguments.variants, options.timeout)?;
    let mut exit = hosts.complain();
    let names = hosts.names();
    let set = session::cases(&project, &names, &arguments.cases)?;
    if !set.errors.is_empty() {
        exit = exit.and(Exit::BadInput);
    }
    let selection = session::selection(&set, &names, &arguments.cases, Some(&arguments.variants))?;
    if let Some(folder) = arguments.snapshots.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::NoSnapshots(folder.clone()));
    }
    let pythons = session::pythons(&project, &arguments.pythons)?;
    let progress = Progress::new();
    let mut suite = session::suite(project, &pythons, &hosts.chosen, options, &progress)?;
    match (&arguments.snapshots, arguments.cases.cases.is_empty()) {
        (Some(folder), _) => suite.snapshots.clone_from(folder),
        // Snapshots belong to the cases beside which they were reviewed.
        (None, false) => suite.snapshots = "".into(),
        (None, true) => {}
    }
    if arguments.accept && suite.snapshots.as_os_str().is_empty() {
        return Err(Failure::NowhereToRecord);
    }
    let mut plan = suite.plan(&set.cases, &selection);
    plan.retain(|run| arguments.partition.is_none_or(|partition| partition.has(run)));
    exit = exit
        .and(session::broken_fixtures(&suite, &|name| hosts.is_about_all() || plan.iter().any(|run| run.lacks(name))));
    if let Some(folder) = &arguments.export {
        progress.end();
        return export_all(&plan, folder, exit);
    }
    let snapshots = snapshots(&suite, &set.cases);
    for error in snapshots.values().filter_map(|snapshot| snapshot.as_ref().err()) {
        screen::complain(&terminal::block(&messages(error)));
        exit = exit.and(Exit::BadInput);
    }
    let empty = Snapshot::default();
    let reviewed = |case: &Case| match snapshots.get(case.id.as_str()) {
        None => Ok(&empty),
        Some(Ok(snapshot)) => Ok(snapshot),
        Some(Err(error)) => Err(error.path()),
    };
    let planned: Vec<(PlannedRun<'_>, Reviewed<'_>)> = plan.into_iter().map(|run| (run, reviewed(run.case))).collect();
    let jobs = arguments.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let seed = arguments.shuffle.map(|seed| seed.unwrap_or_else(|| fastrand::u64(..)));
    if let Some(seed) = seed {
        screen::say(&words::shuffled(seed));
    }
    let schedule = Schedule { repeat: arguments.repeat, seed };
    progress.begin(planned.len() * usize::from(schedule.repeat), suite.setups.len());
    let results = suite.run_all(&planned, schedule, jobs, &|event| {
        let RunEvent::Finished(result) = event;
        progress.ran(result);
    });
    progress.end();
    let mut results = results?;
    if arguments.accept {
        accept(&suite, set.cases.iter().filter_map(|case| Some((case, reviewed(case).ok()?))), &results)?;
        results.iter_mut().for_each(RunResult::was_accepted);
    }
    let call = Call {
        cases: &arguments.cases.cases,
        snapshots: arguments.snapshots.as_deref(),
        hosts: &arguments.variants.hosts,
        pythons: &arguments.pythons.pythons,
    };
    let files = set.cases.iter().map(|case| (case.id.as_str(), case.path.as_path())).collect();
    let partition = arguments.partition;
    let report = Report { results: &results, setups: &suite.setups, call, partition, files };
    screen::document(|out| write(&report, arguments.format, out))?;
    for (format, path) in &arguments.reports {
        let mut document = Vec::new();
        write(&report, *format, &mut document)?;
        save(path, &document).map_err(|source| Failure::Report { path: path.clone(), source })?;
    }
    // A plan can have fewer runs than parts. Whether all parts together have any is for `merge` to say.
    if let (Some(partition), true, Exit::Passed) = (partition, results.is_empty(), exit) {
        screen::say(&words::empty_part(partition));
        return Ok(exit);
    }
    let exit = exit.and(of_results(&results));
    if exit == Exit::NothingRun {
        screen::say(words::NOTHING_RUN);
    }
    Ok(exit)
}

fn write(report: &Report<'_>, format: Format, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Text => report.text(out),
        Format::Json => report.json(out),
        Format::Markdown => report.markdown(out),
        Format::Github => report.github(out),
        Format::Junit => report.junit(out),
    }
}

/// Records what the runs of each case show in its snapshot.
fn accept<'a>(
    suite: &Suite,
    cases: impl Iterator<Item = (&'a Case, &'a Snapshot)>,
    results: &[RunResult],
) -> Result<(), Failure> {
    for (case, old) in cases {
        let runs: Vec<RunResult> = results.iter().filter(|result| result.case == case.id).cloned().collect();
        let new = suite.recorded(case, old, &runs)?;
        if !runs.is_empty() && new != *old {
            let path = suite.snapshots.join(format!("{}.snap", case.id));
            snapshot::save(&path, &new)?;
            screen::say(&words::recorded(&path));
        }
    }
    Ok(())
}

type Snapshots<'a> = BTreeMap<&'a str, Result<Snapshot, SnapshotError>>;

fn snapshots<'a>(suite: &Suite, cases: &'a [Case]) -> Snapshots<'a> {
    if suite.snapshots.as_os_str().is_empty() {
        return BTreeMap::new();
    }
    cases.iter().map(|case| (case.id.as_str(), suite.snapshot(case))).collect()
}

fn of_results(results: &[RunResult]) -> Exit {
    let of_result = |result: &RunResult| match result.verdict {
        RunVerdict::Error if result.lacks_fixture() => Exit::BuildFailed,
        RunVerdict::Error if result.lacks_snapshot() => Exit::BadInput,
        RunVerdict::Error => Exit::HarnessError,
        verdict if !verdict.passes() => Exit::Failed,
        _ => Exit::Passed,
    };
    let exit = results.iter().map(of_result).fold(Exit::Passed, Exit::and);
    let nothing = !results.iter().any(|result| result.verdict.was_run());
    if nothing { exit.and(Exit::NothingRun) } else { exit }
}

/// Lays every run out, and prints host and scenario file of each.
fn export_all(plan: &[PlannedRun<'_>], folder: &Path, exit: Exit) -> Result<Exit, Failure> {
    let nowhere = |source| Failure::Nowhere { path: folder.to_owned(), source };
    let folder = std::path::absolute(folder).map_err(nowhere)?;
    let mut stdout = stdout().lock();
    let out = &mut Page::new(&mut stdout);
    let runnable = plan.iter().filter(|run| run.not_applicable().is_none() && run.has_fixtures());
    let mut exported = Exit::NothingRun;
    for (index, run) in runnable.enumerate() {
        if let Ok(host) = run.host {
            let reproduce = export_for_user(run, host, &folder.join(format!("{index:05}")))?;
            out.line(format!("{} {}", reproduce.host, reproduce.scenario.display()))?;
            exported = Exit::Passed;
        }
    }
    let exit = exit.and(exported);
    if exit == Exit::NothingRun {
        screen::say(words::NOTHING_RUN);
    }
    Ok(exit)
}
