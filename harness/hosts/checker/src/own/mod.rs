//! The checker's own built-in module, `_extproof`: what trials ask that Python has no answer to.
//!
//! Trials import it after the module under test, in interpreters of every kind.

mod definition;
mod function;
mod growth;
mod library;
mod signals;
mod statics;
mod threads;

use std::ffi::CStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::python::{Py_IsInitialized, PyImport_AppendInittab, PyModuleDef_Init, PyObject, inittab};
use crate::status::check_int;
use definition::Definition;
use function::Function;

const NAME: &CStr = c"_extproof";

/// What it has.
static FUNCTIONS: [Function; 6] =
    [library::LIBRARY_OF, library::DEFINITION_OF, signals::HANDLERS, statics::STATICS, growth::ROUND, threads::THREADS];

static INITIALIZATION: AtomicUsize = AtomicUsize::new(0);

/// The number of the initialization of Python.
pub(crate) fn initialization() -> usize {
    INITIALIZATION.load(Relaxed)
}

/// Sees to it that the next initialization finds the module. Python forgets the table of built-in modules in finalizations.
pub(crate) fn register() -> Result<(), String> {
    INITIALIZATION.fetch_add(1, Relaxed);
    // SAFETY: the call may be made at any time.
    let initialized = unsafe { Py_IsInitialized() } != 0;
    if initialized || is_registered() {
        return Ok(());
    }
    // SAFETY: Python isn't initialized, and the name is static.
    check_int("PyImport_AppendInittab", unsafe { PyImport_AppendInittab(NAME.as_ptr(), Some(init)) })
}

fn is_registered() -> bool {
    // SAFETY: the table is NULL, or ended by an entry without a name; nothing changes it meanwhile.
    unsafe {
        let mut entry = *inittab();
        while !entry.is_null() && !(*entry).name.is_null() {
            if CStr::from_ptr((*entry).name) == NAME {
                return true;
            }
            entry = entry.add(1);
        }
    }
    false
}

/// Its init function. There is one definition for all interpreters, as in every other module.
unsafe extern "C" fn init() -> *mut PyObject {
    static DEFINITION: OnceLock<Definition> = OnceLock::new();
    let definition = DEFINITION.get_or_init(|| Definition::new(NAME, &FUNCTIONS));
    // SAFETY: the definition lives as long as the process, and only Python writes to it.
    unsafe { PyModuleDef_Init(definition.pointer()) }
}
