//! The head of an object, by which one is known.

use super::kinds::Kinds;
use super::memory::Memory;
use crate::declared;
use crate::growth;
use crate::python::{self, PyObject};

const WORD: usize = size_of::<usize>();

/// How the heads of objects look.
pub(super) struct Heads {
    minor: u32,
    /// Free-threaded builds: the thread whose objects are known.
    thread: Option<usize>,
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
    /// Those of the Python that is loaded, in the thread that made this object.
    pub(super) fn like(object: *mut PyObject) -> Self {
        let thread = declared::free_threaded().then(|| Memory::default().word(object.addr()).unwrap_or_default());
        Self { minor: python::minor(), thread }
    }

    /// Whether it is known where objects of the heap begin: where a block of memory does, or by a longer head.
    pub(super) fn are_certain(&self) -> bool {
        self.thread.is_some() || growth::is_watched()
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
        if self.thread.is_some() { size_of::<declared::FreeThreadedHead>() } else { size_of::<declared::Head>() }
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

    /// Where the block of memory of an object begins.
    pub(super) fn block_of(&self, address: usize, kind: usize, kinds: &Kinds<'_>) -> usize {
        address - kinds.words_before(kind) * WORD
    }

    /// Whether a block of memory begins where that of an object would. Those of free-threaded builds aren't known.
    pub(super) fn is_on_heap(&self, address: usize, kind: usize, kinds: &Kinds<'_>) -> bool {
        self.thread.is_some() || growth::lives(self.block_of(address, kind, kinds))
    }

    /// Whether an object will be removed some day; nothing if no living object has such a count.
    fn mortal(&self, address: usize, memory: &mut Memory) -> Option<bool> {
        if let Some(thread) = self.thread {
            return mortal_of_thread(address, thread, memory);
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

/// The same for free-threaded builds, where an object belongs to the thread that made it, or to none. A lock is free while nobody
/// else runs.
fn mortal_of_thread(address: usize, thread: usize, memory: &mut Memory) -> Option<bool> {
    const MERGED: usize = 3;
    let [owner, flags, shared] = [0, 1, 2].map(|word| memory.word(address + word * WORD));
    let (owner, flags, shared) = (owner?, flags?.to_ne_bytes(), shared?);
    let local = flags.last_chunk().map(|count| u32::from_ne_bytes(*count))?;
    let immortal = local == u32::MAX;
    let owned = owner == thread && (local > 0 || shared > 0);
    let merged =
        owner == 0 && local == 0 && shared & MERGED == MERGED && shared > MERGED && u32::try_from(shared).is_ok();
    (flags[2] == 0 && (immortal || owned || merged)).then_some(!immortal)
}
