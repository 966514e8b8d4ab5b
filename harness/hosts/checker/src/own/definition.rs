//! The definition of a module that every interpreter accepts.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use super::function::{Function, METH_O, PyCFunction};
use crate::declared::{self, FreeThreadedHead, Head, Slot};
use crate::python::{self, PyObject};

const MULTIPLE_INTERPRETERS: c_int = 3;
const PER_INTERPRETER_GIL_SUPPORTED: usize = 2;
const GIL: c_int = 4;
const GIL_NOT_USED: usize = 1;

/// `PyMethodDef`.
#[repr(C)]
struct Method {
    name: *const c_char,
    call: Option<PyCFunction>,
    flags: c_int,
    doc: *const c_char,
}

/// `PyModuleDef` behind the longer of the two heads.
#[repr(C)]
struct Whole {
    head: FreeThreadedHead,
    definition: declared::Definition,
    /// `m_traverse`, `m_clear` and `m_free`.
    visits: [*const c_void; 3],
}

/// A definition, which Python wants to keep.
pub(super) struct Definition(*mut PyObject);

// SAFETY: what is behind the pointer is only written to by Python, which sees to its threads.
unsafe impl Send for Definition {}
// SAFETY: as above.
unsafe impl Sync for Definition {}

impl Definition {
    /// A module with these functions and without a state.
    pub(super) fn new(name: &'static CStr, functions: &[Function]) -> Self {
        let mut methods: Vec<Method> = functions.iter().map(Method::of).collect();
        methods.push(Method { name: ptr::null(), call: None, flags: 0, doc: ptr::null() });
        let free_threaded = declared::free_threaded();
        let kind = ptr::null();
        let whole = Whole {
            // With the count of what lives as long as the process.
            head: FreeThreadedHead { thread: 0, flags: [0, 0, 0, 0, 255, 255, 255, 255], count: 0, kind },
            definition: declared::Definition {
                init: ptr::null(),
                index: 0,
                copy: ptr::null(),
                name: name.as_ptr(),
                doc: ptr::null(),
                size: 0,
                methods: methods.leak().as_ptr().cast(),
                slots: slots().leak().as_ptr(),
            },
            visits: [ptr::null(); 3],
        };
        let whole = Box::leak(Box::new(whole));
        if free_threaded {
            return Self((&raw mut *whole).cast());
        }
        // The short head ends where the long one does.
        let start = size_of::<FreeThreadedHead>() - size_of::<Head>();
        // SAFETY: the head is inside of the object, and has its alignment.
        unsafe {
            let head = (&raw mut *whole).byte_add(start).cast::<Head>();
            head.write(Head { count: 1, kind });
            Self(head.cast())
        }
    }

    pub(super) fn pointer(&self) -> *mut PyObject {
        self.0
    }
}

impl Method {
    fn of(function: &Function) -> Self {
        Self { name: function.name.as_ptr(), call: Some(function.call), flags: METH_O, doc: ptr::null() }
    }
}

/// The slots that this Python needs in order to import the module everywhere. Python 3.15 still takes their old numbers.
fn slots() -> Vec<Slot> {
    let minor = python::minor();
    let slot = |number, value: usize| Slot { number, value: ptr::without_provenance::<c_void>(value) };
    let interpreters = (minor >= 12).then(|| slot(MULTIPLE_INTERPRETERS, PER_INTERPRETER_GIL_SUPPORTED));
    let gil = (minor >= 13).then(|| slot(GIL, GIL_NOT_USED));
    interpreters.into_iter().chain(gil).chain([slot(0, 0)]).collect()
}
