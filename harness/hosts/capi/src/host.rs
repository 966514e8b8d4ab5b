//! Carries steps out, in order, on one thread; `deed` says what is done for each.

use extproof_host::{Entry, Events, Operation, Scenario, ScenarioStep, StartOptions, c_text};
use extproof_host_capi::{Interpreters, MAIN, check_int, inittab};
use pyo3_ffi::{Py_FinalizeEx, Py_RunMain, PyRun_SimpleStringFlags};

#[cfg(Py_3_14)]
use crate::init_config::InitConfig;
use crate::{config, threads};

/// What is done for a step.
type Deed<'a> = Box<dyn FnOnce(&mut Host<'a>) -> Result<(), String>>;

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
    pub(crate) fn carry_out(&mut self, steps: &'static [ScenarioStep]) -> Result<(), String> {
        for step in steps {
            let events = self.events;
            events.around(step.id, || deed(&step.operation).ok_or("not a step of this host")?(self))?;
        }
        Ok(())
    }

    #[cfg(Py_3_14)]
    fn add_to_config(&mut self, entry: Entry) -> Result<(), String> {
        if self.config.is_none() {
            self.config = Some(InitConfig::new()?);
        }
        self.config.as_mut().map_or(Ok(()), |config| config.add_module(entry))
    }

    fn initialize(&mut self, options: &StartOptions) -> Result<(), String> {
        #[cfg(Py_3_14)]
        if let Some(mut config) = self.config.take() {
            config.initialize(self.scenario, options)?;
            self.interpreters.begin();
            return Ok(());
        }
        config::initialize(self.scenario, options, None)?;
        self.interpreters.begin();
        Ok(())
    }

    fn run_main(&mut self, code: &str) -> Result<(), String> {
        config::initialize(self.scenario, &StartOptions::default(), Some(&c_text(code)?))?;
        self.interpreters = Interpreters::none();
        // SAFETY: Python is initialized, and this thread attached to its main interpreter.
        check_int("Py_RunMain", unsafe { Py_RunMain() })
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

/// What is done for a step; `None` if the C API, or this Python's, has nothing like it.
pub(crate) fn deed<'a>(operation: &'static Operation) -> Option<Deed<'a>> {
    Some(match operation {
        // Programs that use the C API append to the table, too.
        Operation::Register { name, fixture } => Box::new(|_| inittab::append(Entry::linked(name, fixture)?)),
        Operation::Append { entries: [entry] } => Box::new(|_| inittab::append(Entry::of(entry)?)),
        Operation::Extend { entries } => Box::new(|_| inittab::extend(&Entry::all_of(entries)?)),
        Operation::Assign { entries } => Box::new(|_| inittab::assign(&Entry::all_of(entries)?)),
        #[cfg(Py_3_14)]
        Operation::AddToConfig { entries: [entry] } => Box::new(|host| host.add_to_config(Entry::of(entry)?)),
        // Every option is named, so that none is passed over.
        Operation::Initialize(
            options @ StartOptions { filesystem_importer: true, home: _, xoptions: _, warnoptions: _ },
        ) => Box::new(|host| host.initialize(options)),
        Operation::Execute { code } => Box::new(|host| host.execute(code)),
        Operation::NewInterpreter { name } => Box::new(|host| host.interpreters.create(name)),
        #[cfg(Py_3_12)]
        Operation::NewInterpreterFromConfig { name, config } => {
            Box::new(|host| host.interpreters.create_from_config(name, config))
        }
        Operation::Switch { to } => Box::new(|host| host.interpreters.switch(to)),
        Operation::EndInterpreter { name } => Box::new(|host| host.interpreters.end(name)),
        Operation::Threads { threads } => Box::new(|host| threads::run(host, threads)),
        Operation::Finalize => Box::new(Host::finalize),
        Operation::RunMain { code } => Box::new(|host| host.run_main(code)),
        // What isn't done isn't declared.
        _ => return None,
    })
}
