//! Which entries have a term, and how much that says.

use std::collections::{BTreeMap, BTreeSet};

use super::Entry;
use super::terms::{pairs, words};

/// Entries whose score is below this part of the best one's aren't worth reading.
const WORTH: f64 = 0.15;

/// Terms with the entries that have them.
#[derive(Debug)]
pub struct Index {
    /// What can be found.
    pub entries: Vec<Entry>,
    /// For each term the entries that have it, by their places in `entries`, with what it says there.
    pub(crate) terms: BTreeMap<String, Vec<(usize, u32)>>,
}

impl Index {
    /// An index over entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut terms: BTreeMap<String, BTreeMap<usize, u32>> = BTreeMap::new();
        for (number, entry) in entries.iter().enumerate() {
            for (weight, text) in &entry.fields {
                let mut counts: BTreeMap<String, u32> = BTreeMap::new();
                for line in text.lines() {
                    let of_line: BTreeSet<String> = words(line).into_iter().chain(pairs(line)).collect();
                    of_line.into_iter().for_each(|term| *counts.entry(term).or_default() += 1);
                }
                for (term, count) in counts {
                    let weight = weighed(*weight, count);
                    let known = terms.entry(term).or_default().entry(number).or_default();
                    *known += weight;
                }
            }
        }
        Self { entries, terms: terms.into_iter().map(|(term, found)| (term, found.into_iter().collect())).collect() }
    }

    /// The entries for a text, best first. A term counts the more the fewer entries have it, and the better the field is
    /// in which they have it. Terms that no entry has are the reporter's own.
    pub fn search(&self, text: &str) -> Vec<&Entry> {
        let asked: BTreeSet<String> = words(text).into_iter().chain(text.lines().flat_map(pairs)).collect();
        let mut scores = vec![0.0; self.entries.len()];
        for found in asked.iter().filter_map(|term| self.terms.get(term)) {
            let rarity = (1.0 + self.entries.len() as f64 / found.len() as f64).ln();
            for (number, weight) in found {
                scores[*number] += rarity.powf(1.5) * f64::from(*weight);
            }
        }
        let best = scores.iter().copied().fold(0.0, f64::max);
        let mut found: Vec<(f64, &Entry)> = scores.into_iter().zip(&self.entries).collect();
        found.retain(|(score, _)| *score > 0.0 && *score >= WORTH * best);
        found.sort_by(|(first, a), (second, b)| second.total_cmp(first).then_with(|| a.name.cmp(&b.name)));
        found.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// What a term says that `count` lines of a field have, in tenths of the field's weight.
fn weighed(weight: u32, count: u32) -> u32 {
    weight * (10 + 3 * count.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::EntryKind;

    fn names<'a>(index: &'a Index, query: &str) -> Vec<&'a str> {
        index.search(query).into_iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn rare_words_titles_and_neighbours_come_first() {
        let entry = |name: &str, title: &str, text: &str| Entry {
            name: name.to_owned(),
            title: title.to_owned(),
            kind: EntryKind::Case,
            fields: vec![(4, title.to_owned()), (1, text.to_owned())],
        };
        let index = Index::new(vec![
            entry("a/x", "An import fails", "ImportError: no current thread in PyThreadState_Get"),
            entry("a/y", "PyThreadState_Get without a thread", "a fatal error"),
            entry("a/z", "Something else", "an import fails"),
        ]);
        assert_eq!(names(&index, "Fatal Python error: PyThreadState_Get"), ["a/y", "a/x"]);
        assert_eq!(names(&index, "import fails")[0], "a/x");
        assert!(names(&index, "nowhere").is_empty());
    }
}
