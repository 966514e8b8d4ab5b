//! Carries steps out, in order.

use std::any::Any;
use std::ffi::CStr;
use std::mem;
use std::panic::{self, AssertUnwindSafe};

use extproof_host::{Entry, Events, Init, InitFunction, Operation, Resource, Scenario, ScenarioStep, StartOptions};
use pyembed::{ExtensionModule, MainPythonInterpreter};
use pyo3::{Python, ffi};

use crate::config::{self, Next};
use crate::deed::{Deed, deed};
use crate::threads;

/// Carries steps out.
pub(crate) struct Host {
    scenario: &'static Scenario,
    events: &'static Events,
    next: Next,
    interpreter: Option<MainPythonInterpreter<'static, 'static>>,
}

impl Host {
    /// A host without an interpreter.
    pub(crate) fn new(scenario: &'static Scenario, events: &'static Events) -> Self {
        Self { scenario, events, next: Next::default(), interpreter: None }
    }

    /// Carries steps out. Fails only if events can't be written.
    pub(crate) fn carry_out(&mut self, steps: &'static [ScenarioStep]) -> Result<(), String> {
        let events = self.events;
        for step in steps {
            events.around(step.id, || {
                // pyembed panics where it doesn't expect a failure.
                panic::catch_unwind(AssertUnwindSafe(|| self.perform(&step.operation)))
                    .unwrap_or_else(|panic| Err(format!("panic: {}", message(&*panic))))
            })?;
        }
        Ok(())
    }

    fn perform(&mut self, operation: &'static Operation) -> Result<(), String> {
        match deed(operation).ok_or("not a step of this host")? {
            Deed::OfHost(act) => act(self),
            Deed::Inside(act) => self.running()?.with_gil(act),
        }
    }

    /// Registers a module for the next initialization.
    pub(crate) fn register(&mut self, name: &str, fixture: &str) -> Result<(), String> {
        self.next.modules.push(extension_module(Entry::linked(name, fixture)?)?);
        Ok(())
    }

    /// Adds a resource to the next configuration.
    pub(crate) fn add_resource(&mut self, name: &'static str, library: &'static Resource) -> Result<(), String> {
        self.next.resources.add(name, library);
        Ok(())
    }

    /// Initializes Python.
    pub(crate) fn initialize(&mut self, options: &StartOptions) -> Result<(), String> {
        let interpreter = self.start(options, None)?;
        self.interpreter = Some(interpreter);
        Ok(())
    }

    /// Carries each list of steps out on a thread of its own.
    pub(crate) fn threads(&self, threads: &'static [Vec<ScenarioStep>]) -> Result<(), String> {
        self.running()?;
        threads::run(self.events, threads)
    }

    /// One initialization by `py_runmain`.
    pub(crate) fn run_main(&mut self, code: &str) -> Result<(), String> {
        match self.start(&StartOptions::default(), Some(code))?.py_runmain() {
            0 => Ok(()),
            code => Err(format!("py_runmain: {code}")),
        }
    }

    /// A configuration is used up by the start, even by one that fails.
    fn start(
        &mut self,
        options: &StartOptions,
        command: Option<&str>,
    ) -> Result<MainPythonInterpreter<'static, 'static>, String> {
        let config = config::make(self.scenario, options, mem::take(&mut self.next), command)?;
        MainPythonInterpreter::new(config).map_err(|error| error.to_string())
    }

    fn running(&self) -> Result<&MainPythonInterpreter<'static, 'static>, String> {
        self.interpreter.as_ref().ok_or_else(|| "no interpreter".to_owned())
    }

    /// Finalizes Python.
    pub(crate) fn finalize(&mut self) -> Result<(), String> {
        if self.interpreter.take().is_some() {
            return Ok(());
        }
        // pyembed has no way to finalize once more. SAFETY: without Python, the call does nothing.
        match unsafe { ffi::Py_FinalizeEx() } {
            0 => Ok(()),
            code => Err(format!("Py_FinalizeEx: {code}")),
        }
    }
}

/// Runs code in `__main__`.
pub(crate) fn execute(py: Python<'_>, code: &str) -> Result<(), String> {
    py.run(code, None, None).map_err(|error| error.to_string())
}

/// The text of `Py_GetVersion()`.
pub(crate) fn python() -> String {
    // SAFETY: Py_GetVersion may be called before Python is initialized, and returns a static string.
    unsafe { CStr::from_ptr(ffi::Py_GetVersion()) }.to_string_lossy().into_owned()
}

fn extension_module(entry: Entry) -> Result<ExtensionModule, String> {
    type Function = unsafe extern "C" fn() -> *mut ffi::PyObject;
    let Init::Linked(function) = entry.init else {
        return Err("extra_extension_modules takes linked init functions only".to_owned());
    };
    // SAFETY: by contract, the function returns an object of this Python.
    let init_func = unsafe { mem::transmute::<InitFunction, Function>(function) };
    Ok(ExtensionModule { name: entry.name.to_owned(), init_func })
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        (None, None) => "without a text".to_owned(),
    }
}
