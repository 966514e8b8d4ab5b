//! Objects that earlier looks found.

use std::collections::HashMap;
use std::ptr;

use crate::python::{Py_IncRef, PyObject};

/// The objects that earlier looks found. They are kept alive, so that no new object has the address of an old one.
#[derive(Default)]
pub(super) struct History(HashMap<usize, Held>);

struct Held {
    /// What it is.
    kind: String,
    /// In which look it was first seen.
    first: String,
}

impl History {
    /// In which look an object was first seen.
    pub(super) fn first_seen(&self, address: usize) -> Option<&str> {
        self.0.get(&address).map(|held| held.first.as_str())
    }

    /// What it was then.
    pub(super) fn kind(&self, address: usize) -> Option<&str> {
        self.0.get(&address).map(|held| held.kind.as_str())
    }

    /// Keeps an object of the current interpreter alive for the rest of the process.
    pub(super) fn hold(&mut self, address: usize, kind: String, look: &str) {
        // SAFETY: the address has all marks of a living object, and the thread is attached to its interpreter.
        unsafe { Py_IncRef(ptr::with_exposed_provenance_mut::<PyObject>(address)) };
        self.0.insert(address, Held { kind, first: look.to_owned() });
    }
}
