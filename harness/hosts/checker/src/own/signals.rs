//! The functions that handle signals.

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::ptr;

use super::function::{Function, text};
use crate::python::PyObject;

/// `handlers(text)`, whatever the text: `SIGNAL,ADDRESS;...` of the functions that handle signals.
pub(super) const HANDLERS: Function = Function { name: c"handlers", call: handlers };

unsafe extern "C" fn handlers(_: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    let handled = (1..=64).filter_map(|signal| Some(format!("{signal},{:x}", handler(signal)?)));
    text(&handled.collect::<Vec<_>>().join(";"))
}

/// The address of the function, if there is one. The C library tells nothing of the signals that it keeps to itself.
fn handler(signal: c_int) -> Option<usize> {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: without a new action, the call only writes the present one, for which there is room. Zeros are a valid one, too.
    let (done, action) = unsafe {
        let done = libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) == 0;
        (done, action.assume_init())
    };
    (done && ![libc::SIG_DFL, libc::SIG_IGN].contains(&action.sa_sigaction)).then_some(action.sa_sigaction)
}
