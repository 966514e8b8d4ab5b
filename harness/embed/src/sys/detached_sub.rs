//! Sub-interpreters on their way from one thread to another.

use std::rc::Rc;

use pyo3_ffi::{
    PyInterpreterState, PyInterpreterState_GetID, PyThreadState, PyThreadState_Clear, PyThreadState_Delete,
    PyThreadState_GetInterpreter, PyThreadState_New,
};

use super::era::Era;
use super::interpreter::{Interpreter, Refusal, Visit};
use super::runtime;

/// A sub-interpreter that no thread is bound to.
pub(crate) struct DetachedSub {
    interpreter: *mut PyInterpreterState,
    /// Its number, because another one can come to be in its place.
    number: i64,
    era: Era,
    /// The state of the thread that it comes from, which up to 3.12 has to stay until there is another one.
    state: Option<*mut PyThreadState>,
}

// SAFETY: the state and the interpreter aren't used before a thread is attached to another one, which then has them for itself.
unsafe impl Send for DetachedSub {}
// SAFETY: nothing can be done with a reference.
unsafe impl Sync for DetachedSub {}

/// Detaches a sub-interpreter from this thread. Its handle ends.
pub(crate) fn detach(sub: &Interpreter) -> Result<DetachedSub, Refusal> {
    let mut visit = Visit::alone(sub)?;
    let state = visit.state();
    if runtime::runs_code(state) {
        return Err(Refusal::Busy);
    }
    visit.drop_exception();
    // SAFETY: the state is attached, and so its interpreter is there.
    let (interpreter, number) = unsafe {
        let interpreter = PyThreadState_GetInterpreter(state);
        (interpreter, PyInterpreterState_GetID(interpreter))
    };
    if cfg!(Py_3_13) {
        // SAFETY: the thread is attached to this state. Nobody uses it but this handle, which ends.
        unsafe { PyThreadState_Clear(state) };
    }
    sub.leave_thread();
    drop(visit);
    let detached = |state| DetachedSub { interpreter, number, era: Era::now(), state };
    if cfg!(Py_3_13) {
        // SAFETY: it was cleared, and the thread has left it.
        unsafe { PyThreadState_Delete(state) };
        return Ok(detached(None));
    }
    Ok(detached(Some(state)))
}

impl DetachedSub {
    /// Attaches it to the thread of an interpreter, which is attached to that one again afterwards. The outer refusal is that of the other
    /// interpreter.
    pub(crate) fn attach(&self, to: &Interpreter) -> Result<Result<Rc<Interpreter>, Refusal>, Refusal> {
        to.enter(|| {
            if self.era != Era::now() || !runtime::has(self.interpreter, self.number) {
                return Err(Refusal::Ended);
            }
            // SAFETY: the thread is attached, and the interpreter is there.
            let state = unsafe { PyThreadState_New(self.interpreter) };
            if state.is_null() {
                return Err(Refusal::Memory);
            }
            let sub = to.with_sub(state);
            if let Some(old) = self.state {
                // SAFETY: the thread is attached to another state of its interpreter, and nobody uses this one.
                sub.enter(|| unsafe {
                    PyThreadState_Clear(old);
                    PyThreadState_Delete(old);
                })?;
            }
            Ok(sub)
        })
    }
}
