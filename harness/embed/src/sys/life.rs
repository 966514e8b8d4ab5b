//! The one life of Python that a process can have at a time.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use pyo3_ffi::{
    Py_FinalizeEx, Py_IsInitialized, PyDict_GetItemString, PyImport_GetModuleDict, PyInterpreterState,
    PyInterpreterState_Head, PyInterpreterState_Main, PyInterpreterState_Next, PyInterpreterState_ThreadHead,
    PyThreadState, PyThreadState_Get, PyThreadState_GetFrame, PyThreadState_GetInterpreter, PyThreadState_Next,
};

use super::create::forget_life;
use super::exception;
use super::interpreter::{Interpreter, Refusal};
use super::object::Owned;
use super::thread::Thread;

/// Why there can't be a life now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFree {
    /// There is one.
    Live,
    /// One could not begin, or end, in a way that Python can't get over.
    Lost(String),
}

static NOT_FREE: Mutex<Option<NotFree>> = Mutex::new(None);

/// Takes the one place that there is.
pub(super) fn take() -> Result<(), NotFree> {
    let mut state = NOT_FREE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(reason) = &*state {
        return Err(reason.clone());
    }
    // SAFETY: this may be called at any time.
    if unsafe { Py_IsInitialized() } != 0 {
        return Err(NotFree::Live);
    }
    *state = Some(NotFree::Live);
    Ok(())
}

/// Gives the place back, or never.
pub(super) fn give_back(lost: Option<String>) {
    *NOT_FREE.lock().unwrap_or_else(PoisonError::into_inner) = lost.map(NotFree::Lost);
}

/// The owner of a life.
pub(crate) struct Life {
    main: Rc<Interpreter>,
    is_over: Cell<bool>,
}

/// How a life ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As it should.
    Clean,
    /// It ended, but Python could not write what it had buffered.
    Unwritten,
    /// It could not end: code is running, or other threads are in sub-interpreters.
    Busy,
}

impl Life {
    pub(super) fn new(main: Rc<Interpreter>) -> Self {
        Self { main, is_over: Cell::new(false) }
    }

    /// The main interpreter, for the thread of the owner.
    pub(crate) fn main(&self) -> &Rc<Interpreter> {
        &self.main
    }

    /// Ends it, with all sub-interpreters that are left.
    pub(crate) fn end(&self) -> Ending {
        if self.is_over.replace(true) {
            return Ending::Clean;
        }
        let ending = self.try_end();
        match ending {
            Ending::Busy => give_back(Some(
                "the instance before could not end, because code was running or threads were left in it".into(),
            )),
            Ending::Clean | Ending::Unwritten => give_back(None),
        }
        ending
    }

    fn try_end(&self) -> Ending {
        let thread = self.main.thread();
        // SAFETY: this may be called at any time.
        if unsafe { Py_IsInitialized() } == 0 {
            // Somebody else has ended it.
            self.main.mark_ended();
            Thread::leave();
            forget_life(false);
            return Ending::Clean;
        }
        if !Thread::is_attached() || thread.depth.get() > 0 {
            return Ending::Busy;
        }
        let subs = thread.subs.borrow().clone();
        if subs.iter().any(|sub| matches!(sub.end(), Err(Refusal::Busy))) || !end_strangers(thread.home) {
            return Ending::Busy;
        }
        self.main.mark_ended();
        forget_life(true);
        // SAFETY: this thread is attached to the main interpreter, which is the only one.
        let result = unsafe { Py_FinalizeEx() };
        Thread::leave();
        // What was made while Python ended is gone with it.
        forget_life(false);
        if result == 0 { Ending::Clean } else { Ending::Unwritten }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.end();
    }
}

/// Ends the sub-interpreters that nobody has a handle of, as Python code and threads that are gone leave them. From 3.13
/// Python does so itself. `false` if one can't end.
fn end_strangers(home: *mut PyThreadState) -> bool {
    // SAFETY: the thread is attached to the main interpreter.
    let main = unsafe { PyInterpreterState_Main() };
    for interpreter in others(main) {
        // SAFETY: the interpreter exists.
        let state = unsafe { PyInterpreterState_ThreadHead(interpreter) };
        if !state.is_null() && !is_alone(state) {
            return false;
        }
        #[cfg(not(Py_3_13))]
        // SAFETY: the thread is attached, first to the main interpreter, then to a state of the other one that nobody else
        // uses. Once that has ended, it is attached to none, and goes back.
        unsafe {
            let state = if state.is_null() { pyo3_ffi::PyThreadState_New(interpreter) } else { state };
            if state.is_null() {
                return false;
            }
            pyo3_ffi::PyThreadState_Swap(state);
            pyo3_ffi::Py_EndInterpreter(state);
            pyo3_ffi::PyThreadState_Swap(home);
        }
    }
    let _ = home;
    true
}

fn others(main: *mut PyInterpreterState) -> Vec<*mut PyInterpreterState> {
    let mut found = Vec::new();
    // SAFETY: the thread is attached. The list of interpreters can change only by threads that are in one.
    let mut interpreter = unsafe { PyInterpreterState_Head() };
    while !interpreter.is_null() {
        if interpreter != main {
            found.push(interpreter);
        }
        // SAFETY: as above.
        interpreter = unsafe { PyInterpreterState_Next(interpreter) };
    }
    found
}

/// Whether the current interpreter can end: this is its only thread. Threads of Python that end by themselves are waited for.
pub(super) fn is_idle(state: *mut PyThreadState) -> bool {
    // SAFETY: the thread is attached to this state.
    debug_assert!(unsafe { PyThreadState_Get() } == state);
    if !is_only(state) {
        wait_for_threads();
    }
    is_alone(state)
}

/// Whether a thread state is the only one of its interpreter, and runs nothing.
fn is_alone(state: *mut PyThreadState) -> bool {
    // SAFETY: the state exists. A frame is a new reference.
    unsafe { is_only(state) && Owned::new(PyThreadState_GetFrame(state).cast()).is_none() }
}

fn is_only(state: *mut PyThreadState) -> bool {
    // SAFETY: the state exists, and its interpreter as long as it does.
    unsafe {
        let head = PyInterpreterState_ThreadHead(PyThreadState_GetInterpreter(state));
        head == state && PyThreadState_Next(state).is_null()
    }
}

fn wait_for_threads() {
    // SAFETY: the thread is attached. Both are borrowed.
    let threading = unsafe {
        let modules = PyImport_GetModuleDict();
        Owned::of_borrowed(PyDict_GetItemString(modules, c"threading".as_ptr()))
    };
    let shutdown = threading.and_then(|threading| threading.attribute(c"_shutdown"));
    if shutdown.and_then(|shutdown| shutdown.call(Vec::new())).is_none() {
        drop(exception::take());
    }
}
