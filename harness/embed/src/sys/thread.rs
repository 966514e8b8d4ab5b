//! Threads that are attached to Python.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;

use pyo3_ffi::{
    PyEval_RestoreThread, PyEval_SaveThread, PyInterpreterState_Main, PyThreadState, PyThreadState_Clear,
    PyThreadState_DeleteCurrent, PyThreadState_Get, PyThreadState_New,
};

use super::interpreter::Interpreter;

thread_local! {
    static ATTACHED: Cell<bool> = const { Cell::new(false) };
}

/// A thread with a state in the main interpreter, to which it is attached when nothing else is going on.
pub(crate) struct Thread {
    pub(super) home: *mut PyThreadState,
    /// Sub-interpreters that were made on this thread and have not ended.
    pub(super) subs: RefCell<Vec<Rc<Interpreter>>>,
    /// How many calls into Python are on the stack.
    pub(super) depth: Cell<usize>,
}

/// The right to attach, as long as the owner of the life waits.
pub(crate) struct Waiting<'a>(PhantomData<&'a ()>);

impl Thread {
    /// This thread, which has just been attached to the main interpreter.
    ///
    /// # Safety
    /// It must be, and nothing else may detach it.
    pub(super) unsafe fn of_current() -> Rc<Self> {
        ATTACHED.set(true);
        // SAFETY: by contract.
        let home = unsafe { PyThreadState_Get() };
        Rc::new(Self { home, subs: RefCell::new(Vec::new()), depth: Cell::new(0) })
    }

    /// This thread will not be attached again.
    pub(super) fn leave() {
        ATTACHED.set(false);
    }

    /// Whether the thread is attached now.
    pub(super) fn is_attached() -> bool {
        ATTACHED.get()
    }

    /// Detaches for the time of a call, so that other threads can attach.
    pub(crate) fn detached<R>(&self, act: impl FnOnce(&Waiting<'_>) -> R) -> R {
        struct Back(*mut PyThreadState);
        impl Drop for Back {
            fn drop(&mut self) {
                if !self.0.is_null() {
                    // SAFETY: it is the state that this thread was attached to.
                    unsafe { PyEval_RestoreThread(self.0) };
                    ATTACHED.set(true);
                }
            }
        }
        let mut back = Back(std::ptr::null_mut());
        if ATTACHED.replace(false) {
            // SAFETY: the thread is attached.
            back.0 = unsafe { PyEval_SaveThread() };
        }
        let result = act(&Waiting(PhantomData));
        drop(back);
        result
    }
}

/// Attaches this thread to the main interpreter for the time of a call; `None` if it is attached, or there is no memory.
pub(crate) fn attach<R>(_: &Waiting<'_>, act: impl FnOnce(&Rc<Thread>) -> R) -> Option<R> {
    struct Detach(Rc<Thread>);
    impl Drop for Detach {
        fn drop(&mut self) {
            let subs = self.0.subs.take();
            for sub in &subs {
                // One that can't end now stays for the end of the life.
                let _ = sub.end();
            }
            Thread::leave();
            // SAFETY: the thread is attached to this state, and uses it no more.
            unsafe {
                PyThreadState_Clear(self.0.home);
                PyThreadState_DeleteCurrent();
            }
        }
    }
    if Thread::is_attached() {
        return None;
    }
    // SAFETY: Python lives, because its owner waits. The thread is not attached.
    let thread = unsafe {
        let state = PyThreadState_New(PyInterpreterState_Main());
        if state.is_null() {
            return None;
        }
        PyEval_RestoreThread(state);
        Detach(Thread::of_current())
    };
    Some(act(&thread.0))
}
