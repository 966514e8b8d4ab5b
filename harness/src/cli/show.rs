//! `extproof show`.

use std::io::stdout;

use super::Exit;
use super::arguments::ShowArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::progress::Progress;
use super::session;
use crate::project::Project;
use crate::report::{Page, words};
use crate::run::{Options, export};
use crate::snapshot::Snapshot;

pub(super) fn show(arguments: &ShowArguments) -> Result<Exit, Failure> {
    let project = Project::of_this_build();
    let options = Options::default();
    let hosts = Hosts::read(&project)?.reference_or(&arguments.variants, options.timeout)?;
    let names = hosts.names();
    let set = session::cases(&project, &names, &arguments.cases)?;
    let mut selection = session::selection(&set, &names, &arguments.cases, Some(&arguments.variants))?;
    // A whole id means that case, not those whose ids it begins.
    let chosen: Vec<_> = match set.cases.iter().find(|case| selection.filters == [case.id.clone()]) {
        Some(case) => vec![case.clone()],
        None => set.cases.iter().filter(|case| selection.has_case(case)).cloned().collect(),
    };
    selection.filters.clear();
    let mut pythons = session::pythons(&project, &arguments.pythons)?;
    if arguments.pythons.pythons.is_empty() {
        // One Python is enough to see what a case does: the newest.
        pythons.drain(..pythons.len().saturating_sub(1));
    }
    let progress = Progress::new();
    let suite = session::suite(project, &pythons, &hosts.chosen, options, &progress)?;
    progress.end();
    let mut stdout = stdout().lock();
    let out = &mut Page::new(&mut stdout);
    for case in &chosen {
        out.lines("", &words::describe(case))?;
        out.blank()?;
        for run in suite.plan(std::slice::from_ref(case), &selection) {
            let result = suite.run_one(&run, &Snapshot::default())?;
            out.lines("", &words::shown_run(&result))?;
            if let (Ok(host), true) = (run.host, result.verdict.was_run()) {
                let name = format!("{}-{}-{}-{}", run.mode, run.fixture, result.python, run.kind.name);
                let by_hand = export(&run, host, &suite.project.work.join("shown").join(&case.id).join(name))?;
                words::by_hand(&by_hand).into_iter().try_for_each(|line| out.line(line))?;
            }
        }
    }
    Ok(if set.errors.is_empty() { Exit::AsReviewed } else { Exit::BadInput })
}
