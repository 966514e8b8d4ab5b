//! The steps of one thread while Python runs.

use std::ffi::CStr;
use std::ptr;

use extproof_host::{Events, Operation, Step, c_text};
use extproof_host_capi::{Interpreters, MAIN, check_int};
use pyo3::{Python, ffi};

use crate::{modules, threads};

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
    pub(crate) fn carry_out(&mut self, step: &'static Step) -> Result<(), String> {
        self.events.around(step.id, || self.perform(&step.operation))
    }

    fn perform(&mut self, operation: &'static Operation) -> Result<(), String> {
        match operation {
            Operation::Register { name, fixture } => modules::register(name, fixture),
            Operation::Initialize(_) => {
                Python::initialize();
                Ok(())
            }
            Operation::Execute { code } => self.execute(&c_text(code)?),
            Operation::NewInterpreter { name } => {
                self.in_main = false;
                self.interpreters.create(name)
            }
            Operation::NewInterpreterFromConfig { name, config } => {
                self.in_main = false;
                self.interpreters.create_from_config(name, config)
            }
            Operation::Switch { to } => {
                self.in_main = to == MAIN;
                self.interpreters.switch(to)
            }
            Operation::EndInterpreter { name } => {
                self.in_main = true;
                self.interpreters.end(name)
            }
            Operation::Threads { threads } => threads::run(self.py, self.events, threads),
            _ => Err("not a step of this host".to_owned()),
        }
    }

    fn execute(&self, code: &CStr) -> Result<(), String> {
        self.interpreters.need_asked()?;
        if self.in_main {
            return self.py.run(code, None, None).map_err(|error| error.to_string());
        }
        // PyO3 keeps objects in statics, which must not get into another interpreter.
        // SAFETY: this thread is attached to an interpreter.
        let result = unsafe { ffi::PyRun_SimpleStringFlags(code.as_ptr(), ptr::null_mut()) };
        check_int("PyRun_SimpleString", result)
    }
}
