//! How this program is linked with libpython.

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr;

use extproof_contract::Link;

/// Looks for a function of Python as a shared library would: where it is tells how the program is linked.
pub fn of_this_program() -> Link {
    match file_with(c"Py_GetVersion") {
        None => Link::Hidden,
        Some(file) if Some(file) == file_of((&raw const OWN).cast()) => Link::Exported,
        Some(_) => Link::Shared,
    }
}

static OWN: u8 = 0;

/// Where the object is mapped that has a symbol which everybody in the process can see.
fn file_with(symbol: &CStr) -> Option<usize> {
    // SAFETY: RTLD_DEFAULT is a handle that dlsym takes, and the name ends with a NUL.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, symbol.as_ptr()) };
    if found.is_null() { None } else { file_of(found) }
}

/// Where the object is mapped that has this address.
fn file_of(address: *const libc::c_void) -> Option<usize> {
    let mut found = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: dladdr takes any address, and writes all of `found` if it returns something else than 0.
    let base = unsafe {
        if libc::dladdr(address, found.as_mut_ptr()) == 0 { ptr::null_mut() } else { found.assume_init().dli_fbase }
    };
    (!base.is_null()).then_some(base as usize)
}
