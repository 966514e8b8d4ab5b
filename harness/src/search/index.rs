//! Which entries have a term, and how much that says.

use std::collections::{BTreeMap, BTreeSet};

use super::Entry;
use super::terms::{pairs, specific, whole, words};

/// Entries whose score is below this part of the best one's aren't worth reading.
const WORTH: f64 = 0.15;

/// One of this many best entries must have enough of a text to explain it.
const BEST: usize = 3;

/// An entry with less than this part of what a text says has only words in common with it.
const EXPLAINED: f64 = 0.39;

/// How much the words of a text say of what it is about; their order says the rest.
const OF_WORDS: f64 = 0.7;

/// Terms with the entries that have them.
#[derive(Debug)]
pub struct Index {
    /// What can be found.
    pub entries: Vec<Entry>,
    /// For each term the entries that have it, by their places in `entries`, with what it says there.
    pub(crate) terms: BTreeMap<String, Vec<(usize, u32)>>,
}

/// What was found for a text.
#[derive(Debug)]
pub struct SearchResult<'a> {
    /// The entries, best first.
    pub entries: Vec<&'a Entry>,
    /// Whether one of the first explains the text, and doesn't only share words with it.
    pub explained: bool,
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
    pub fn search(&self, text: &str) -> SearchResult<'_> {
        let asked: BTreeSet<String> = words(text).into_iter().chain(text.lines().flat_map(pairs)).collect();
        let mut scores = vec![0.0; self.entries.len()];
        for term in &asked {
            for (number, weight) in self.having(term) {
                scores[*number] += self.rarity(term).powf(1.5) * specific(term) * f64::from(*weight);
            }
        }
        let best = scores.iter().copied().fold(0.0, f64::max);
        let mut found: Vec<(f64, usize)> = scores.into_iter().zip(0..).collect();
        found.retain(|(score, _)| *score > 0.0 && *score >= WORTH * best);
        found.sort_by(|(first, a), (second, b)| {
            second.total_cmp(first).then_with(|| self.entries[*a].name.cmp(&self.entries[*b].name))
        });
        let explained = found.iter().take(BEST).any(|(_, number)| self.share(text, *number) >= EXPLAINED);
        SearchResult { entries: found.into_iter().map(|(_, number)| &self.entries[number]).collect(), explained }
    }

    /// The part of what a text says that an entry has, from 0 to 1.
    fn share(&self, text: &str, number: usize) -> f64 {
        let words = self.share_of(whole(text), number).unwrap_or_default();
        let pairs = self.share_of(text.lines().flat_map(pairs), number).unwrap_or(words);
        OF_WORDS * words + (1.0 - OF_WORDS) * pairs
    }

    fn share_of(&self, terms: impl IntoIterator<Item = String>, number: usize) -> Option<f64> {
        let (mut had, mut all) = (0.0, 0.0);
        for term in terms.into_iter().collect::<BTreeSet<_>>() {
            let says = self.rarity(&term) * specific(&term);
            all += says;
            if self.having(&term).iter().any(|(other, _)| *other == number) {
                had += says;
            }
        }
        (all > 0.0).then(|| had / all)
    }

    fn having(&self, term: &str) -> &[(usize, u32)] {
        self.terms.get(term).map_or(&[], Vec::as_slice)
    }

    /// How much it says that an entry has a term. A term that none has would say as much as one that one has.
    fn rarity(&self, term: &str) -> f64 {
        (1.0 + self.entries.len() as f64 / self.having(term).len().max(1) as f64).ln()
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
        index.search(query).entries.into_iter().map(|entry| entry.name.as_str()).collect()
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

    #[test]
    fn words_in_common_explain_nothing() {
        let entry = |name: &str, text: &str| Entry {
            name: name.to_owned(),
            title: name.to_owned(),
            kind: EntryKind::Case,
            fields: vec![(1, text.to_owned())],
        };
        let index =
            Index::new(vec![entry("a", "Fatal Python error: the thread state is gone"), entry("b", "a module")]);
        let explained = |text: &str| index.search(text).explained;
        assert!(explained("Fatal Python error: the thread state is gone (in mine)"));
        assert!(!explained("Fatal Python error: cannot recover from stack overflow"));
        assert!(explained("thread") && !explained("nowhere"));
    }
}
