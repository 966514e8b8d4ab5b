//! `extproof find`.

use super::Exit;
use super::arguments::FindArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::{screen, session};
use crate::report::{Page, words};
use crate::search::{Found, read};

/// How many are worth reading.
const SHOWN: usize = 10;

/// How many are named that only have words in common with the text.
const NEAREST: usize = 3;

pub(super) fn find(arguments: &FindArguments) -> Result<Exit, Failure> {
    let own = session::readable()?;
    let names = Hosts::read(&own.project)?.names();
    let index = read(&own.project, &names)?;
    let text = arguments.words.join(" ");
    let Found { entries, explained } = index.search(&text);
    if entries.is_empty() {
        return Err(Failure::NothingFound(arguments.words.clone()));
    }
    if !explained {
        let nearest = entries.iter().take(NEAREST).map(|entry| (entry.name.clone(), entry.title.clone()));
        return Err(Failure::NotExplained(nearest.collect()));
    }
    let shown = &entries[..entries.len().min(SHOWN)];
    screen::document(|out| {
        let page = &mut Page::new(out);
        let shown = shown.iter().map(|entry| (entry.name.as_str(), entry.title.as_str()));
        words::found(shown).into_iter().try_for_each(|line| page.line(line))
    })?;
    screen::say(words::FOUND);
    Ok(Exit::AsReviewed)
}
