//! The one initialization of Python that a process can have at a time.

use std::cell::Cell;
use std::ptr;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use pyo3_ffi::{
    Py_FinalizeEx, Py_IsInitialized, PyInterpreterState, PyInterpreterState_GetID, PyInterpreterState_Head,
    PyInterpreterState_Main, PyInterpreterState_Next, PyInterpreterState_ThreadHead, PyThreadState, PyThreadState_Get,
    PyThreadState_GetFrame, PyThreadState_GetInterpreter, PyThreadState_Next, PyThreadState_Swap,
};

use super::adopted;
use super::create::{Closing, forget_runtime};
use super::era::Era;
use super::importer;
use super::interpreter::{Interpreter, Refusal};
use super::object::Owned;
use super::thread::Thread;
use crate::version::MINOR;

/// Why there can't be an initialization now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFree {
    /// There is one already.
    Live,
    /// An earlier one could not begin, or end, in a way from which Python doesn't recover.
    Lost(String),
}

static NOT_FREE: Mutex<Option<NotFree>> = Mutex::new(None);

/// Takes the one token of the process.
pub(super) fn take() -> Result<(), NotFree> {
    let mut state = NOT_FREE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(reason) = &*state {
        return Err(reason.clone());
    }
    // SAFETY: this may be called at any time.
    if unsafe { Py_IsInitialized() } != 0 || adopted::is_there() {
        return Err(NotFree::Live);
    }
    *state = Some(NotFree::Live);
    Ok(())
}

/// Whether the Python that runs, if one does, is that of others.
pub(super) fn others_run() -> Result<(), NotFree> {
    NOT_FREE.lock().unwrap_or_else(PoisonError::into_inner).clone().map_or(Ok(()), Err)
}

/// Gives the token back, unless Python is lost.
pub(super) fn give_back(lost: Option<String>) {
    *NOT_FREE.lock().unwrap_or_else(PoisonError::into_inner) = lost.map(NotFree::Lost);
}

/// The owner of a runtime.
pub(crate) struct Runtime {
    main: Rc<Interpreter>,
    is_over: Cell<bool>,
}

/// How an initialization ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As it should.
    Clean,
    /// It ended, but Python could not write what it had buffered.
    Unwritten,
    /// It could not end: code is running, or other threads are in sub-interpreters.
    Busy,
}

impl Runtime {
    pub(super) fn new(main: Rc<Interpreter>) -> Self {
        Self { main, is_over: Cell::new(false) }
    }

    /// The main interpreter, for the thread of the owner.
    pub(crate) fn main(&self) -> &Rc<Interpreter> {
        &self.main
    }

    /// Ends it, with all sub-interpreters that are left. One that was busy can be ended later.
    pub(crate) fn end(&self) -> Ending {
        if self.is_over.get() {
            return Ending::Clean;
        }
        let (ending, lost) = self.try_end();
        if ending != Ending::Busy {
            self.is_over.set(true);
            self.main.mark_ended();
            Era::turn();
            // What was made while Python ended is gone with it.
            forget_runtime(false);
            give_back(lost.then(|| {
                "threads were left in the instance before, and would come back to one that is gone".to_owned()
            }));
        }
        ending
    }

    /// How it ended, and whether Python is lost.
    fn try_end(&self) -> (Ending, bool) {
        const BUSY: (Ending, bool) = (Ending::Busy, false);
        // SAFETY: this may be called at any time.
        if unsafe { Py_IsInitialized() } == 0 {
            // Other code has ended it.
            return (Ending::Clean, false);
        }
        let thread = self.main.thread();
        let Ok(true) = self.main.enter(|| is_current_alone_on_stack(thread)) else { return BUSY };
        let Some(_closing) = Closing::begin() else { return BUSY };
        let Ok(true) = self.main.enter(|| end_all_subs(thread)) else { return BUSY };
        let Ok(true) = self.main.enter(|| {
            wait_for_all(false);
            // Exit functions can make interpreters, too.
            end_all_subs(thread)
        }) else {
            return BUSY;
        };
        // SAFETY: the thread is attached to a state of its own, and goes to the one in the main interpreter.
        unsafe { PyThreadState_Swap(thread.home) };
        // Up to 3.13, a thread that comes back to Python takes the state that it had, which is freed with the instance.
        let lost = MINOR < 14 && !is_only(thread.home);
        forget_runtime(true);
        // SAFETY: this thread is attached to the main interpreter, which is the only one.
        let result = unsafe { Py_FinalizeEx() };
        (if result == 0 { Ending::Clean } else { Ending::Unwritten }, lost)
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if self.end() == Ending::Busy {
            give_back(Some(
                "the instance before could not end, because code was running or threads were left in it".to_owned(),
            ));
        }
    }
}

/// Whether nothing runs on the thread but the visit in which it looks.
fn is_current_alone_on_stack(thread: &Thread) -> bool {
    thread.depth.get() == 1 && !runs_code(thread.home)
}

/// Ends all sub-interpreters; `false` if one can't end.
fn end_all_subs(thread: &Thread) -> bool {
    // What runs while they end can make others, but not for ever.
    for _ in 0..ROUNDS {
        let subs = thread.subs.borrow().clone();
        if subs.iter().any(|sub| matches!(sub.end(), Err(Refusal::Busy))) || !end_strangers(thread.home, |_| true) {
            return false;
        }
        let are_gone = !thread.subs.borrow().iter().any(|sub| sub.is_there());
        // From 3.13 on, Python itself ends those that have no handle.
        // SAFETY: the thread is attached to the main interpreter.
        if are_gone && (cfg!(Py_3_13) || others(unsafe { PyInterpreterState_Main() }).is_empty()) {
            return true;
        }
    }
    false
}

const ROUNDS: usize = 16;

/// Ends the sub-interpreters that have no handle, which Python code and ended threads leave. From 3.13 on, Python does
/// so itself. `false` if one can't end.
fn end_strangers(home: *mut PyThreadState, which: fn(*mut PyInterpreterState) -> bool) -> bool {
    // SAFETY: the thread is attached to the main interpreter.
    let main = unsafe { PyInterpreterState_Main() };
    for interpreter in others(main).into_iter().filter(|&interpreter| which(interpreter)) {
        // SAFETY: the interpreter exists.
        let state = unsafe { PyInterpreterState_ThreadHead(interpreter) };
        if !state.is_null() && !is_alone(state) {
            return false;
        }
        #[cfg(not(Py_3_13))]
        // SAFETY: the thread is attached, first to the main interpreter, then to a state of the other one that nobody else
        // uses. Once that has ended, it is attached to none, and goes back.
        unsafe {
            let fresh = pyo3_ffi::PyThreadState_New(interpreter);
            if fresh.is_null() {
                return false;
            }
            pyo3_ffi::PyThreadState_Swap(fresh);
            // Python would wait for ever for the thread that the other state belongs to.
            if !state.is_null() {
                pyo3_ffi::PyThreadState_Clear(state);
                pyo3_ffi::PyThreadState_Delete(state);
            }
            importer::wait_for_threads(true);
            pyo3_ffi::Py_EndInterpreter(fresh);
            pyo3_ffi::PyThreadState_Swap(home);
        }
    }
    let _ = home;
    true
}

/// Ends this library's sub-interpreters that other threads have left in a Python of others, as far as they can end. From 3.13 on, Python
/// itself does so.
pub(super) fn end_left_behind(home: *mut PyThreadState) {
    #[cfg(not(Py_3_13))]
    end_strangers(home, importer::is_in);
    let _ = home;
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

/// Whether an interpreter of this number is there.
pub(super) fn has(interpreter: *mut PyInterpreterState, number: i64) -> bool {
    // SAFETY: the thread is attached, and what is in the list is there.
    others(ptr::null_mut()).contains(&interpreter) && unsafe { PyInterpreterState_GetID(interpreter) } == number
}

/// Whether the current interpreter can end: this is its only thread. Threads of Python that end by themselves are waited for.
pub(super) fn is_idle(state: *mut PyThreadState) -> bool {
    // SAFETY: the thread is attached to this state.
    debug_assert!(unsafe { PyThreadState_Get() } == state);
    if runs_code(state) {
        return false;
    }
    wait_for_all(true);
    is_alone(state)
}

/// Whether a thread state is the only one of its interpreter, and runs nothing.
fn is_alone(state: *mut PyThreadState) -> bool {
    is_only(state) && !runs_code(state)
}

pub(super) fn runs_code(state: *mut PyThreadState) -> bool {
    // SAFETY: the state exists. A frame is a new reference.
    unsafe { Owned::new(PyThreadState_GetFrame(state).cast()).is_some() }
}

fn is_only(state: *mut PyThreadState) -> bool {
    // SAFETY: the state exists, and its interpreter as long as it does.
    unsafe {
        let head = PyInterpreterState_ThreadHead(PyThreadState_GetInterpreter(state));
        head == state && PyThreadState_Next(state).is_null()
    }
}

/// Does what Python does first to end the current interpreter: waits for threads that end by themselves, and calls the exit
/// functions. When Python does it, it is too late to refuse: threads that are left end the process.
fn wait_for_all(refuse_daemons: bool) {
    importer::wait_for_threads(refuse_daemons);
    // SAFETY: the thread is attached.
    if !refuse_daemons || is_only(unsafe { PyThreadState_Get() }) {
        importer::call_exit_functions();
    }
}
