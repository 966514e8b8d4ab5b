//! To which library an address belongs.

use std::ffi::{CStr, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use super::function::{Function, address, text};
use crate::python::PyObject;

/// `library_of(address)`: the file of the library in which the address is; empty if it is in none.
pub(super) const LIBRARY_OF: Function = Function { name: c"library_of", call: library_of };

unsafe extern "C" fn library_of(_: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
    address(argument).map_or(ptr::null_mut(), |address| text(&find(address).unwrap_or_default()))
}

fn find(address: usize) -> Option<String> {
    let mut found = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: the call takes any address, and there is room for what it writes.
    let known = unsafe { libc::dladdr(ptr::without_provenance::<c_void>(address), found.as_mut_ptr()) };
    if known == 0 {
        return None;
    }
    // SAFETY: the call succeeded, so it has written the data; the name is a string of the dynamic linker, or NULL.
    let name = unsafe {
        let name = found.assume_init().dli_fname;
        (!name.is_null()).then(|| CStr::from_ptr(name))
    };
    name.map(|name| name.to_string_lossy().into_owned())
}
