//! Carries a scenario out, one initialization of Python at a time.

use std::panic::{self, AssertUnwindSafe};
use std::slice;

use extproof_host::{Events, Operation, Scenario, ScenarioStep, StartOptions};
use extproof_host_capi::check_int;
use pyo3::{Python, ffi};

use crate::deed::{Deed, deed};
use crate::runtime::Runtime;
use crate::settings;

/// A scenario, with the steps that are left.
pub(crate) struct Host {
    scenario: &'static Scenario,
    events: &'static Events,
    steps: slice::Iter<'static, ScenarioStep>,
}

impl Host {
    /// The scenario from its beginning.
    pub(crate) fn new(scenario: &'static Scenario, events: &'static Events) -> Self {
        Self { scenario, events, steps: scenario.steps.iter() }
    }

    /// Carries all of it out. Fails only if events can't be written.
    pub(crate) fn carry_out(&mut self) -> Result<(), String> {
        while let Some(step) = self.steps.next() {
            match deed(&step.operation) {
                Some(Deed::Begin(options)) => self.runtime(step.id, options)?,
                deed => self.events.around(step.id, || without_python(deed))?,
            }
        }
        Ok(())
    }

    /// One initialization of Python, up to the step that finalizes it.
    fn runtime(&mut self, id: u32, options: &StartOptions) -> Result<(), String> {
        self.events.begin(id)?;
        if let Err(error) = settings::apply(self.scenario, options) {
            return self.events.end(id, Err(error));
        }
        let ends = self.steps.as_slice().iter().any(|step| matches!(step.operation, Operation::Finalize));
        if !ends {
            Python::initialize();
            return Python::attach(|py| self.inside(py, id)).map(drop);
        }
        let mut begun = false;
        let body = |py: Python<'_>| {
            begun = true;
            self.inside(py, id)
        };
        // SAFETY: no other thread uses Python before or afterwards. That a second initialization isn't safe is what is
        // tested.
        let runtime = || unsafe { pyo3::with_embedded_python_interpreter(body) };
        match panic::catch_unwind(AssertUnwindSafe(runtime)) {
            Ok(finalize) => match finalize? {
                Some(id) => self.events.end(id, Ok(())),
                None => Ok(()),
            },
            Err(panic) if begun => panic::resume_unwind(panic),
            Err(panic) => self.events.end(id, Err(crate::message(&*panic))),
        }
    }

    /// The steps while Python runs. Returns the id of the step that finalizes it, which has begun.
    fn inside(&mut self, py: Python<'_>, id: u32) -> Result<Option<u32>, String> {
        self.events.end(id, Ok(()))?;
        let mut runtime = Runtime::new(py, self.events);
        for step in self.steps.by_ref() {
            if matches!(step.operation, Operation::Finalize) {
                self.events.begin(step.id)?;
                runtime.leave();
                return Ok(Some(step.id));
            }
            runtime.carry_out(step)?;
        }
        runtime.leave();
        Ok(None)
    }
}

fn without_python(deed: Option<Deed>) -> Result<(), String> {
    match deed {
        Some(Deed::Anytime(act)) => act(),
        // PyO3 has no way to finalize once more. SAFETY: without Python, the call does nothing.
        Some(Deed::End) => check_int("Py_FinalizeEx", unsafe { ffi::Py_FinalizeEx() }),
        _ => Err("no interpreter".to_owned()),
    }
}
