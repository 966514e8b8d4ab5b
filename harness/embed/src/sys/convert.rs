//! Values of Rust as Python's objects, and back.

use pyo3_ffi::{
    Py_TYPE, PyBool_Check, PyBytes_AsString, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_Size, PyErr_SetString,
    PyExc_ValueError, PyFloat_AsDouble, PyFloat_Check, PyFloat_FromDouble, PyList_Append, PyList_Check, PyList_New,
    PyLong_AsLongLong, PyLong_Check, PyLong_FromLongLong, PyObject, PySequence_GetItem, PySequence_Size, PyTuple_Check,
    PyUnicode_AsUTF8AndSize, PyUnicode_Check,
};

use super::exception::{self, Raised};
use super::importer::{flag, none};
use super::object::Owned;
use crate::Value;

/// Why an object has no value in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoValue {
    /// There was an exception instead.
    Raised(Raised),
    /// No value is of this type, or holds what the object holds.
    Kind(String),
}

/// How deep lists may be nested: they can contain themselves.
const DEEPEST: usize = 64;

/// How many values may come from Python at once: a few lists can contain each other so often that no memory is enough.
const MOST: usize = 10_000_000;

/// The object of a value. `None` is an exception.
pub(super) fn to_python(value: &Value) -> Option<Owned> {
    object(value, 0)
}

fn object(value: &Value, depth: usize) -> Option<Owned> {
    // SAFETY: the thread is attached. Each call gives a new reference, or NULL and an exception.
    unsafe {
        match value {
            Value::None => none(),
            Value::Bool(value) => flag(*value),
            Value::Int(value) => Owned::new(PyLong_FromLongLong(*value)),
            Value::Float(value) => Owned::new(PyFloat_FromDouble(*value)),
            Value::Text(text) => Owned::text(text),
            Value::Bytes(bytes) => {
                Owned::new(PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len().try_into().ok()?))
            }
            Value::List(_) if depth == DEEPEST => {
                PyErr_SetString(PyExc_ValueError, c"lists are nested too deep".as_ptr());
                None
            }
            Value::List(values) => {
                let list = Owned::new(PyList_New(0))?;
                for value in values {
                    if PyList_Append(list.as_ptr(), object(value, depth + 1)?.as_ptr()) < 0 {
                        return None;
                    }
                }
                Some(list)
            }
        }
    }
}

/// The value of an object.
pub(super) fn to_rust(object: &Owned) -> Result<Value, NoValue> {
    nested(object, 0, &mut 0)
}

/// `count` is that of the values before.
fn nested(object: &Owned, depth: usize, count: &mut usize) -> Result<Value, NoValue> {
    *count += 1;
    let pointer = object.as_ptr();
    // SAFETY: the thread is attached, and the object valid.
    unsafe {
        if object.is_none() {
            Ok(Value::None)
        } else if PyBool_Check(pointer) != 0 {
            Ok(Value::Bool(object.is_true()))
        } else if PyLong_Check(pointer) != 0 {
            let value = PyLong_AsLongLong(pointer);
            if exception::take().is_some() { Err(kind(pointer)) } else { Ok(Value::Int(value)) }
        } else if PyFloat_Check(pointer) != 0 {
            Ok(Value::Float(PyFloat_AsDouble(pointer)))
        } else if PyUnicode_Check(pointer) != 0 {
            text(pointer).ok_or_else(|| kind(pointer))
        } else if PyBytes_Check(pointer) != 0 {
            let (start, length) = (PyBytes_AsString(pointer).cast::<u8>(), PyBytes_Size(pointer));
            let length = length.try_into().unwrap_or_default();
            Ok(Value::Bytes(std::slice::from_raw_parts(start, length).to_owned()))
        } else if (PyList_Check(pointer) != 0 || PyTuple_Check(pointer) != 0) && depth < DEEPEST && *count < MOST {
            let size = PySequence_Size(pointer);
            // A class below can have a length that raises.
            if size < 0 {
                return Err(NoValue::Raised(exception::tell()));
            }
            let item = |index| match Owned::new(PySequence_GetItem(pointer, index)) {
                Some(item) => nested(&item, depth + 1, count),
                None => Err(NoValue::Raised(exception::tell())),
            };
            (0..size).map(item).collect::<Result<_, _>>().map(Value::List)
        } else {
            Err(kind(pointer))
        }
    }
}

unsafe fn text(pointer: *mut PyObject) -> Option<Value> {
    let mut length = 0;
    // SAFETY: the caller has a string. Its UTF-8 is valid as long as the string.
    unsafe {
        let start = PyUnicode_AsUTF8AndSize(pointer, &mut length);
        if start.is_null() {
            drop(exception::take());
            return None;
        }
        let bytes = std::slice::from_raw_parts(start.cast::<u8>(), length.try_into().ok()?);
        str::from_utf8(bytes).ok().map(|text| Value::Text(text.to_owned()))
    }
}

unsafe fn kind(pointer: *mut PyObject) -> NoValue {
    // SAFETY: the type of a valid object is valid, and borrowed.
    let kind = unsafe { Owned::of_borrowed(Py_TYPE(pointer).cast()) };
    let name = kind.and_then(|kind| kind.attribute(c"__name__")).map(|name| name.to_text());
    NoValue::Kind(name.unwrap_or_default())
}
