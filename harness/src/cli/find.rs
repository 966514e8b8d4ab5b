//! `extproof find`.

use std::ffi::{OsStr, OsString};
use std::io::{Read, stdin};

use super::Exit;
use super::arguments::FindArguments;
use super::failure::Failure;
use super::hosts::Hosts;
use super::{screen, session};
use crate::report::{Page, words};
use crate::search::{SearchResult, read};

/// How many are worth reading.
const SHOWN: usize = 10;

/// More of standard input than any message has isn't read.
const MOST_BYTES: u64 = 1_000_000;

/// How many are named that only have words in common with the text.
const NEAREST: usize = 3;

pub(super) fn find(arguments: &FindArguments) -> Result<Exit, Failure> {
    let text = text(&arguments.words)?;
    let own = session::readable()?;
    let names = Hosts::usable(&own.project)?.names();
    let index = read(&own.project, &names)?;
    let SearchResult { entries, explained } = index.search(&text);
    if entries.is_empty() {
        return Err(Failure::NothingFound(text));
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
    Ok(Exit::Passed)
}

/// What to find. What isn't UTF-8 in it says nothing, and the rest does.
fn text(words: &[OsString]) -> Result<String, Failure> {
    if words != ["-"] {
        return Ok(words.join(OsStr::new(" ")).to_string_lossy().into_owned());
    }
    let mut bytes = Vec::new();
    stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes).map_err(Failure::Input)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
