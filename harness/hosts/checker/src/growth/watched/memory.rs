//! What is in the blocks: which block holds which, and what objects of Python they are.

use std::ops::Range;

use super::book::Block;
use super::libraries::{self, Loaded};

const WORD: usize = size_of::<usize>();

/// The blocks that live, by their addresses.
pub(super) struct Memory {
    pub(super) blocks: Vec<Block>,
    /// From the first block to the end of the last.
    all: Range<usize>,
    variables: Vec<Range<usize>>,
    kinds: Kinds,
}

/// The types of Python that matter.
struct Kinds {
    kind: usize,
    text: usize,
    weak: usize,
    module: usize,
    containers: [usize; 4],
}

impl Memory {
    /// `loaded` are all libraries.
    pub(super) fn new(mut blocks: Vec<Block>, loaded: &[Loaded]) -> Self {
        blocks.sort_unstable_by_key(|block| block.address);
        // The C library has lists of what is free, with addresses of what lies beside it.
        let of_malloc = libraries::address(c"__libc_free").unwrap_or_default();
        let holders = loaded.iter().filter(|library| !library.has_code(of_malloc));
        let mut variables: Vec<_> = holders.flat_map(|library| library.writable.clone()).collect();
        variables.sort_unstable_by_key(|range| range.start);
        let kind = |name| libraries::address(name).unwrap_or_default();
        let kinds = Kinds {
            kind: kind(c"PyType_Type"),
            text: kind(c"PyUnicode_Type"),
            weak: kind(c"_PyWeakref_RefType"),
            module: kind(c"PyModule_Type"),
            containers: [c"PyDict_Type", c"PyList_Type", c"PySet_Type", c"PyTuple_Type"].map(kind),
        };
        let start = blocks.first().map_or(0, |block| block.address);
        let all = start..blocks.last().map_or(start, |block| block.address + block.size);
        Self { blocks, all, variables, kinds }
    }

    /// The blocks whose addresses are in a range of memory, each with the address of the word.
    pub(super) fn held_in(&self, range: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
        let words = range.start.next_multiple_of(WORD)..range.end & !(WORD - 1);
        words.step_by(WORD).filter_map(|word| Some((word, self.at(read(word))?)))
    }

    /// The blocks that a block holds. A weak reference holds nothing, and the list of the garbage collector, whose links are before
    /// an object, neither.
    pub(super) fn held_by(&self, place: usize) -> impl Iterator<Item = usize> {
        let block = &self.blocks[place];
        let (start, end) = (block.address, block.address + block.size);
        let parts = match self.object(block) {
            None => [start..end, end..end],
            Some((_, kind)) if kind == self.kinds.weak => [end..end, end..end],
            Some((object, _)) => [start..object.saturating_sub(2 * WORD), object..end],
        };
        let held = parts.into_iter().flat_map(|part| self.held_in(part)).map(|(_, held)| held);
        held.filter(move |held| *held != place)
    }

    /// The block in which an address is.
    fn at(&self, address: usize) -> Option<usize> {
        if !self.all.contains(&address) {
            return None;
        }
        let place = self.blocks.partition_point(|block| block.address <= address).checked_sub(1)?;
        let block = &self.blocks[place];
        (address < block.address + block.size).then_some(place)
    }

    /// Whether a block is a text that Python keeps in its table of such, or kept there: it makes them immortal since 3.12, and
    /// some are never freed.
    pub(super) fn is_interned(&self, block: &Block) -> bool {
        const STATE: usize = 4 * WORD;
        const INTERNED: usize = 3;
        block.size > STATE
            && read(block.address + WORD) == self.kinds.text
            && (read(block.address + STATE) & INTERNED != 0 || (read(block.address) as u32).cast_signed() < 0)
    }

    /// Whether a block is no object of Python.
    pub(super) fn is_raw(&self, block: &Block) -> bool {
        self.object(block).is_none()
    }

    /// Whether a block is an object that is there to hold others.
    pub(super) fn is_container(&self, block: &Block) -> bool {
        self.object(block).is_some_and(|(_, kind)| self.kinds.containers.contains(&kind))
    }

    /// The definition of a module object, if it is a variable of one of these libraries.
    pub(super) fn definition(&self, place: usize, libraries: &[Loaded]) -> Option<usize> {
        let block = &self.blocks[place];
        let (address, _) = self.object(block).filter(|(_, kind)| *kind == self.kinds.module)?;
        let end = (block.address + block.size) & !(WORD - 1);
        let mut words = (address..end).step_by(WORD).map(read);
        words.find(|word| libraries.iter().any(|library| library.has_variable(*word)))
    }

    /// The blocks that variables of any library hold.
    pub(super) fn held_in_variables(&self) -> impl Iterator<Item = usize> {
        self.variables.iter().cloned().flat_map(|range| self.held_in(range)).map(|(_, held)| held)
    }

    /// The object that a block is, behind what Python has before objects, and its type.
    fn object(&self, block: &Block) -> Option<(usize, usize)> {
        let starts = [0, 2, 4].map(|words| block.address + words * WORD);
        let mut starts = starts.into_iter().filter(|start| start + 2 * WORD <= block.address + block.size);
        starts.find_map(|start| {
            let kind = read(start + WORD);
            self.is_type(kind).then_some((start, kind))
        })
    }

    /// Whether there is a type at an address: its own type is `type`, or derived from that.
    fn is_type(&self, address: usize) -> bool {
        /// Where `tp_flags` is, since Python 3.8.
        const FLAGS: usize = 21 * WORD;
        const TYPE_SUBCLASS: usize = 1 << 31;
        if !self.can_read(address, FLAGS + WORD) {
            return false;
        }
        let meta = read(address + WORD);
        self.can_read(meta, FLAGS + WORD)
            && read(meta + FLAGS) & TYPE_SUBCLASS != 0
            && read(meta + WORD) == self.kinds.kind
    }

    /// Whether so many bytes at an address may be read.
    fn can_read(&self, address: usize, bytes: usize) -> bool {
        let Some(end) = address.checked_add(bytes).filter(|_| address.is_multiple_of(WORD)) else { return false };
        let after = self.variables.partition_point(|range| range.start <= address);
        let in_variables = after.checked_sub(1).is_some_and(|place| end <= self.variables[place].end);
        let in_block = || self.at(address).map(|place| self.blocks[place]);
        in_variables || in_block().is_some_and(|block| end <= block.address + block.size)
    }
}

/// A word of memory.
fn read(address: usize) -> usize {
    // SAFETY: the address is in a block that lives, or in a segment of a library that is loaded, and a multiple of its size. Other
    // threads may write to it meanwhile; whatever is read is only compared.
    unsafe { std::ptr::with_exposed_provenance::<usize>(address).read_volatile() }
}
