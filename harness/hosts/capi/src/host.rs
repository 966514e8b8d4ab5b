//! Carries steps out, in order, on one thread.

use extproof_host::{Ability, Entry, Events, Operation, Scenario, StartOptions, Step, c_text};
use extproof_host_capi::{Interpreters, MAIN, check_int, inittab};
use pyo3_ffi::{Py_FinalizeEx, Py_RunMain, PyRun_SimpleStringFlags};

#[cfg(Py_3_14)]
use crate::init_config::InitConfig;
use crate::{config, threads};

/// The steps that this host can do.
pub(crate) const STEPS: &[Ability] = &[
    #[cfg(Py_3_14)]
    Ability::AddToConfig,
    Ability::Append,
    Ability::AppendLibrary,
    Ability::Assign,
    Ability::EndInterpreter,
    Ability::Execute,
    Ability::Extend,
    Ability::Finalize,
    Ability::Initialize,
    Ability::InitializeHome,
    Ability::NewInterpreter,
    #[cfg(Py_3_12)]
    Ability::NewInterpreterFromConfig,
    Ability::Register,
    Ability::RunMain,
    Ability::Switch,
    Ability::Threads,
];

/// What a thread needs in order to carry steps out.
pub(crate) struct Host<'a> {
    pub(crate) scenario: &'static Scenario,
    pub(crate) events: &'a Events,
    pub(crate) interpreters: Interpreters,
    /// The configuration of the next initialization, if it is one of this kind.
    #[cfg(Py_3_14)]
    pub(crate) config: Option<InitConfig>,
}

impl<'a> Host<'a> {
    /// A host without an interpreter.
    pub(crate) fn new(scenario: &'static Scenario, events: &'a Events) -> Self {
        Self {
            scenario,
            events,
            interpreters: Interpreters::none(),
            #[cfg(Py_3_14)]
            config: None,
        }
    }

    /// Carries steps out. Fails only if events can't be written.
    pub(crate) fn carry_out(&mut self, steps: &'static [Step]) -> Result<(), String> {
        for step in steps {
            let events = self.events;
            events.around(step.id, || self.perform(&step.operation))?;
        }
        Ok(())
    }

    fn perform(&mut self, operation: &'static Operation) -> Result<(), String> {
        match operation {
            // Programs that use the C API append to the table, too.
            Operation::Register { name, fixture } => inittab::append(Entry::linked(name, fixture)?),
            Operation::Append { entries: [entry] } => inittab::append(Entry::of(entry)?),
            Operation::Extend { entries } => inittab::extend(&Entry::all_of(entries)?),
            Operation::Assign { entries } => inittab::assign(&Entry::all_of(entries)?),
            #[cfg(Py_3_14)]
            Operation::AddToConfig { entries: [entry] } => {
                if self.config.is_none() {
                    self.config = Some(InitConfig::new()?);
                }
                self.config.as_mut().map_or(Ok(()), |config| config.add_module(Entry::of(entry)?))
            }
            Operation::Initialize(options) => {
                self.initialize(options)?;
                self.interpreters.begin();
                Ok(())
            }
            Operation::Execute { code } => self.execute(code),
            Operation::NewInterpreter { name } => self.interpreters.create(name),
            Operation::NewInterpreterFromConfig { name, config } => self.interpreters.create_from_config(name, config),
            Operation::Switch { to } => self.interpreters.switch(to),
            Operation::EndInterpreter { name } => self.interpreters.end(name),
            Operation::Threads { threads } => threads::run(self, threads),
            Operation::Finalize => self.finalize(),
            Operation::RunMain { code } => {
                config::initialize(self.scenario, &StartOptions::default(), Some(&c_text(code)?))?;
                self.interpreters = Interpreters::none();
                // SAFETY: Python is initialized, and this thread attached to its main interpreter.
                check_int("Py_RunMain", unsafe { Py_RunMain() })
            }
            other => Err(format!("the C API has nothing like {}", other.ability())),
        }
    }

    fn initialize(&mut self, options: &StartOptions) -> Result<(), String> {
        #[cfg(Py_3_14)]
        if let Some(mut config) = self.config.take() {
            return config.initialize(self.scenario, options);
        }
        config::initialize(self.scenario, options, None)
    }

    fn execute(&self, code: &str) -> Result<(), String> {
        self.interpreters.need_asked()?;
        let code = c_text(code)?;
        // SAFETY: this thread is attached to an interpreter.
        let result = unsafe { PyRun_SimpleStringFlags(code.as_ptr(), std::ptr::null_mut()) };
        check_int("PyRun_SimpleString", result)
    }

    fn finalize(&mut self) -> Result<(), String> {
        // Without a main interpreter, Py_FinalizeEx has nothing to do.
        let _ = self.interpreters.switch(MAIN);
        // SAFETY: this thread is attached to the main interpreter, or there is none.
        let result = unsafe { Py_FinalizeEx() };
        self.interpreters = Interpreters::none();
        check_int("Py_FinalizeEx", result)
    }
}
