//! References to Python's objects.

use std::ffi::CStr;
use std::ptr::NonNull;

use pyo3_ffi::{
    Py_DECREF, Py_INCREF, PyBytes_AsString, PyBytes_Size, PyObject, PyObject_CallObject, PyObject_GetAttrString,
    PyObject_Str, PyTuple_New, PyTuple_SetItem, PyUnicode_AsEncodedString, PyUnicode_DecodeFSDefaultAndSize,
    PyUnicode_FromStringAndSize,
};

/// One reference to an object.
pub(super) struct Owned(NonNull<PyObject>);

impl Owned {
    /// Takes a new reference from a call of Python, which has set an exception if there is none.
    ///
    /// # Safety
    /// The pointer is NULL or a reference that the caller owns.
    pub(super) unsafe fn new(pointer: *mut PyObject) -> Option<Self> {
        NonNull::new(pointer).map(Self)
    }

    /// Makes a new reference of a borrowed one.
    ///
    /// # Safety
    /// The pointer is NULL or a valid object.
    pub(super) unsafe fn of_borrowed(pointer: *mut PyObject) -> Option<Self> {
        let pointer = NonNull::new(pointer)?;
        // SAFETY: by contract.
        unsafe { Py_INCREF(pointer.as_ptr()) };
        Some(Self(pointer))
    }

    /// Another reference to the same object.
    pub(super) fn again(other: &Self) -> Option<Self> {
        // SAFETY: it is a valid object.
        unsafe { Self::of_borrowed(other.as_ptr()) }
    }

    /// Whether it is None.
    pub(super) fn is_none(&self) -> bool {
        // SAFETY: None always exists.
        self.as_ptr() == unsafe { pyo3_ffi::Py_None() }
    }

    /// Whether it counts as true.
    pub(super) fn is_true(&self) -> bool {
        // SAFETY: the object is valid.
        unsafe { pyo3_ffi::PyObject_IsTrue(self.as_ptr()) == 1 }
    }

    /// The pointer, borrowed.
    pub(super) fn as_ptr(&self) -> *mut PyObject {
        self.0.as_ptr()
    }

    /// The pointer with its reference.
    pub(super) fn into_ptr(self) -> *mut PyObject {
        let pointer = self.0.as_ptr();
        std::mem::forget(self);
        pointer
    }

    /// A string.
    pub(super) fn text(text: &str) -> Option<Self> {
        // SAFETY: the pointer and the length are the text's, which is UTF-8. Nothing is longer than isize::MAX.
        unsafe { Self::new(PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize)) }
    }

    /// A path as a string, as Python decodes paths.
    pub(super) fn path(bytes: &[u8]) -> Option<Self> {
        // SAFETY: the pointer and the length are those of the bytes.
        unsafe { Self::new(PyUnicode_DecodeFSDefaultAndSize(bytes.as_ptr().cast(), bytes.len() as isize)) }
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &CStr) -> Option<Self> {
        // SAFETY: the object is valid, the name ended by NUL.
        unsafe { Self::new(PyObject_GetAttrString(self.as_ptr(), name.as_ptr())) }
    }

    /// Calls the object.
    pub(super) fn call(&self, arguments: Vec<Self>) -> Option<Self> {
        // SAFETY: the tuple is new, and each place is set once, with a reference that it takes over.
        unsafe {
            let tuple = Self::new(PyTuple_New(arguments.len() as isize))?;
            for (index, argument) in (0..).zip(arguments) {
                PyTuple_SetItem(tuple.as_ptr(), index, argument.into_ptr());
            }
            Self::new(PyObject_CallObject(self.as_ptr(), tuple.as_ptr()))
        }
    }

    /// `str()` of the object, what can't be encoded as in `\udc80`; empty if that fails.
    pub(super) fn to_text(&self) -> String {
        self.try_text().unwrap_or_else(|| {
            // SAFETY: the thread is attached.
            unsafe { pyo3_ffi::PyErr_Clear() };
            String::new()
        })
    }

    fn try_text(&self) -> Option<String> {
        // SAFETY: the object is valid. The bytes are valid as long as the object that they belong to.
        unsafe {
            let text = Self::new(PyObject_Str(self.as_ptr()))?;
            let (encoding, errors) = (c"utf-8".as_ptr(), c"backslashreplace".as_ptr());
            let bytes = Self::new(PyUnicode_AsEncodedString(text.as_ptr(), encoding, errors))?;
            let length = PyBytes_Size(bytes.as_ptr()).try_into().ok()?;
            let bytes = std::slice::from_raw_parts(PyBytes_AsString(bytes.as_ptr()).cast::<u8>(), length);
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: it is one reference, and the thread is attached to the interpreter of its object.
        unsafe { Py_DECREF(self.as_ptr()) }
    }
}
