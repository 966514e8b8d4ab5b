//! The library that has an address.

use std::ffi::{CStr, c_void};
use std::mem::MaybeUninit;
use std::ptr;

/// Its file.
pub(crate) fn name(address: usize) -> Option<String> {
    with(address, |_, name| name.to_string_lossy().into_owned())
}

/// What is made of its place and its file. Nothing is allocated for that.
pub(crate) fn with<T>(address: usize, make: impl FnOnce(usize, &CStr) -> T) -> Option<T> {
    let mut found = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: the call takes any address, and there is room for what it writes.
    if unsafe { libc::dladdr(ptr::without_provenance::<c_void>(address), found.as_mut_ptr()) } == 0 {
        return None;
    }
    // SAFETY: the call succeeded, so it has written the data.
    let found = unsafe { found.assume_init() };
    if found.dli_fname.is_null() {
        return None;
    }
    // SAFETY: the name is a string of the dynamic linker.
    Some(make(found.dli_fbase.addr(), unsafe { CStr::from_ptr(found.dli_fname) }))
}
