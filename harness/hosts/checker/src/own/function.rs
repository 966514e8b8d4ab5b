//! Functions of the module: each takes one text or number, and gives one, or an exception.

use std::ffi::{CStr, c_int};
use std::fmt::Write;
use std::ptr;
use std::slice;

use crate::python::{
    PyErr_Occurred, PyErr_SetString, PyLong_AsUnsignedLongLong, PyObject, PyUnicode_AsUTF8AndSize,
    PyUnicode_FromStringAndSize, value_error,
};

/// `METH_O`.
pub(super) const METH_O: c_int = 8;

/// `PyCFunction`.
pub(super) type PyCFunction = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;

/// A function with its name.
pub(super) struct Function {
    pub(super) name: &'static CStr,
    pub(super) call: PyCFunction,
}

/// An object for a text.
pub(super) fn text(text: &str) -> *mut PyObject {
    // SAFETY: the thread is attached to an interpreter, which called the function. The call copies the text.
    unsafe { PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize) }
}

/// The text that was given, if it is one that UTF-8 has; else an exception is set.
pub(super) fn text_of(argument: *mut PyObject) -> Option<String> {
    let mut length = 0;
    // SAFETY: the thread is attached to an interpreter, and the argument is an object. What the call returns lives as long.
    let bytes = unsafe {
        let start = PyUnicode_AsUTF8AndSize(argument, &raw mut length);
        if start.is_null() {
            return None;
        }
        slice::from_raw_parts(start.cast::<u8>(), usize::try_from(length).unwrap_or_default())
    };
    Some(String::from_utf8_lossy(bytes).into_owned())
}

/// The number that was given, if it is one that fits; else an exception is set.
pub(super) fn address(argument: *mut PyObject) -> Option<usize> {
    // SAFETY: the thread is attached to an interpreter, and the argument is an object.
    let (number, failed) = unsafe {
        let number = PyLong_AsUnsignedLongLong(argument);
        (number, number == u64::MAX && !PyErr_Occurred().is_null())
    };
    if failed {
        return None;
    }
    let address = usize::try_from(number);
    if address.is_err() {
        raise(c"not an address");
    }
    address.ok()
}

/// Sets a `ValueError`, and gives what a function returns then.
pub(super) fn raise(message: &CStr) -> *mut PyObject {
    // SAFETY: the thread is attached to an interpreter, and the message is a string of C.
    unsafe { PyErr_SetString(value_error(), message.as_ptr()) };
    ptr::null_mut()
}

/// A text in letters, digits and `._-/`; others as numbers between percent signs.
pub(super) fn spelled(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "._-/".contains(char);
    text.chars().fold(String::new(), |mut spelled, char| {
        if is_plain(char) {
            spelled.push(char);
        } else {
            let _ = write!(spelled, "%{:x}%", u32::from(char));
        }
        spelled
    })
}
