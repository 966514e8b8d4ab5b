//! The blocks of a line after a merge.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::section::{Blocks, FoundBlock, Line, Number, Section};
use crate::version::{Implementation, SUPPORTED_MINORS, Version};

/// The results of a line.
pub(super) type Results<'a> = BTreeMap<Number, Cow<'a, str>>;

/// Fills the lines of a section, each after those it falls back to.
pub(super) struct Slots<'a> {
    old: &'a Section,
    results: &'a BTreeMap<Line, Results<'a>>,
    can_be: &'a dyn Fn(&str, Version) -> bool,
    minors: BTreeSet<Number>,
    /// Where a slot was split because two results in it differ.
    splits: BTreeMap<Line, Vec<Number>>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(
        old: &'a Section,
        results: &'a BTreeMap<Line, Results<'a>>,
        can_be: &'a dyn Fn(&str, Version) -> bool,
    ) -> Self {
        let run = results.values().flat_map(|results| results.keys().map(|&(minor, _)| minor));
        let minors = SUPPORTED_MINORS.chain(run).map(|minor| (minor, 0)).collect();
        Self { old, results, can_be, minors, splits: BTreeMap::new() }
    }

    /// The blocks of a line, given the new section as far as the line falls back to it.
    pub(super) fn fill(&mut self, line: &Line, new: &Section) -> Blocks {
        let mut cells = self.cells(line);
        let run = self.place(line, &mut cells);
        let mut blocks = Blocks::new();
        let mut own: Option<&str> = None;
        for at in cells {
            let before = self.old.find(line.and_fallbacks(), at);
            let inherited = new.find(line.fallbacks(), at);
            // A line that has nothing of its own here, neither before nor now, follows the others.
            let is_own = |found: &Option<FoundBlock<'_>>| found.as_ref().is_some_and(|found| line.owns(&found.line));
            let is_kept = own.is_some() || is_own(&before) || is_own(&inherited);
            let text = match (run.get(&at), before) {
                (Some(text), _) => text,
                (None, Some(before)) if is_kept && self.is_possible(line, at) => before.text,
                _ => continue,
            };
            if own.or(inherited.map(|found| found.text)) != Some(text) {
                blocks.insert(at, text.to_owned());
                own = Some(text);
            }
        }
        blocks
    }

    fn is_possible(&self, line: &Line, at: Number) -> bool {
        line.host.as_ref().is_none_or(|host| (self.can_be)(host, line.build.at(at)))
    }

    /// Where the cells of a line start. Inside a cell nothing changes in any line in which its Pythons are looked up.
    fn cells(&self, line: &Line) -> BTreeSet<Number> {
        let mut starts = self.minors.clone();
        for known in line.and_fallbacks() {
            starts.extend(self.old.lines.get(&known).into_iter().flat_map(Blocks::keys));
            starts.extend(self.splits.get(&known).into_iter().flatten());
        }
        let first = if line.build.free_threaded { line.build.first() } else { (0, 0) };
        let own = self.old.lines.get(line).into_iter().flat_map(Blocks::keys).copied();
        let run = self.results.get(line).into_iter().flat_map(Results::keys).map(|&(minor, _)| (minor, 0));
        let known: BTreeSet<Number> = own.chain(run).collect();
        if line.build.implementation != Implementation::CPython {
            // What CPython does in a version that the other implementation doesn't have is nothing to keep.
            let minors = line.build.implementation.minors();
            starts.retain(|(minor, _)| minors.contains(minor) || known.iter().any(|(known, _)| known == minor));
        }
        starts.split_off(&known.first().copied().map_or(first, |known| known.min(first)))
    }

    /// The text that each cell of a line gets from a result. A result is for its slot: all cells of its minor version
    /// that had the same text. Where two in one slot differ, the later one gets a slot from its version on.
    fn place(&mut self, line: &Line, cells: &mut BTreeSet<Number>) -> BTreeMap<Number, &'a str> {
        let Some(results) = self.results.get(line) else { return BTreeMap::new() };
        let mut slots = self.slots(line, cells);
        let mut placed = BTreeMap::<Number, &'a str>::new();
        for (&at, text) in results {
            let slot = slots.range(..=at).next_back().copied().unwrap_or(at);
            if *placed.entry(slot).or_insert(text) != text {
                slots.insert(at);
                cells.insert(at);
                placed.insert(at, text);
                self.splits.entry(line.clone()).or_default().push(at);
            }
        }
        let slot_of = |at: &Number| slots.range(..=*at).next_back();
        cells.iter().filter_map(|at| Some((*at, *placed.get(slot_of(at)?)?))).collect()
    }

    fn slots(&self, line: &Line, cells: &BTreeSet<Number>) -> BTreeSet<Number> {
        let is_split = |at: &Number| line.fallbacks().any(|l| self.splits.get(&l).is_some_and(|s| s.contains(at)));
        let text = |at| self.old.find(line.and_fallbacks(), at).map(|found| found.text);
        let mut slots = cells.clone();
        for (&before, at) in cells.iter().zip(cells.iter().skip(1)) {
            if before.0 == at.0 && text(before) == text(*at) && !is_split(at) {
                slots.remove(at);
            }
        }
        slots
    }
}
