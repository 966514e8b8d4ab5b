//! `extproof new`.

use std::path::Path;

use super::arguments::{NewArguments, NewKind};
use super::failure::Failure;
use super::hosts::Hosts;
use super::{Exit, screen, session};
use crate::report::{Page, words};
use crate::template;

pub(super) fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let (name, folder) = (arguments.name.as_str(), arguments.folder.as_path());
    let fixture = arguments.fixture.as_deref().map(|name| known(folder, name)).transpose()?;
    let path = match arguments.kind {
        NewKind::Case => {
            let fixture = fixture.or_else(|| own_fixture(folder));
            template::case(folder, name, fixture.as_deref().unwrap_or("multi_phase"))
        }
        _ if fixture.is_some() => return Err(Failure::FixtureOfNoCase),
        NewKind::Fixture => template::fixture(folder, name),
        NewKind::Host => template::host(&session::readable()?.project, folder, name),
    }?;
    let next = match arguments.kind {
        NewKind::Case => words::next_case(folder),
        NewKind::Fixture => words::next_fixture(folder, name),
        NewKind::Host => words::next_host(path.parent().unwrap_or(&path)),
    };
    screen::document(|out| {
        let page = &mut Page::new(out);
        page.line(format!("{}", path.display()))?;
        page.line(next)
    })?;
    Ok(Exit::Passed)
}

/// A fixture of extproof, or one that a folder of cases brings along.
fn known(folder: &Path, name: &str) -> Result<String, Failure> {
    let mut project = session::readable()?.project;
    project.add_fixtures_of(folder);
    let names = Hosts::usable(&project)?.names();
    session::known_fixtures(&names, &[name.to_owned()])?;
    Ok(name.to_owned())
}

/// The fixture that a folder of cases brings along, if there is just one.
fn own_fixture(folder: &Path) -> Option<String> {
    let sources = c_ext_fixtures::sources(&folder.join("fixtures")).ok()?;
    match sources.usable.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    }
}
