//! What the site's script reads: the index of the search, and what differs between versions.

use serde::Serialize;

use super::behaviour::{Behaviour, name, pythons};
use super::python_page::label;
use super::site::Book;
use crate::search::terms::{EXCEPTIONS, GENERIC, SYNONYMS};
use crate::search::{Entry, EntryKind};

#[derive(Serialize)]
struct Search<'a> {
    /// Name, title and link of each entry.
    entries: Vec<(&'a str, &'a str, Option<String>)>,
    synonyms: &'static [&'static [&'static str]],
    generic: &'static [&'static str],
    exceptions: &'static [&'static str],
    /// A line for each term: how much of the term before it begins with, the rest of it, and the entries that have it. Each is the
    /// distance from the entry before it, and the term's weight there if that is another. Numbers have the base 36: this file is the
    /// largest of the site.
    terms: String,
}

#[derive(Serialize)]
struct Versions<'a> {
    pythons: Vec<String>,
    behaviours: Vec<String>,
    cases: Vec<CaseRow<'a>>,
}

#[derive(Serialize)]
struct CaseRow<'a> {
    id: &'a str,
    title: &'a str,
    /// For each variant its name, and for each Python the numbers of its transcript and behaviour with the base 36, as in `0:1a`:
    /// nothing if they are those of the Python before, `-` where it isn't run.
    variants: Vec<(String, String)>,
}

/// `assets/index.js`.
pub(super) fn index(book: &Book) -> String {
    let index = &book.index;
    let entries = index.entries.iter().map(|entry| (entry.name.as_str(), entry.title.as_str(), link(entry)));
    let mut terms = String::new();
    let mut before = "";
    for (term, found) in &index.terms {
        let shared = term.chars().zip(before.chars()).take_while(|(new, old)| new == old);
        let (bytes, units) =
            shared.fold((0, 0), |(bytes, units), (char, _)| (bytes + char.len_utf8(), units + char.len_utf16()));
        terms.push_str(&format!("{units} {}\t{}\n", &term[bytes..], packed(found)));
        before = term;
    }
    let search =
        Search { entries: entries.collect(), synonyms: &SYNONYMS, generic: &GENERIC, exceptions: &EXCEPTIONS, terms };
    script("extproofIndex", &search)
}

/// The weight of most terms, which the script knows.
const USUAL_WEIGHT: u32 = 20;

fn packed(found: &[(usize, u32)]) -> String {
    let (mut number, mut weight) = (0, USUAL_WEIGHT);
    let mut distances = Vec::new();
    for (next, its_weight) in found {
        let distance = short(next - number);
        distances.push(if *its_weight == weight {
            distance
        } else {
            format!("{distance}:{}", short(*its_weight as usize))
        });
        (number, weight) = (*next, *its_weight);
    }
    distances.join(",")
}

/// A number with the base 36, as `parseInt` reads it.
fn short(number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let last = char::from(DIGITS[number % DIGITS.len()]);
    match number / DIGITS.len() {
        0 => last.to_string(),
        rest => short(rest) + &last.to_string(),
    }
}

/// `assets/versions.js`.
pub(super) fn versions(book: &Book) -> String {
    let mut behaviours: Vec<String> = Vec::new();
    let mut number_of = |words: String| match behaviours.iter().position(|known| *known == words) {
        Some(number) => number,
        None => {
            behaviours.push(words);
            behaviours.len() - 1
        }
    };
    let mut cases = Vec::new();
    for told in &book.cases {
        let mut variants = Vec::new();
        for variant in told.snapshot.variants() {
            let mut texts: Vec<&str> = Vec::new();
            let mut on_python = |python| {
                let Some(text) = told.text(variant, None, python) else { return "-".to_owned() };
                let known = texts.iter().position(|known| *known == text);
                let number = known.unwrap_or(texts.len());
                if known.is_none() {
                    texts.push(text);
                }
                format!("{}:{}", short(number), short(number_of(Behaviour::of(text).words())))
            };
            let states: Vec<String> = pythons().into_iter().map(&mut on_python).collect();
            let differs =
                |(at, state): (usize, &String)| if at > 0 && states[at - 1] == *state { "" } else { state }.to_owned();
            variants.push((label(variant), states.iter().enumerate().map(differs).collect::<Vec<_>>().join(",")));
        }
        cases.push(CaseRow { id: &told.case.id, title: &told.case.title, variants });
    }
    script("extproofVersions", &Versions { pythons: pythons().into_iter().map(name).collect(), behaviours, cases })
}

/// Where an entry leads; the name of a case says so.
fn link(entry: &Entry) -> Option<String> {
    let number = entry.name.rsplit(' ').next().unwrap_or_default();
    match entry.kind {
        EntryKind::Case => None,
        EntryKind::Finding => Some(format!("findings/{number}.html")),
        EntryKind::Symptom => Some(format!("symptoms.html#symptom-{number}")),
        EntryKind::Report => Some("docs/reported.html".to_owned()),
        EntryKind::Section => Some(format!("docs/{}", entry.name.replace(".md#", ".html#"))),
    }
}

/// A value as a script, because a page from `file://` can't fetch JSON.
fn script(name: &str, value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    format!("window.{name}={json};\n")
}
