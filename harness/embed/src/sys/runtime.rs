//! The one initialization of Python that a process can have at a time.

use std::cell::Cell;
use std::rc::Rc;

use pyo3_ffi::{
    Py_FinalizeEx, Py_IsInitialized, PyInterpreterState, PyInterpreterState_Head, PyInterpreterState_Main,
    PyInterpreterState_Next, PyInterpreterState_ThreadHead, PyThreadState, PyThreadState_Clear, PyThreadState_Delete,
    PyThreadState_Get, PyThreadState_GetFrame, PyThreadState_GetInterpreter, PyThreadState_New, PyThreadState_Next,
    PyThreadState_Swap,
};

use super::adopted;
use super::create::{Closing, forget_runtime};
use super::era::Era;
use super::exception;
use super::importer;
use super::interpreter::{Interpreter, Refusal};
use super::lock::Lock;
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

static NOT_FREE: Lock<Option<NotFree>> = Lock::new(None);

/// Takes the one token of the process.
pub(super) fn take() -> Result<(), NotFree> {
    let mut state = NOT_FREE.take();
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
    NOT_FREE.take().clone().map_or(Ok(()), Err)
}

/// Gives the token back, unless Python is lost.
pub(super) fn give_back(lost: Option<String>) {
    *NOT_FREE.take() = lost.map(NotFree::Lost);
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
        if are_gone && (cfg!(Py_3_13) || is_main_alone()) {
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
    others(main).into_iter().filter(|&interpreter| which(interpreter)).all(|stranger| end_stranger(stranger, home))
}

fn end_stranger(interpreter: *mut PyInterpreterState, home: *mut PyThreadState) -> bool {
    // SAFETY: the interpreter exists. The thread is attached to its state in the main one, then to a new one of its own: it has the
    // interpreter's GIL from there on, so that none of its threads runs or ends meanwhile. Once that has ended, it is attached to none, and
    // goes back.
    unsafe {
        let fresh = PyThreadState_New(interpreter);
        if fresh.is_null() {
            return false;
        }
        PyThreadState_Swap(fresh);
        let left = left_beside(fresh);
        #[cfg(not(Py_3_13))]
        if let Some(state) = left {
            // Python would wait for ever for the thread that the other state belongs to.
            if !state.is_null() {
                PyThreadState_Clear(state);
                PyThreadState_Delete(state);
            }
            importer::wait_for_threads(true);
            pyo3_ffi::Py_EndInterpreter(fresh);
            PyThreadState_Swap(home);
            return true;
        }
        PyThreadState_Clear(fresh);
        PyThreadState_Swap(home);
        PyThreadState_Delete(fresh);
        left.is_some()
    }
}

/// The state that a thread has left in the current interpreter, NULL if there is none, beside this thread's; `None` if there is one that
/// may be in use.
///
/// From 3.13 on, this library leaves none, and nothing of a state is read that isn't this thread's own: on free-threaded builds, its thread
/// runs and can free it.
#[cfg(Py_3_13)]
fn left_beside(own: *mut PyThreadState) -> Option<*mut PyThreadState> {
    is_only(own).then_some(std::ptr::null_mut())
}

#[cfg(not(Py_3_13))]
fn left_beside(own: *mut PyThreadState) -> Option<*mut PyThreadState> {
    // SAFETY: the thread is attached to its state, and so no other thread changes the list or its states. New ones come first in it.
    unsafe {
        let left = PyThreadState_Next(own);
        let is_first = PyInterpreterState_ThreadHead(PyThreadState_GetInterpreter(own)) == own;
        let is_idle = left.is_null() || (PyThreadState_Next(left).is_null() && !runs_code(left));
        (is_first && is_idle).then_some(left)
    }
}

/// Ends this library's sub-interpreters that other threads have left in a Python of others, as far as they can end. From 3.13 on, Python
/// itself does so.
pub(super) fn end_left_behind(home: *mut PyThreadState) {
    #[cfg(not(Py_3_13))]
    end_strangers(home, importer::is_in);
    let _ = home;
}

/// All but the main one. None that has threads may end meanwhile.
fn others(main: *mut PyInterpreterState) -> Vec<*mut PyInterpreterState> {
    let mut found = Vec::new();
    // SAFETY: the thread is attached, and what is in the list is there.
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

unsafe extern "C" {
    /// Private, but the only one that looks in Python's list of interpreters under Python's lock; exported by each version up to 3.15.
    fn _PyInterpreterState_LookUpID(number: i64) -> *mut PyInterpreterState;
}

/// Whether an interpreter of this number is there. Others can come and go meanwhile, on threads that don't need this one's GIL.
pub(super) fn has(interpreter: *mut PyInterpreterState, number: i64) -> bool {
    // SAFETY: the thread is attached.
    let found = unsafe { _PyInterpreterState_LookUpID(number) };
    if found.is_null() {
        drop(exception::take());
    }
    !found.is_null() && found == interpreter
}

/// Whether the main interpreter is the only one. No other one is read, because it may end meanwhile.
pub(super) fn is_main_alone() -> bool {
    // SAFETY: the thread is attached. New interpreters come first in the list.
    unsafe { PyInterpreterState_Head() == PyInterpreterState_Main() }
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

/// Whether a state of this thread is the only one of its interpreter.
pub(super) fn is_only(state: *mut PyThreadState) -> bool {
    // SAFETY: the state exists, and its interpreter as long as it does. Threads that have no need of this one's GIL come and go: one that was
    // there before is after this state in the list, and what it started before it ended is the first.
    unsafe {
        let is_last = PyThreadState_Next(state).is_null();
        is_last && PyInterpreterState_ThreadHead(PyThreadState_GetInterpreter(state)) == state
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
