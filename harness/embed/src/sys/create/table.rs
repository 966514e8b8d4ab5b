//! 3.13 and 3.14: `_imp.create_builtin`, with room in the table of built-in modules.
//!
//! Python copies the table when it starts, but not the names in it. So while Python starts, the process-wide table is
//! replaced by one with a few more entries, whose names no module can have. For the moment of a call, such an entry has
//! the name of the module that is being made. They are both before and after Python's own, because which of two equal
//! names wins has changed. In a Python that others have started, there are no such entries.
//!
//! Other interpreters may read a name while it is written. Each byte is written atomically, and a `-` is in no module's
//! name, so no mixture that they see is a name that anybody imports.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::{process, ptr, slice};

use pyo3_ffi::{_inittab, PyImport_Inittab};

use super::super::entry::Entry;
use super::super::object::Owned;
use super::call::{Call, Release, trampoline};
use crate::name;

/// How many modules can be looked up at the same moment. More wait.
const ROOM: usize = 8;
const LENGTH: usize = name::LONGEST + 1;

struct Place {
    /// The process whose thread has it, or 0: a forked process has none of the others' threads.
    taken: AtomicU32,
    name: [AtomicU8; LENGTH],
}

impl Place {
    const fn new() -> Self {
        let mut name = [const { AtomicU8::new(b'-') }; LENGTH];
        name[LENGTH - 1] = AtomicU8::new(0);
        Self { taken: AtomicU32::new(0), name }
    }

    fn take(&self) -> bool {
        let process = process::id();
        let take = |taken| (taken != process).then_some(process);
        self.taken.fetch_update(Ordering::Acquire, Ordering::Relaxed, take).is_ok()
    }

    /// The name fits: see `name::LONGEST`.
    fn write(&self, name: &[u8]) {
        for (place, byte) in self.name.iter().zip(name.iter().chain(&[0])) {
            place.store(*byte, Ordering::Relaxed);
        }
    }
}

impl Release for Place {
    fn release(&self) {
        for place in &self.name[..LENGTH - 1] {
            if place.swap(b'-', Ordering::Relaxed) == 0 {
                break;
            }
        }
        self.taken.store(0, Ordering::Release);
    }
}

/// Whether the Python that runs has the places.
static IS_THERE: AtomicBool = AtomicBool::new(false);

/// Whether modules can be made here.
pub(super) fn is_there() -> bool {
    IS_THERE.load(Ordering::Relaxed)
}

/// To be called when Python has ended, or could not start.
pub(super) fn forget() {
    IS_THERE.store(false, Ordering::Relaxed);
}

static PLACES: [Place; ROOM] = [const { Place::new() }; ROOM];

/// Makes a module. `None` is an exception.
pub(super) fn create(spec: &Owned, entry: &'static Entry, builtin: &Owned) -> Option<Owned> {
    Call::make(entry, |call| {
        let place = free_place();
        place.write(entry.name.to_bytes());
        call.hold(place);
        // SAFETY: the spec is an object.
        let spec = unsafe { Owned::of_borrowed(spec.as_ptr()) }?;
        builtin.call(vec![spec])
    })
}

fn free_place() -> &'static Place {
    loop {
        if let Some(place) = PLACES.iter().find(|place| place.take()) {
            return place;
        }
        // The owner of a place may need this thread to let go.
        super::let_others_run();
    }
}

/// Starts Python with a table that has the places in it, and restores the former table.
pub(super) fn around_start<R>(start: impl FnOnce() -> R) -> R {
    let room = PLACES.iter().map(|place| _inittab { name: place.name.as_ptr().cast(), initfunc: Some(trampoline) });
    let sentinel = _inittab { name: ptr::null(), initfunc: None };
    // SAFETY: Python isn't running, so that only the thread that starts it reads the table, and this thread holds the
    // token of this library. The table is ended by a sentinel.
    let before = unsafe { PyImport_Inittab };
    let mut table: Vec<_inittab> = room.clone().chain(entries(before).iter().copied()).chain(room).collect();
    table.push(sentinel);
    // SAFETY: as above. Python copies the table before the call returns.
    unsafe { PyImport_Inittab = table.as_mut_ptr() };
    IS_THERE.store(true, Ordering::Relaxed);
    let result = start();
    // SAFETY: as above. Once Python runs, nothing reads it.
    unsafe { PyImport_Inittab = before };
    result
}

fn entries<'a>(table: *const _inittab) -> &'a [_inittab] {
    if table.is_null() {
        return &[];
    }
    // SAFETY: the table is ended by a sentinel without a name.
    unsafe {
        let length = (0..).take_while(|&index| !(*table.add(index)).name.is_null()).count();
        slice::from_raw_parts(table, length)
    }
}
