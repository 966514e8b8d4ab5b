//! `extproof show`.

use std::io::stdout;
use std::path::Path;

use super::Exit;
use super::arguments::ShowArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::progress::Progress;
use super::session;
use crate::case::{Case, CaseSet};
use crate::project::Project;
use crate::report::{Page, history, words};
use crate::run::{RunOptions, Selection, export};
use crate::snapshot::{self, Snapshot};
use crate::version::Version;

pub(super) fn show(arguments: &ShowArguments) -> Result<Exit, Failure> {
    // Nothing is known of other people's cases before they are run, but what they recorded.
    if arguments.run || (arguments.snapshots.is_none() && !arguments.cases.cases.is_empty()) {
        let project = session::project_with(&arguments.cases)?;
        let chosen = Chosen::read(arguments, &project, true)?;
        return Ok(chosen.exit.and(run(arguments, project, &chosen)?));
    }
    let own = session::readable_with(&arguments.cases)?;
    let snapshots = session::snapshots(&own.project, arguments.snapshots.as_deref())?;
    let chosen = Chosen::read(arguments, &own.project, false)?;
    tell(arguments, &snapshots, &chosen)?;
    Ok(chosen.exit)
}

/// What the arguments choose.
struct Chosen {
    hosts: Hosts,
    cases: Vec<Case>,
    selection: Selection,
    /// How to end if nothing else happens.
    exit: Exit,
}

impl Chosen {
    fn read(arguments: &ShowArguments, project: &Project, runs: bool) -> Result<Self, Failure> {
        let hosts = Hosts::for_cases(project, &arguments.cases)?.reference_or(
            &arguments.variants,
            runs,
            RunOptions::default().timeout,
        )?;
        let exit = hosts.complain();
        let names = hosts.names();
        let CaseSet { mut cases, errors, .. } = session::named_or_found(project, &names, &arguments.cases)?;
        let is_named = |case: &Case| arguments.cases.filters.iter().any(|filter| case.id.contains(filter.as_str()));
        // Of those that were found by words, the best: others are seldom asked for.
        if !arguments.cases.filters.is_empty() && !cases.iter().any(is_named) {
            cases.truncate(1);
        }
        let selection = Selection {
            modes: arguments.variants.modes.clone(),
            fixtures: session::known_fixtures(&names, &arguments.variants.fixtures)?.to_vec(),
            ..Selection::default()
        };
        let exit = if errors.is_empty() { exit } else { exit.and(Exit::BadInput) };
        Ok(Self { hosts, cases, selection, exit })
    }
}

/// Tells what the snapshots say, and what they don't have.
fn tell(arguments: &ShowArguments, snapshots: &Path, chosen: &Chosen) -> Result<(), Failure> {
    let pythons = arguments.pythons.versions().map_err(Failure::NotAVersion)?;
    let mut stdout = stdout().lock();
    let page = &mut Page::new(&mut stdout);
    for case in &chosen.cases {
        page.lines("", &words::describe(case))?;
        page.blank()?;
        let path = snapshots.join(format!("{}.snap", case.id));
        let Some(snapshot) = snapshot::load(&path)? else {
            page.line(words::no_snapshot(&path, &case.id, &arguments.cases.cases))?;
            continue;
        };
        let mut told = false;
        for variant in chosen.selection.variants(case) {
            for kind in &chosen.hosts.chosen {
                let host = kind.snapshot_name();
                if pythons.is_empty() {
                    told |= history::write(&snapshot, &variant, host, page)?;
                }
                let runs = |python: &&Version| case.requires.admits(python) && kind.manifest.refuses(python).is_none();
                for python in pythons.iter().filter(runs) {
                    told |= history::write_one(&snapshot, &variant, host, *python, page)?;
                }
            }
        }
        if !told {
            let hosts = snapshot.variants().flat_map(|variant| snapshot.hosts(variant)).collect();
            page.line(words::nothing_recorded(&path, &hosts))?;
        }
    }
    Ok(())
}

/// Runs the cases, and shows what they do.
fn run(arguments: &ShowArguments, project: Project, chosen: &Chosen) -> Result<Exit, Failure> {
    let mut pythons = session::pythons(&project, &arguments.pythons)?;
    if arguments.pythons.pythons.is_empty() {
        // One Python is enough to see what a case does: the newest.
        pythons.drain(..pythons.len().saturating_sub(1));
    }
    let progress = Progress::new();
    let suite = session::suite(project, &pythons, &chosen.hosts.chosen, RunOptions::default(), &progress)?;
    progress.end();
    let plan = suite.plan(&chosen.cases, &chosen.selection);
    let exit = session::broken_fixtures(&suite, &|name| plan.iter().any(|run| run.lacks(name)));
    let mut stdout = stdout().lock();
    let page = &mut Page::new(&mut stdout);
    for case in &chosen.cases {
        page.lines("", &words::describe(case))?;
        page.blank()?;
        for run in suite.plan(std::slice::from_ref(case), &chosen.selection) {
            let result = suite.run_one(&run, Ok(&Snapshot::default()))?;
            page.lines("", &words::shown_run(&result))?;
            if let (Ok(host), true) = (run.host, result.verdict.was_run() && !result.lacks_fixture()) {
                let name = format!("{}-{}-{}-{}", run.mode, run.fixture, result.python, run.kind.name);
                let reproduce = export(&run, host, &suite.project.work.join("shown").join(&case.id).join(name))?;
                words::reproduce(&reproduce).into_iter().try_for_each(|line| page.line(line))?;
            }
        }
    }
    Ok(exit)
}
