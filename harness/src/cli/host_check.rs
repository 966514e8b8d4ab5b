//! `extproof host-check`.

use std::io::stdout;
use std::time::Duration;

use super::Exit;
use super::arguments::HostCheckArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::progress::Progress;
use super::{screen, session};
use crate::host_check::{FIXTURE, check, unseen_steps};
use crate::report::{Page, reason, words};
use crate::run::RunOptions;

pub(super) fn host_check(arguments: &HostCheckArguments) -> Result<Exit, Failure> {
    let project = session::project()?;
    let options = RunOptions { timeout: Duration::from_secs(arguments.timeout.into()), ..RunOptions::default() };
    let hosts = Hosts::usable(&project)?.need_fixture(FIXTURE)?;
    let hosts = hosts.named(std::slice::from_ref(&arguments.host), options.timeout)?;
    let wrong = hosts.complain();
    let pythons = session::pythons(&project, &arguments.pythons)?;
    let progress = Progress::new();
    let suite = session::suite(project, &pythons, &hosts.chosen, options, &progress)?;
    progress.end();
    let wrong = wrong.and(session::broken_fixtures(&suite, &|name| hosts.is_about_all() || name == FIXTURE));
    let mut stdout = stdout().lock();
    let out = &mut Page::new(&mut stdout);
    let mut exit = Exit::NothingRun;
    let setups = suite.setups.iter().filter(|setup| !setup.materials.broken.contains_key(FIXTURE));
    for setup in setups {
        for missing in &setup.missing {
            let python = [setup.python.version.to_string()];
            out.paragraph(&reason::not_available(missing, &python))?;
        }
        for host in &setup.hosts {
            let tests = check(host, setup, suite.options.timeout, suite.interrupt)?;
            out.line(words::keeps_contract(&host.kind, setup.python.version, tests))?;
            exit = Exit::Passed;
        }
    }
    for unseen in unseen_steps(&suite.setups) {
        screen::say(&words::unseen_steps(&unseen));
    }
    let exit = exit.and(wrong);
    if exit == Exit::NothingRun {
        screen::say(words::NOTHING_CHECKED);
    }
    Ok(exit)
}
