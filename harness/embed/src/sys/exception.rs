//! Python's exceptions: taking, describing and raising them.

use std::ffi::CString;
use std::ptr;

use pyo3_ffi::{Py_TYPE, PyErr_SetImportError, PyErr_SetString, PyObject};

use super::object::Owned;
use super::traceback;

/// What is known of an exception once it is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raised {
    /// The name of its type.
    pub(crate) kind: String,
    /// Its text.
    pub(crate) message: String,
    /// As Python prints it.
    pub(crate) traceback: String,
}

/// Takes the current exception, if there is one.
pub(super) fn take() -> Option<Owned> {
    // SAFETY: the thread is attached. The call gives a new reference, or NULL.
    #[cfg(Py_3_12)]
    unsafe {
        Owned::new(pyo3_ffi::PyErr_GetRaisedException())
    }
    // SAFETY: as above; three references that may be NULL. A normalized exception is an instance.
    #[cfg(not(Py_3_12))]
    unsafe {
        let (mut kind, mut value, mut trace) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        pyo3_ffi::PyErr_Fetch(&mut kind, &mut value, &mut trace);
        pyo3_ffi::PyErr_NormalizeException(&mut kind, &mut value, &mut trace);
        let (_kind, value, trace) = (Owned::new(kind), Owned::new(value), Owned::new(trace));
        if let (Some(value), Some(trace)) = (&value, &trace) {
            pyo3_ffi::PyException_SetTraceback(value.as_ptr(), trace.as_ptr());
        }
        value
    }
}

/// Takes the current exception and describes it.
pub(super) fn tell() -> Raised {
    let Some(exception) = take() else {
        let (kind, message) = ("SystemError".to_owned(), "no exception was set".to_owned());
        return Raised { traceback: format!("{kind}: {message}\n"), kind, message };
    };
    // SAFETY: the type of a valid object is valid, and borrowed.
    let kind = unsafe { Owned::of_borrowed(Py_TYPE(exception.as_ptr()).cast()) };
    let kind = kind.and_then(|kind| kind.attribute(c"__name__")).map(|name| name.to_text()).unwrap_or_default();
    Raised { kind, message: exception.to_text(), traceback: traceback::of(&exception) }
}

/// Raises a SystemError, whose cause is the current exception, if there is one.
pub(super) fn system_error(message: &str) {
    let cause = take();
    let text = CString::new(message).unwrap_or_default();
    // SAFETY: the thread is attached, and the text ended by NUL.
    unsafe { PyErr_SetString(pyo3_ffi::PyExc_SystemError, text.as_ptr()) };
    if let Some(cause) = cause
        && let Some(error) = take()
    {
        // SAFETY: both are exceptions, and the calls take over a reference to the cause each.
        unsafe {
            pyo3_ffi::Py_INCREF(cause.as_ptr());
            pyo3_ffi::PyException_SetContext(error.as_ptr(), cause.as_ptr());
            pyo3_ffi::PyException_SetCause(error.as_ptr(), cause.into_ptr());
        }
        set(error);
    }
}

/// Raises an ImportError.
pub(super) fn import_error(name: &str, message: &str) {
    if let (Some(name), Some(message)) = (Owned::text(name), Owned::text(message)) {
        // SAFETY: both are strings, the path may be NULL. The call returns NULL always.
        unsafe { PyErr_SetImportError(message.as_ptr(), name.as_ptr(), ptr::null_mut::<PyObject>()) };
    }
}

pub(super) fn set(exception: Owned) {
    // SAFETY: it is an exception, whose reference the call takes over.
    #[cfg(Py_3_12)]
    unsafe {
        pyo3_ffi::PyErr_SetRaisedException(exception.into_ptr());
    }
    // SAFETY: as above; the call takes over a reference to the type as well.
    #[cfg(not(Py_3_12))]
    unsafe {
        let kind: *mut PyObject = Py_TYPE(exception.as_ptr()).cast();
        pyo3_ffi::Py_INCREF(kind);
        pyo3_ffi::PyErr_Restore(kind, exception.into_ptr(), ptr::null_mut());
    }
}
