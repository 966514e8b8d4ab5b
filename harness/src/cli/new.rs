//! `extproof new`.

use std::path::Path;

use super::arguments::{NewArguments, NewKind};
use super::failure::Failure;
use super::hosts::Hosts;
use super::{Exit, screen, session};
use crate::case::Names;
use crate::report::{Page, words};
use crate::template;

pub(super) fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let (name, folder) = (arguments.name.as_str(), arguments.folder.as_path());
    let fixture = arguments.fixture.as_deref().map(|name| known(folder, name)).transpose()?;
    // The next run would refuse two of one name.
    if is_taken(arguments.kind, folder, name)? {
        return Err(Failure::NameTaken(name.to_owned()));
    }
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
    session::known_fixtures(&names(folder)?, &[name.to_owned()])?;
    Ok(name.to_owned())
}

/// Whether there is a fixture or host of this name already.
fn is_taken(kind: NewKind, folder: &Path, name: &str) -> Result<bool, Failure> {
    Ok(match kind {
        NewKind::Case => false,
        NewKind::Fixture => names(folder)?.fixtures().contains(&name),
        NewKind::Host => names(folder)?.hosts.iter().any(|host| host.name == name),
    })
}

/// What there is, with what a folder of cases brings along.
fn names(folder: &Path) -> Result<Names, Failure> {
    let mut project = session::readable()?.project;
    project.add_fixtures_of(folder);
    Ok(Hosts::usable(&project)?.names())
}

/// The fixture that a folder of cases brings along, if there is just one.
fn own_fixture(folder: &Path) -> Option<String> {
    let sources = c_ext_fixtures::sources(&folder.join("fixtures")).ok()?;
    match sources.usable.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    }
}
