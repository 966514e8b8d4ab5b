//! `extproof find`.

use super::Exit;
use super::arguments::FindArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::{screen, session};
use crate::report::{Page, words};
use crate::search::read;

/// How many are worth reading.
const SHOWN: usize = 10;

pub(super) fn find(arguments: &FindArguments) -> Result<Exit, Failure> {
    let own = session::readable()?;
    let names = Hosts::read(&own.project)?.names();
    let index = read(&own.project, &names)?;
    let found = index.search(&arguments.words.join(" "));
    if found.is_empty() {
        return Err(Failure::NothingFound(arguments.words.clone()));
    }
    let shown = &found[..found.len().min(SHOWN)];
    let width = shown.iter().map(|entry| entry.name.len()).max().unwrap_or_default();
    screen::document(|out| {
        let page = &mut Page::new(out);
        shown.iter().try_for_each(|entry| page.line(format!("{:width$}  {}", entry.name, entry.title)))
    })?;
    screen::say(words::FOUND);
    Ok(Exit::AsReviewed)
}
