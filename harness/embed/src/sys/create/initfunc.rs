//! From 3.15: `PyImport_CreateModuleFromInitfunc`.

use pyo3_ffi::PyObject;

use super::super::entry::Entry;
use super::super::object::Owned;
use super::call::{Call, trampoline};

unsafe extern "C" {
    fn PyImport_CreateModuleFromInitfunc(
        spec: *mut PyObject,
        init: unsafe extern "C" fn() -> *mut PyObject,
    ) -> *mut PyObject;
}

/// Makes a module. `None` is an exception.
pub(super) fn create(spec: &Owned, entry: &'static Entry, _: &Owned) -> Option<Owned> {
    Call::make(entry, |_| {
        // SAFETY: the thread is attached, and the spec an object. The call gives a new reference.
        unsafe { Owned::new(PyImport_CreateModuleFromInitfunc(spec.as_ptr(), trampoline)) }
    })
}

/// Starts Python; nothing has to be prepared.
pub(in super::super) fn around_start<R>(start: impl FnOnce() -> R) -> R {
    start()
}

/// Nothing has to be dropped: Python itself keeps the modules.
pub(in super::super) fn forget_runtime(_attached: bool) {}

/// Whether modules can be made in a Python that others have started.
pub(in super::super) fn works_everywhere() -> bool {
    true
}
