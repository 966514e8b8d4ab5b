//! Structures in a library's data that Python fills with objects of its own.

use std::ops::Range;

use super::kinds::Kinds;
use super::memory::Memory;
use super::object::Heads;
use super::words::Words;
use crate::python;

const WORD: usize = size_of::<usize>();
/// No structure of one object is as large.
const LARGE: usize = 1 << 24;

/// The structures in a range of memory.
pub(super) struct Owned {
    /// Where they are, sorted.
    pub(super) ranges: Vec<Range<usize>>,
    /// Those that are types.
    pub(super) types: Vec<usize>,
}

/// Types and definitions of modules: known by their own types, and by what is in them.
pub(super) fn parts(words: &Words, heads: &Heads, kinds: &Kinds<'_>, memory: &mut Memory) -> Owned {
    let definition = python::module_def_type().addr();
    let mut owned = Owned { ranges: Vec::new(), types: Vec::new() };
    for (place, value) in words.all() {
        let Some(start) = place.checked_sub(heads.type_offset()) else { continue };
        if value == definition {
            let fields = start + heads.size();
            if is_definition(fields, memory) {
                owned.ranges.push(start..fields + DEFINITION * WORD);
            }
        } else if let Some(size) = kinds.metatype_size(value)
            && is_ready_type(start + heads.type_fields(), memory)
        {
            // A static type of the usual kind is shorter than one on the heap.
            let size = if size == 0 { heads.type_size() } else { size };
            owned.ranges.push(start..start + size);
            owned.types.push(start);
        }
    }
    owned
}

/// How many words a module's definition has behind its head.
const DEFINITION: usize = 11;

/// Whether the fields of a definition are there: `m_name`, and `m_size`, which is -1 or no large number.
fn is_definition(fields: usize, memory: &mut Memory) -> bool {
    let size = memory.word(fields + 5 * WORD);
    is_text(memory.word(fields + 3 * WORD), memory) && size.is_some_and(|size| size.wrapping_add(1) <= LARGE)
}

const READY: usize = 1 << 12;

/// Whether the fields of a type are there, after `PyType_Ready`: `tp_name`, `tp_basicsize`, `tp_itemsize` and `tp_flags`, which
/// has 32 bits.
fn is_ready_type(fields: usize, memory: &mut Memory) -> bool {
    let mut field = |number: usize| memory.word(fields + number * WORD);
    let [name, size, item, flags] = [0, 1, 2, 18].map(&mut field);
    let small = |size: Option<usize>| size.is_some_and(|size| size < LARGE);
    let ready = flags.is_some_and(|flags| flags & READY != 0 && u32::try_from(flags).is_ok());
    ready && small(size) && small(item) && is_text(name, memory)
}

fn is_text(address: Option<usize>, memory: &mut Memory) -> bool {
    address.is_some_and(|address| memory.word(address & !(WORD - 1)).is_some())
}
