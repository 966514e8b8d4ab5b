//! Threads that are attached to Python.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::ptr;
use std::rc::Rc;

use pyo3_ffi::{
    Py_IsInitialized, PyEval_RestoreThread, PyEval_SaveThread, PyGILState_Ensure, PyGILState_GetThisThreadState,
    PyGILState_Release, PyGILState_STATE, PyInterpreterState_Main, PyThreadState, PyThreadState_Clear,
    PyThreadState_DeleteCurrent, PyThreadState_Get, PyThreadState_GetID, PyThreadState_GetInterpreter,
    PyThreadState_New,
};

use super::detached_sub;
use super::era::Era;
use super::interpreter::{Interpreter, Refusal};
use super::runtime;

thread_local! {
    /// The state that this thread has entered by an [`Interpreter`], and its state in the main one.
    pub(super) static ENTERED: Cell<Entered> = const { Cell::new(Entered { state: ptr::null_mut(), home: ptr::null_mut() }) };
}

#[derive(Clone, Copy)]
pub(super) struct Entered {
    pub(super) state: *mut PyThreadState,
    pub(super) home: *mut PyThreadState,
}

/// A thread with a state in the main interpreter, to which it is attached when nothing else is going on.
pub(crate) struct Thread {
    pub(super) home: *mut PyThreadState,
    /// The number of that state, if others can delete it.
    number: Option<i64>,
    /// Sub-interpreters that were made on this thread and have not ended.
    pub(super) subs: RefCell<Vec<Rc<Interpreter>>>,
    /// How many calls into Python are on the stack.
    pub(super) depth: Cell<usize>,
    /// Whether handles of this thread are void, because its state in the main interpreter is gone.
    pub(super) is_over: Cell<bool>,
}

/// The right to attach, as long as the owner of the initialization waits.
pub(crate) struct Waiting<'a> {
    era: Era,
    owner: PhantomData<&'a ()>,
}

impl Thread {
    /// This thread, which is attached to the main interpreter.
    pub(super) fn of_current() -> Rc<Self> {
        // SAFETY: the callers have just attached it.
        Self::new(unsafe { PyThreadState_Get() }, None)
    }

    /// The same where others have attached it.
    pub(super) fn of_others() -> Rc<Self> {
        // SAFETY: the caller has looked that it is attached.
        unsafe {
            let home = PyThreadState_Get();
            Self::new(home, Some(PyThreadState_GetID(home)))
        }
    }

    fn new(home: *mut PyThreadState, number: Option<i64>) -> Rc<Self> {
        Rc::new(Self { home, number, subs: RefCell::default(), depth: Cell::new(0), is_over: Cell::new(false) })
    }

    /// Whether the state in the main interpreter is there: others may have deleted it, and made another in its place.
    pub(super) fn has_home(&self) -> bool {
        let Some(number) = self.number else { return true };
        // SAFETY: this may be called at any time.
        let own = unsafe { PyGILState_GetThisThreadState() };
        // From 3.12 on, Python remembers the state that was attached last, which can be that of a sub-interpreter.
        let entered = ENTERED.get();
        let is_there = own == self.home || (own == entered.state && entered.home == self.home);
        // SAFETY: the state is remembered, or the thread goes back to it.
        is_there && !own.is_null() && unsafe { PyThreadState_GetID(self.home) } == number
    }

    /// Ends the sub-interpreters of this thread; `false` if one can't end now.
    pub(super) fn end_subs(&self) -> bool {
        let subs = self.subs.borrow().clone();
        // Each is tried.
        subs.iter().filter(|sub| sub.end() == Err(Refusal::Busy)).count() == 0
    }

    /// Ends the sub-interpreters of this thread. One that can't end now is left without a state of this thread, for the end of Python.
    pub(super) fn leave_subs(&self) {
        self.end_subs();
        let left = self.subs.borrow().clone();
        for sub in left {
            // It is gone already if this is refused.
            let _ = detached_sub::detach(&sub);
        }
    }

    /// Whether this thread is attached now, by whomever: Python is asked.
    pub(super) fn is_attached() -> bool {
        // SAFETY: this may be called at any time.
        let current = unsafe { pyo3_ffi::compat::PyThreadState_GetUnchecked() };
        if current.is_null() || cfg!(Py_3_12) {
            return !current.is_null();
        }
        // Up to 3.11 it is the state of whichever thread holds the GIL. Only this thread makes one of its own the current one.
        // SAFETY: as above.
        current == ENTERED.get().state || current == unsafe { PyGILState_GetThisThreadState() }
    }

    /// Detaches for the time of a call, so that other threads can attach.
    pub(super) fn detached<R>(era: Era, act: impl FnOnce(&Waiting<'_>) -> R) -> R {
        struct Back(*mut PyThreadState);
        impl Drop for Back {
            fn drop(&mut self) {
                if !self.0.is_null() {
                    // SAFETY: it is the state that this thread was attached to.
                    unsafe { PyEval_RestoreThread(self.0) };
                }
            }
        }
        let mut back = Back(ptr::null_mut());
        if Self::is_attached() {
            // SAFETY: the thread is attached.
            back.0 = unsafe { PyEval_SaveThread() };
        }
        let result = act(&Waiting { era, owner: PhantomData });
        drop(back);
        result
    }
}

/// Attaches this thread to the main interpreter for the time of a call.
pub(crate) fn attach<R>(waiting: &Waiting<'_>, act: impl FnOnce(&Rc<Thread>) -> R) -> Result<R, Refusal> {
    // SAFETY: this may be called at any time.
    if !waiting.era.goes_on() || unsafe { Py_IsInitialized() } == 0 {
        return Err(Refusal::Ended);
    }
    if Thread::is_attached() {
        return Err(Refusal::Detached);
    }
    let visit = Visit::begin().ok_or(Refusal::Memory)?;
    Ok(act(&visit.thread))
}

/// The time for which a thread is attached to the main interpreter.
struct Visit {
    thread: Rc<Thread>,
    /// Whether the thread had its state before. Others find it there: `PyGILState_Ensure` attaches a thread by the one state that Python
    /// remembers for it, and would wait for itself if there were a second one that is attached.
    is_kept: bool,
}

impl Visit {
    fn begin() -> Option<Self> {
        // SAFETY: Python lives, because its owner waits. The thread is not attached, and a state that Python remembers for it is
        // nobody else's.
        let is_kept = unsafe {
            let main = PyInterpreterState_Main();
            let own = PyGILState_GetThisThreadState();
            let is_kept = !own.is_null() && PyThreadState_GetInterpreter(own) == main;
            if is_kept {
                // Whoever has kept the state may let go of it meanwhile.
                PyGILState_Ensure();
            } else {
                let state = PyThreadState_New(main);
                if state.is_null() {
                    return None;
                }
                PyEval_RestoreThread(state);
            }
            is_kept
        };
        Some(Self { thread: Thread::of_current(), is_kept })
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.thread.leave_subs();
        self.thread.is_over.set(true);
        // SAFETY: the thread is attached to this state. One that was made for the visit is used no more; another one goes if nobody has
        // kept it.
        unsafe {
            if self.is_kept {
                PyGILState_Release(PyGILState_STATE::PyGILState_UNLOCKED);
            } else if runtime::is_only(self.thread.home) {
                // The owner's is gone in a forked process. 3.11 and 3.12 can't make another where there is none.
                PyEval_SaveThread();
            } else {
                PyThreadState_Clear(self.thread.home);
                PyThreadState_DeleteCurrent();
            }
        }
    }
}
