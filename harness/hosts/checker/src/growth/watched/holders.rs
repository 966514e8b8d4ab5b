//! Whose the blocks are that are left of a round.
//!
//! The module's are those that its code took, and those that only exist because of it: its variables hold them, or other blocks of
//! the module. What Python or another package leaves behind holds much, too: what that holds is not the module's. What another
//! module took that the module called, with what that holds, is told apart by its place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::libraries::Loaded;
use super::memory::Memory;

/// Blocks that are left of a round, and are the module's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) bytes: usize,
    pub(super) blocks: usize,
}

/// What is left of a round, by the place in the module because of which it is there: that of its code which took the block, or
/// that of its variable from which the block can be reached.
pub(super) fn left(memory: &Memory, index: usize, round: u32, libraries: &[Loaded]) -> BTreeMap<usize, Left> {
    let search = Search { memory, index, round, libraries };
    let mut via = search.taken();
    search.in_variables(&mut via);
    search.spread(&mut via);
    search.lost_modules(&mut via);
    let others = search.held_by_others(&via);
    let mut left = BTreeMap::<usize, Left>::new();
    for (place, (block, via)) in memory.blocks.iter().zip(via).enumerate() {
        let is_others = block.site == 0 && others[place];
        if via != 0 && search.is_left(place) && !is_others {
            let left = left.entry(via).or_default();
            left.bytes += block.more[index] as usize;
            left.blocks += 1;
        }
    }
    left
}

struct Search<'a> {
    memory: &'a Memory,
    index: usize,
    round: u32,
    libraries: &'a [Loaded],
}

impl Search<'_> {
    /// Whether a block is left of the round. Python never frees the texts of its table, whoever put them there.
    fn is_left(&self, place: usize) -> bool {
        let block = &self.memory.blocks[place];
        block.more[self.index] > 0 && !self.memory.is_interned(block)
    }

    /// For each block the place in the code that took it; 0 for those that the module didn't take.
    fn taken(&self) -> Vec<usize> {
        let blocks = self.memory.blocks.iter().enumerate();
        blocks.map(|(place, block)| if self.is_left(place) { block.site } else { 0 }).collect()
    }

    /// Adds what the module's variables hold, themselves or in blocks that are older: its own, and containers and memory that
    /// isn't an object. Older objects hold what Python leaves behind, too.
    fn in_variables(&self, via: &mut [usize]) {
        let mut seen = vec![false; via.len()];
        let mut queue = VecDeque::new();
        for range in self.libraries.iter().flat_map(|library| &library.writable) {
            queue.extend(self.memory.held_in(range.clone()).map(|(word, place)| (place, word, true)));
        }
        while let Some((place, word, direct)) = queue.pop_front() {
            if std::mem::replace(&mut seen[place], true) {
                continue;
            }
            let block = &self.memory.blocks[place];
            if self.is_left(place) {
                if via[place] == 0 {
                    via[place] = word;
                }
            } else if block.round <= self.round
                && (block.site != 0 || self.memory.is_raw(block) || direct && self.memory.is_container(block))
            {
                queue.extend(self.memory.held_by(place).map(|held| (held, word, false)));
            }
        }
    }

    /// Adds what blocks hold that are the module's.
    fn spread(&self, via: &mut [usize]) {
        let mut queue: Vec<usize> = (0..via.len()).filter(|place| via[*place] != 0).collect();
        // What the module holds is its own, whoever holds it, too.
        queue.sort_by_key(|place| self.is_own(via[*place]));
        while let Some(place) = queue.pop() {
            for held in self.memory.held_by(place) {
                if via[held] == 0 && self.is_left(held) {
                    via[held] = via[place];
                    queue.push(held);
                }
            }
        }
    }

    fn is_own(&self, place: usize) -> bool {
        self.libraries.iter().any(|library| library.has(place))
    }

    /// Adds the module's own module objects that nobody holds: somebody took a reference and never gave it back.
    fn lost_modules(&self, via: &mut [usize]) {
        for module in 0..via.len() {
            if via[module] != 0 || !self.is_left(module) {
                continue;
            }
            let Some(definition) = self.memory.definition(module, self.libraries) else { continue };
            let inside = self.reached([module]);
            if !self.is_held_from_outside(module, &inside) {
                for (via, _) in via.iter_mut().zip(&inside).filter(|(via, inside)| **via == 0 && **inside) {
                    *via = definition;
                }
            }
        }
    }

    /// Whether anything but what a block holds itself holds it.
    fn is_held_from_outside(&self, block: usize, inside: &[bool]) -> bool {
        let mut holders = BTreeSet::from([block]);
        loop {
            let count = holders.len();
            let holds = |place: &usize| self.memory.held_by(*place).any(|held| holders.contains(&held));
            let more: Vec<usize> = (0..inside.len()).filter(|place| inside[*place] && holds(place)).collect();
            holders.extend(more);
            if holders.len() == count {
                break;
            }
        }
        let mut outside = (0..inside.len()).filter(|place| !inside[*place]);
        outside.any(|place| self.memory.held_by(place).any(|held| holders.contains(&held)))
            || self.memory.held_in_variables().any(|held| holders.contains(&held))
    }

    /// What is left and held by something that is left, and isn't the module's.
    fn held_by_others(&self, via: &[usize]) -> Vec<bool> {
        self.reached((0..via.len()).filter(|place| via[*place] == 0 && self.is_left(*place)))
    }

    /// What is left and can be reached from these.
    fn reached(&self, from: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut queue: Vec<usize> = from.into_iter().collect();
        let mut reached = vec![false; self.memory.blocks.len()];
        for place in &queue {
            reached[*place] = true;
        }
        while let Some(place) = queue.pop() {
            for held in self.memory.held_by(place) {
                if !reached[held] && self.is_left(held) {
                    reached[held] = true;
                    queue.push(held);
                }
            }
        }
        reached
    }
}
