//! Carries steps out, in order, on one thread.

use std::ffi::CStr;

use extproof_host::{Action, Events, Scenario, Step};
use extproof_host_capi::{Interpreters, MAIN, check_int, inittab};
use pyo3_ffi::{Py_FinalizeEx, Py_RunMain, PyRun_SimpleStringFlags};

use crate::{config, threads};

/// What a thread needs in order to carry steps out.
pub(crate) struct Host<'a> {
    pub(crate) scenario: &'static Scenario,
    pub(crate) events: &'a Events,
    pub(crate) interpreters: Interpreters,
}

impl<'a> Host<'a> {
    /// A host without an interpreter.
    pub(crate) fn new(scenario: &'static Scenario, events: &'a Events) -> Self {
        Self { scenario, events, interpreters: Interpreters::none() }
    }

    /// Carries steps out. It fails only if that can't be reported.
    pub(crate) fn carry_out(&mut self, steps: &'static [Step]) -> Result<(), String> {
        for step in steps {
            let events = self.events;
            events.around(step.id, || self.perform(&step.action))?;
        }
        Ok(())
    }

    fn perform(&mut self, action: &'static Action) -> Result<(), String> {
        match action {
            // This host's users append to the table, too.
            Action::Register(entry) | Action::Append(entry) => inittab::append(entry),
            Action::Extend(entries) => inittab::extend(entries),
            Action::Assign(entries) => inittab::assign(entries),
            Action::Resource(_) => Err("not a step of this host".to_owned()),
            Action::Initialize(options) => {
                config::initialize(self.scenario, options, None)?;
                self.interpreters.begin();
                Ok(())
            }
            Action::Execute(code) => self.execute(code),
            Action::NewInterpreter(name) => self.interpreters.create(name),
            Action::RegisterShadowing(_) | Action::RegisterLibrary(..) | Action::NewInterpreterWithModules(..) => {
                Err("the C API has nothing like it".to_owned())
            }
            Action::NewInterpreterFromConfig(name, config) => self.interpreters.create_from_config(name, config),
            Action::Switch(name) => self.interpreters.switch(name),
            Action::EndInterpreter(name) => self.interpreters.end(name),
            Action::Threads(lists) => threads::run(self, lists),
            Action::Finalize => self.finalize(),
            Action::RunMain(options, code) => {
                config::initialize(self.scenario, options, Some(code))?;
                self.interpreters = Interpreters::none();
                // SAFETY: Python is initialised, and this thread attached to its main interpreter.
                check_int("Py_RunMain", unsafe { Py_RunMain() })
            }
        }
    }

    fn execute(&self, code: &CStr) -> Result<(), String> {
        self.interpreters.need_asked()?;
        // SAFETY: this thread is attached to an interpreter.
        let result = unsafe { PyRun_SimpleStringFlags(code.as_ptr(), std::ptr::null_mut()) };
        check_int("PyRun_SimpleString", result)
    }

    fn finalize(&mut self) -> Result<(), String> {
        // Without a main interpreter, the call has nothing to do and says so itself.
        let _ = self.interpreters.switch(MAIN);
        // SAFETY: this thread is attached to the main interpreter, or there is none.
        let result = unsafe { Py_FinalizeEx() };
        self.interpreters = Interpreters::none();
        check_int("Py_FinalizeEx", result)
    }
}
