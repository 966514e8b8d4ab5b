//! The interpreters of one thread, by name.

use std::collections::BTreeMap;
use std::ptr;

use extproof_host::InterpreterConfig;
use pyo3_ffi::{
    Py_EndInterpreter, Py_NewInterpreter, PyEval_RestoreThread, PyInterpreterState_Main, PyThreadState,
    PyThreadState_Clear, PyThreadState_DeleteCurrent, PyThreadState_Get, PyThreadState_New, PyThreadState_Swap,
};

/// The name of the first interpreter.
pub const MAIN: &str = "main";

const NO_INTERPRETER: &str = "no interpreter";

/// The thread states of one thread: either none, or at least that of the main interpreter.
#[derive(Debug)]
pub struct Interpreters {
    states: BTreeMap<&'static str, *mut PyThreadState>,
    /// The state that the thread is attached to; NULL if there is none.
    attached: *mut PyThreadState,
    /// Whether that is the requested interpreter's. After a failure it isn't: then no code is run, because it would run
    /// in the wrong interpreter.
    as_asked: bool,
}

impl Interpreters {
    /// No interpreter.
    pub fn none() -> Self {
        Self { states: BTreeMap::new(), attached: ptr::null_mut(), as_asked: false }
    }

    fn main(state: *mut PyThreadState) -> Self {
        Self { states: [(MAIN, state)].into(), attached: state, as_asked: true }
    }

    /// Records that the thread has initialized Python, perhaps once more.
    pub fn begin(&mut self) {
        if self.states.is_empty() {
            // SAFETY: the thread that initializes Python is attached to its main interpreter.
            *self = Self::main(unsafe { PyThreadState_Get() });
        }
    }

    /// Attaches a new thread to the main interpreter.
    ///
    /// # Errors
    /// When Python has no memory for it.
    pub fn attach() -> Result<Self, String> {
        // SAFETY: Python is initialized, and neither call needs the thread to be attached.
        let state = unsafe { PyThreadState_New(PyInterpreterState_Main()) };
        if state.is_null() {
            return Err("PyThreadState_New: NULL".to_owned());
        }
        // SAFETY: the state is new, and the thread isn't attached to another one.
        unsafe { PyEval_RestoreThread(state) };
        Ok(Self::main(state))
    }

    /// Ends what `attach` began: detaches the thread.
    pub fn detach(mut self) {
        if self.switch(MAIN).is_ok() {
            // SAFETY: the thread is attached to this state, and will use Python no more.
            unsafe {
                PyThreadState_Clear(self.attached);
                PyThreadState_DeleteCurrent();
            }
        }
    }

    /// Checks that there is an interpreter.
    ///
    /// # Errors
    /// If there is none.
    pub fn need_any(&self) -> Result<(), String> {
        if self.states.is_empty() { Err(NO_INTERPRETER.to_owned()) } else { Ok(()) }
    }

    /// Checks that the thread is attached to the requested interpreter.
    ///
    /// # Errors
    /// If it isn't.
    pub fn need_asked(&self) -> Result<(), String> {
        if self.as_asked { Ok(()) } else { Err(NO_INTERPRETER.to_owned()) }
    }

    /// Makes an interpreter of this thread current.
    ///
    /// # Errors
    /// When no interpreter has that name.
    pub fn switch(&mut self, name: &str) -> Result<(), String> {
        let state = self.states.get(name);
        self.as_asked = state.is_some();
        let state = *state.ok_or(NO_INTERPRETER)?;
        if state != self.attached {
            // SAFETY: the state is one of this thread, which holds the GIL of the attached one.
            // Where each has a GIL of its own, the call releases that and takes the other.
            unsafe { PyThreadState_Swap(state) };
            self.attached = state;
        }
        Ok(())
    }

    /// `Py_NewInterpreter`.
    ///
    /// # Errors
    /// When Python refuses, or isn't running.
    pub fn create(&mut self, name: &'static str) -> Result<(), String> {
        self.need_any()?;
        // SAFETY: the thread is attached to an interpreter.
        let state = unsafe { Py_NewInterpreter() };
        let created = if state.is_null() { Err("Py_NewInterpreter: NULL".into()) } else { Ok(state) };
        self.enter(name, created)
    }

    /// `Py_NewInterpreterFromConfig`.
    ///
    /// # Errors
    /// When Python refuses, isn't running, or doesn't have the function.
    pub fn create_from_config(&mut self, name: &'static str, config: &InterpreterConfig) -> Result<(), String> {
        self.need_any()?;
        let created = from_config(config);
        self.enter(name, created)
    }

    // Python attaches the thread to a new interpreter, or else to the one it was attached to.
    fn enter(&mut self, name: &'static str, created: Result<*mut PyThreadState, String>) -> Result<(), String> {
        self.as_asked = created.is_ok();
        self.attached = created?;
        self.states.insert(name, self.attached);
        Ok(())
    }

    /// `Py_EndInterpreter`; afterwards the main interpreter is current.
    ///
    /// # Errors
    /// When no interpreter has that name.
    pub fn end(&mut self, name: &str) -> Result<(), String> {
        let found = self.switch(name);
        if let Some(state) = self.states.remove(name) {
            // SAFETY: the thread is attached to this interpreter. Afterwards it is attached to none.
            unsafe { Py_EndInterpreter(state) };
            self.attached = ptr::null_mut();
        }
        found.and(self.switch(MAIN))
    }
}

#[cfg(Py_3_12)]
fn from_config(config: &InterpreterConfig) -> Result<*mut PyThreadState, String> {
    let config = crate::interpreter_config::convert(config);
    let mut state = ptr::null_mut();
    // SAFETY: the thread is attached to an interpreter, and the configuration is complete.
    let status = unsafe { pyo3_ffi::Py_NewInterpreterFromConfig(&mut state, &config) };
    crate::status::check(status).map(|()| state)
}

#[cfg(not(Py_3_12))]
fn from_config(_: &InterpreterConfig) -> Result<*mut PyThreadState, String> {
    Err("this Python has no Py_NewInterpreterFromConfig".to_owned())
}
