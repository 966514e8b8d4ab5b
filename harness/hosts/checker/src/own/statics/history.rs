//! Objects that earlier looks found.

use std::collections::HashMap;
use std::ptr;

use crate::declared;
use crate::growth;
use crate::own;
use crate::python::{Py_IncRef, PyObject};

/// The objects that earlier looks found. No new object gets the address of an old one: nobody gets its memory again.
#[derive(Default)]
pub(super) struct History {
    held: HashMap<usize, Held>,
    texts: HashMap<usize, Text>,
}

/// An immortal text, which nobody can keep alive beyond the end of its initialization.
struct Text {
    /// The number of the initialization in which it was seen first.
    initialization: usize,
    /// What it was known by then.
    marks: [usize; 2],
}

struct Held {
    /// What it is.
    kind: String,
    /// In which look it was first seen.
    first: String,
}

impl History {
    /// In which look an object was first seen.
    pub(super) fn first_seen(&self, address: usize) -> Option<&str> {
        self.held.get(&address).map(|held| held.first.as_str())
    }

    /// What it was then.
    pub(super) fn kind(&self, address: usize) -> Option<&str> {
        self.held.get(&address).map(|held| held.kind.as_str())
    }

    /// Takes note of an immortal text of this initialization.
    pub(super) fn note_text(&mut self, address: usize, marks: [usize; 2]) {
        let initialization = own::initialization();
        self.texts.entry(address).or_insert(Text { initialization, marks });
    }

    /// Whether there was an immortal text of an earlier initialization, and something else is there now. A text that was
    /// made again can have its address.
    pub(super) fn was_text(&self, address: usize, marks_now: Option<[usize; 2]>) -> bool {
        self.texts
            .get(&address)
            .is_some_and(|text| text.initialization != own::initialization() && Some(text.marks) != marks_now)
    }

    /// Takes note of an object of the current interpreter, in this block of memory. Nothing is written to it, because it could be
    /// something else that looks like an object.
    pub(super) fn note(&mut self, address: usize, block: usize, kind: String, look: &str) {
        if declared::free_threaded() {
            // SAFETY: the address has all marks of a living object, and the thread is attached to its interpreter. Its head is
            // longer than anything that looks like it by chance.
            unsafe { Py_IncRef(ptr::with_exposed_provenance_mut::<PyObject>(address)) };
        } else {
            growth::keep(block);
        }
        self.held.insert(address, Held { kind, first: look.to_owned() });
    }
}
