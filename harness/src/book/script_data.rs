//! What the site's script reads: the index of the search, and what differs between versions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::behaviour::{Behaviour, before, name, pythons};
use super::packed::script;
use super::python_page::{self, label};
use super::site::Book;
use super::{host_page, wheel_page};
use crate::search::terms::{EXCEPTIONS, GENERIC, SYNONYMS};
use crate::search::{Entry, EntryKind, Index};

#[derive(Serialize)]
struct Search<'a> {
    /// Name, title and link of each entry.
    entries: Vec<(&'a str, String, Option<String>)>,
    pages: Vec<NamedPage>,
    synonyms: &'static [&'static [&'static str]],
    generic: &'static [&'static str],
    exceptions: &'static [&'static str],
    terms: Terms<'a>,
}

/// A page that goes by its names.
#[derive(Serialize)]
struct NamedPage {
    name: String,
    title: String,
    link: String,
    /// In lower case, with `-` for `_`.
    names: Vec<String>,
}

/// The terms by their words, in an order that makes small numbers of them. The last three have a number for each term or for each of
/// its entries, one term after the other.
#[derive(Default, Serialize)]
struct Terms<'a> {
    /// All words in their order, after one that stands for none.
    words: Vec<&'a str>,
    /// For each word the terms that begin with it: the distance of each second word from that of the term before, and from none.
    seconds: Vec<Vec<usize>>,
    /// How many entries have the term.
    counts: Vec<usize>,
    /// The distance of each entry from the one before.
    distances: Vec<usize>,
    /// What the term says in the entry.
    weights: Vec<u32>,
}

impl<'a> Terms<'a> {
    fn of(index: &'a Index) -> Self {
        let words: BTreeSet<&str> = index.terms.keys().flat_map(|term| term.split(' ')).collect();
        let number_of: HashMap<&str, usize> = words.iter().copied().zip(1..).collect();
        let all: BTreeMap<(usize, usize), &Vec<(usize, u32)>> = index
            .terms
            .iter()
            .map(|(term, found)| {
                let (first, second) = term.split_once(' ').map_or((term.as_str(), None), |(one, two)| (one, Some(two)));
                ((number_of[first], second.map_or(0, |second| number_of[second])), found)
            })
            .collect();
        let words: Vec<&str> = [""].into_iter().chain(words).collect();
        let mut terms = Self { seconds: vec![Vec::new(); words.len()], words, ..Self::default() };
        let mut before = (0, 0);
        for ((first, second), found) in all {
            let known = if before.0 == first { before.1 } else { 0 };
            terms.seconds[first].push(second - known);
            before = (first, second);
            terms.counts.push(found.len());
            let mut number = 0;
            for (next, weight) in found {
                terms.distances.push(next - number);
                terms.weights.push(*weight);
                number = *next;
            }
        }
        terms
    }
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
    title: String,
    /// For each variant its name, and for each Python the numbers of its transcript and behaviour with the base 36, as in `0:1a`:
    /// nothing if they are those of the Python before, `-` where it isn't run.
    variants: Vec<(String, String)>,
}

/// `assets/index.js`.
pub(super) fn index(book: &Book) -> String {
    let index = &book.index;
    let entries = index.entries.iter().map(|entry| (entry.name.as_str(), entry.title.replace('`', ""), link(entry)));
    let search = Search {
        entries: entries.collect(),
        pages: pages(book),
        synonyms: &SYNONYMS,
        generic: &GENERIC,
        exceptions: &EXCEPTIONS,
        terms: Terms::of(index),
    };
    script("extproofIndex", &search)
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
        cases.push(CaseRow { id: &told.case.id, title: told.case.title.replace('`', ""), variants });
    }
    script("extproofVersions", &Versions { pythons: pythons().into_iter().map(name).collect(), behaviours, cases })
}

/// The pages of packages, hosts and Pythons.
fn pages(book: &Book) -> Vec<NamedPage> {
    let page = |name: &str, title: String, link: String, others: &[&str]| {
        let names = [name].into_iter().chain(others.iter().copied());
        NamedPage {
            name: name.to_owned(),
            title,
            link,
            names: names.map(|name| name.to_lowercase().replace('_', "-")).collect(),
        }
    };
    let packages = book.packages();
    let of_packages = packages.iter().map(|package| {
        let modules = package.modules.iter().map(|module| module.name.as_str());
        let names: BTreeSet<&str> = modules.flat_map(|name| [name].into_iter().chain(name.split('.').next())).collect();
        let names: Vec<&str> = names.into_iter().collect();
        page(&package.name, "checked wheel".to_owned(), wheel_page::path(package), &names)
    });
    let of_hosts = book.hosts.iter().map(|host| {
        let name = &host.known.name;
        page(&format!("host {name}"), host.about.clone(), host_page::path(host), &[name])
    });
    let of_pythons = pythons().into_iter().map(|python| {
        let title = before(python).map_or_else(String::new, |older| format!("what changed since {}", name(older)));
        page(&format!("Python {}", name(python)), title, python_page::path(python), &[&name(python)])
    });
    of_packages.chain(of_hosts).chain(of_pythons).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_of_the_script_are_those_of_the_index() {
        // An option's two hyphens leave an empty word.
        let told = [("a", vec![(0, 20), (7, 3)]), ("a ", vec![(7, 1)]), ("a b", vec![(2, 5)]), ("ab", vec![(1, 20)])];
        let terms = told.iter().map(|(term, found)| ((*term).to_owned(), found.clone())).collect();
        let index = Index { entries: Vec::new(), terms };
        let Terms { words, seconds, counts, distances, weights } = Terms::of(&index);
        assert_eq!(words, ["", "", "a", "ab", "b"]);
        assert_eq!(seconds, [vec![], vec![], vec![0, 1, 3], vec![0], vec![]]);
        assert_eq!((counts, distances, weights), (vec![2, 1, 1, 1], vec![0, 7, 7, 2, 1], vec![20, 3, 1, 5, 20]));
    }
}
