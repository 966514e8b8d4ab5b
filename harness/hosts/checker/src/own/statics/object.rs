//! The head of an object, by which one is known.

use super::kinds::Kinds;
use super::memory::Memory;
use crate::declared;
use crate::python;

/// What the links of the garbage collector have in their lowest bits.
const FLAGS: usize = 7;

const WORD: usize = size_of::<usize>();

/// How the heads of objects look.
pub(super) struct Heads {
    free_threaded: bool,
    minor: u32,
}

/// Where an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    /// In the data of a library.
    Library,
    /// On the heap, and never removed.
    Immortal,
    /// On the heap.
    Heap,
}

/// What looks like an object in all that can be seen of it.
pub(super) struct Object {
    /// Its type.
    pub(super) kind: usize,
    pub(super) storage: Storage,
}

impl Heads {
    /// Those of the Python that is loaded.
    pub(super) fn of_python() -> Self {
        Self { free_threaded: declared::free_threaded(), minor: python::minor() }
    }

    /// Whether a finalization frees immortal texts: interned ones, of which Python keeps a list.
    pub(super) fn frees_texts(&self) -> bool {
        self.minor >= 14
    }

    /// What is behind the head of a text, by which it is known again: its length and its hash.
    pub(super) fn marks_of_text(&self, address: usize, memory: &mut Memory) -> Option<[usize; 2]> {
        Some([memory.word(address + self.size())?, memory.word(address + self.size() + WORD)?])
    }

    /// How long the head is.
    pub(super) fn size(&self) -> usize {
        if self.free_threaded { size_of::<declared::FreeThreadedHead>() } else { size_of::<declared::Head>() }
    }

    /// Where the type is in an object.
    pub(super) fn type_offset(&self) -> usize {
        self.size() - WORD
    }

    /// Where the fields of a type begin, behind its head and its size.
    pub(super) fn type_fields(&self) -> usize {
        self.size() + WORD
    }

    /// How long a type is that isn't on the heap: 48 words since Python 3.8, and what was added later.
    pub(super) fn type_size(&self) -> usize {
        let added = usize::from(self.minor >= 12) + usize::from(self.minor >= 15);
        self.type_fields() + (48 + added) * WORD
    }

    /// The object at an address, if its head is one.
    pub(super) fn object_at(&self, address: usize, kinds: &Kinds<'_>, memory: &mut Memory) -> Option<Object> {
        // Nothing is there, and all objects are aligned; those of libraries perhaps less than those of the heap.
        if address < 1 << 16 || !address.is_multiple_of(WORD) {
            return None;
        }
        let kind = memory.word(address.checked_add(self.type_offset())?)?;
        if !kinds.is_type(kind) {
            return None;
        }
        let mortal = self.mortal(address, memory)?;
        Some(Object { kind, storage: if mortal { Storage::Heap } else { Storage::Immortal } })
    }

    /// Whether what is before an object fits: allocators align to two words, and the garbage collector has its links there.
    pub(super) fn fits_on_heap(&self, address: usize, kind: usize, kinds: &Kinds<'_>, memory: &mut Memory) -> bool {
        if !address.is_multiple_of(2 * WORD) {
            return false;
        }
        if self.free_threaded || !kinds.is_collected(kind) {
            return true;
        }
        let mut link = |words: usize| memory.word(address - words * WORD).map(|link| link & !FLAGS);
        match (link(2), link(1)) {
            (Some(0), Some(0)) => true,
            (Some(next), Some(previous)) => [next, previous].iter().all(|link| memory.word(*link).is_some()),
            _ => false,
        }
    }

    /// Whether an object will be removed some day; nothing if no living object has such a count.
    fn mortal(&self, address: usize, memory: &mut Memory) -> Option<bool> {
        if self.free_threaded {
            let (local, shared) = (memory.word(address + WORD)?, memory.word(address + 2 * WORD)?);
            let local = local.to_ne_bytes().last_chunk().map(|count| u32::from_ne_bytes(*count))?;
            let alive = local > 0 || shared > 0;
            return alive.then_some(local != u32::MAX);
        }
        let count = memory.word(address)?;
        let low = count as u32;
        // Python 3.14 has flags in the upper part, and nobody has a count beyond the lower one.
        let flags = (count >> 32) as u32;
        let plausible = low > 0 && if self.minor >= 14 { flags & 0xffff == 0 } else { flags == 0 };
        let immortal = self.minor >= 12 && low.cast_signed() < 0;
        plausible.then_some(!immortal)
    }
}
