//! The creation of a module that is under way on a thread, and what Python calls in place of an init function.

use std::cell::{Cell, RefCell};
use std::ptr;

use pyo3_ffi::{PyErr_Clear, PyInterpreterState, PyInterpreterState_Get, PyObject};

use super::super::entry::Entry;
use super::super::exception;
use super::super::object::Owned;
use super::judge::{self, Made};

thread_local! {
    static CURRENT: Cell<*const Call> = const { Cell::new(ptr::null()) };
}

/// One creation of a module.
pub(super) struct Call {
    pub(super) entry: &'static Entry,
    /// The interpreter that asked for the module.
    interpreter: *mut PyInterpreterState,
    /// What went wrong in the main interpreter, whose exceptions no other may see.
    elsewhere: RefCell<Option<String>>,
    /// What is needed only until Python has found the init function.
    until_found: Cell<Option<&'static dyn Release>>,
}

/// Something that is held for a moment.
pub(super) trait Release {
    /// Lets go of it.
    fn release(&self);
}

impl Call {
    /// Makes a module in the current interpreter, by `create`.
    pub(super) fn make(entry: &'static Entry, create: impl FnOnce(&Self) -> Option<Owned>) -> Option<Owned> {
        // SAFETY: the thread is attached.
        let interpreter = unsafe { PyInterpreterState_Get() };
        let call = Self { entry, interpreter, elsewhere: RefCell::new(None), until_found: Cell::new(None) };
        let before = CURRENT.replace(&call);
        let made = create(&call);
        call.found();
        CURRENT.set(before);
        if made.is_none()
            && let Some(message) = call.elsewhere.take()
        {
            // SAFETY: the thread is attached.
            unsafe { PyErr_Clear() };
            exception::import_error(&entry.name.to_string_lossy(), &message);
        }
        made
    }

    /// Holds something until Python has found the init function.
    #[cfg_attr(not(all(Py_3_13, not(Py_3_15))), allow(dead_code, reason = "only a table is searched"))]
    pub(super) fn hold(&self, held: &'static dyn Release) {
        self.until_found.set(Some(held));
    }

    fn found(&self) {
        if let Some(held) = self.until_found.take() {
            held.release();
        }
    }

    /// Runs the init function in the current interpreter, which may be the main one instead of the one that asked.
    pub(super) fn run(&self) -> Option<Made> {
        let made = judge::call(self.entry);
        // SAFETY: the thread is attached.
        if unsafe { PyInterpreterState_Get() } == self.interpreter {
            return made;
        }
        match made {
            None => {
                self.tell_elsewhere();
                None
            }
            // Refused later, it would stay in Python's cache, and the main interpreter would take it from there without
            // enabling the GIL.
            Some(module @ Made::Module(..)) if cfg!(Py_GIL_DISABLED) => {
                judge::reject(module);
                let name = self.entry.name.to_string_lossy();
                let text = format!("module {name} does not support loading in subinterpreters");
                self.elsewhere.replace(Some(text));
                None
            }
            made => made,
        }
    }

    /// Keeps the text of an exception of the main interpreter, to be raised in the one that asked.
    pub(super) fn tell_elsewhere(&self) {
        // SAFETY: the thread is attached.
        if unsafe { PyInterpreterState_Get() } != self.interpreter {
            let raised = exception::tell();
            let text = "failed to import from subinterpreter due to exception";
            self.elsewhere.replace(Some(format!("{text}: {}: {}", raised.kind, raised.message)));
        }
    }
}

/// What Python calls in place of an init function.
#[cfg_attr(not(Py_3_13), allow(dead_code, reason = "only Python's own protocol needs it"))]
pub(super) unsafe extern "C" fn trampoline() -> *mut PyObject {
    // SAFETY: the call is on the stack of `make`, further up on this thread.
    let Some(call) = (unsafe { CURRENT.get().as_ref() }) else {
        exception::import_error("", "the module is made by the importer that the embedding program installed");
        return ptr::null_mut();
    };
    call.found();
    call.run().map_or(ptr::null_mut(), judge::hand_over)
}
