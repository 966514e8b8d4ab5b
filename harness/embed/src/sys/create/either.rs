//! 3.13 and 3.14: in the table where this library has started Python, by the protocol where others have.

use super::super::entry::Entry;
use super::super::object::Owned;
use super::{protocol, table};

/// Makes a module. `None` is an exception.
pub(super) fn create(spec: &Owned, entry: &'static Entry, builtin: &Owned) -> Option<Owned> {
    if table::is_there() { table::create(spec, entry, builtin) } else { protocol::create(spec, entry, builtin) }
}

/// Whether modules can be made in the Python that runs. The protocol can't enable the GIL on free-threaded builds.
pub(in super::super) fn works_everywhere() -> bool {
    !cfg!(Py_GIL_DISABLED)
}

/// Starts Python with the table.
pub(in super::super) fn around_start<R>(start: impl FnOnce() -> R) -> R {
    table::around_start(start)
}

/// Forgets the modules of a runtime. If it hasn't ended yet, the thread is attached to the main interpreter.
pub(in super::super) fn forget_runtime(attached: bool) {
    protocol::forget_runtime(attached);
    if !attached {
        table::forget();
    }
}
