//! `extproof new`.

use std::path::Path;

use super::arguments::{NewArguments, NewKind};
use super::failure::Failure;
use super::{Exit, screen, session};
use crate::report::{Page, words};
use crate::template;

pub(super) fn new(arguments: &NewArguments) -> Result<Exit, Failure> {
    let (name, folder) = (arguments.name.as_str(), arguments.folder.as_path());
    let path = match arguments.kind {
        NewKind::Case => template::case(folder, name, own_fixture(folder).as_deref().unwrap_or("multi_phase")),
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

/// The fixture that a folder of cases brings along, if there is just one.
fn own_fixture(folder: &Path) -> Option<String> {
    let sources = c_ext_fixtures::sources(&folder.join("fixtures")).ok()?;
    match sources.usable.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    }
}
