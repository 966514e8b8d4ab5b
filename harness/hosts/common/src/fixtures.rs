//! The fixtures that are linked into the host.

use std::ffi::{CStr, c_char, c_void};
use std::iter;

/// A module's init function, which returns a `PyObject *`: a type that this crate doesn't know.
pub type InitFunction = unsafe extern "C" fn() -> *mut c_void;

#[repr(C)]
struct Fixture {
    name: *const c_char,
    init: InitFunction,
}

unsafe extern "C" {
    // An array of unknown length, ended by a NULL name.
    static extproof_fixtures: [Fixture; 0];
}

/// The init function of a linked fixture.
pub(crate) fn find(name: &str) -> Result<InitFunction, String> {
    linked()
        .find(|(linked, _)| *linked == name)
        .map(|(_, init)| init)
        .ok_or_else(|| format!("no fixture `{name}` is linked"))
}

fn linked() -> impl Iterator<Item = (&'static str, InitFunction)> {
    let mut entry = (&raw const extproof_fixtures).cast::<Fixture>();
    iter::from_fn(move || {
        // SAFETY: `entry` is not behind the sentinel, because the iteration ends there; only its
        // name is read, as its function is NULL. Names are static strings.
        unsafe {
            let name = (&raw const (*entry).name).read();
            if name.is_null() {
                return None;
            }
            let init = (*entry).init;
            entry = entry.add(1);
            Some((CStr::from_ptr(name).to_str().unwrap_or_default(), init))
        }
    })
}
