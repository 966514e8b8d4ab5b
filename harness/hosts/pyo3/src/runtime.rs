//! The steps of one thread while Python runs.

use std::ptr;

#[cfg(Py_3_12)]
use extproof_host::InterpreterConfig;
use extproof_host::{Events, ScenarioStep, c_text};
use extproof_host_capi::{Interpreters, MAIN, check_int};
use pyo3::{Python, ffi};

use crate::deed::deed;
use crate::threads;

/// A thread that is attached to Python.
pub(crate) struct Runtime<'py> {
    py: Python<'py>,
    events: &'static Events,
    interpreters: Interpreters,
    in_main: bool,
}

impl<'py> Runtime<'py> {
    /// A thread that is attached to the main interpreter.
    pub(crate) fn new(py: Python<'py>, events: &'static Events) -> Self {
        let mut interpreters = Interpreters::none();
        interpreters.begin();
        Self { py, events, interpreters, in_main: true }
    }

    /// Goes back to the interpreter from which PyO3 leaves.
    pub(crate) fn leave(mut self) {
        // The main interpreter is always there.
        let _ = self.interpreters.switch(MAIN);
    }

    /// Carries a step out. Fails only if events can't be written.
    pub(crate) fn carry_out(&mut self, step: &'static ScenarioStep) -> Result<(), String> {
        self.events.around(step.id, || deed(&step.operation).ok_or("not a step of this host")?.inside(self))
    }

    /// Makes a legacy sub-interpreter, which is current then.
    pub(crate) fn create(&mut self, name: &'static str) -> Result<(), String> {
        self.in_main = false;
        self.interpreters.create(name)
    }

    /// Makes one with a configuration.
    #[cfg(Py_3_12)]
    pub(crate) fn create_from_config(&mut self, name: &'static str, config: &InterpreterConfig) -> Result<(), String> {
        self.in_main = false;
        self.interpreters.create_from_config(name, config)
    }

    /// Makes an interpreter of this thread current.
    pub(crate) fn switch(&mut self, to: &str) -> Result<(), String> {
        self.in_main = to == MAIN;
        self.interpreters.switch(to)
    }

    /// Ends a sub-interpreter; afterwards the main interpreter is current.
    pub(crate) fn end(&mut self, name: &str) -> Result<(), String> {
        self.in_main = true;
        self.interpreters.end(name)
    }

    /// Carries each list of steps out on a thread of its own.
    pub(crate) fn threads(&self, threads: &'static [Vec<ScenarioStep>]) -> Result<(), String> {
        threads::run(self.py, self.events, threads)
    }

    /// Runs code in the current interpreter.
    pub(crate) fn execute(&self, code: &str) -> Result<(), String> {
        self.interpreters.need_asked()?;
        let code = c_text(code)?;
        if self.in_main {
            return self.py.run(&code, None, None).map_err(|error| error.to_string());
        }
        // PyO3 keeps objects in statics, which must not get into another interpreter.
        // SAFETY: this thread is attached to an interpreter.
        let result = unsafe { ffi::PyRun_SimpleStringFlags(code.as_ptr(), ptr::null_mut()) };
        check_int("PyRun_SimpleString", result)
    }
}
