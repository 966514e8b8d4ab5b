//! Names and init functions of modules, kept for the life of the process.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::fmt;
use std::mem;

use pyo3_ffi::PyObject;

use super::lock::Lock;

pub(super) type RawInit = unsafe extern "C" fn() -> *mut PyObject;

/// The init function of an extension module, by convention `PyInit_NAME`.
#[derive(Clone, Copy)]
pub struct InitFunction(RawInit);

impl InitFunction {
    /// An init function that is linked into the program. What it returns a pointer to is Python's `PyObject`, whatever it is called
    /// in the program: `c_void`, or the type of any version of PyO3.
    ///
    /// # Safety
    /// It must be the init function of an extension module that was compiled for the Python that this program embeds, and it
    /// must be safe to call on any thread that is attached to an interpreter: once for each import, as Python calls it.
    pub const unsafe fn new<T>(function: unsafe extern "C" fn() -> *mut T) -> Self {
        // SAFETY: by contract, only the name of what is pointed to differs.
        Self(unsafe { mem::transmute::<unsafe extern "C" fn() -> *mut T, RawInit>(function) })
    }

    fn address(self) -> usize {
        (self.0 as *const ()).addr()
    }
}

/// By their addresses: what is the same to the linker does the same.
impl PartialEq for InitFunction {
    fn eq(&self, other: &Self) -> bool {
        self.address() == other.address()
    }
}

impl Eq for InitFunction {}

impl fmt::Debug for InitFunction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InitFunction({:#x})", self.address())
    }
}

/// A module's name and init function. There is one for each pair, and it is never freed.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(super) name: CString,
    pub(super) init: RawInit,
}

static ENTRIES: Lock<BTreeMap<(CString, usize), &'static Entry>> = Lock::new(BTreeMap::new());

impl Entry {
    /// Its init function.
    pub(crate) fn function(&self) -> InitFunction {
        InitFunction(self.init)
    }

    /// The entry of this name and function.
    pub(crate) fn of(name: CString, function: InitFunction) -> &'static Self {
        let mut entries = ENTRIES.take();
        entries
            .entry((name.clone(), function.address()))
            .or_insert_with(|| Box::leak(Box::new(Self { name, init: function.0 })))
    }
}
