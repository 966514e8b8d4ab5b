//! Carries steps out, in order.

use std::env;
use std::process;
use std::sync::Barrier;
use std::thread::{self, Builder};

use extproof_embed::{Config, Interpreter, Python, Remote};
use extproof_host::{Events, Operation, Scenario, ScenarioStep, StartOptions};

use crate::deed::{Deed, OF_ANOTHER, deed};
use crate::modules::Module;
use crate::stage::{NO_INTERPRETER, Stage};

// Rust's 2 MiB are too little for deep recursion in Python; main threads often have 8.
const STACK: usize = 16 << 20;

/// The thread that starts Python.
pub(crate) struct Host {
    scenario: &'static Scenario,
    events: &'static Events,
    /// What the next instance is started with.
    config: Config,
    python: Option<Python>,
    stage: Stage,
}

impl Host {
    /// A host without an instance.
    pub(crate) fn new(scenario: &'static Scenario, events: &'static Events) -> Self {
        Self { scenario, events, config: Config::new(), python: None, stage: Stage::new() }
    }

    /// Carries the scenario out. Fails only if events can't be written.
    pub(crate) fn carry_out(mut self) -> Result<(), String> {
        let events = self.events;
        self.scenario.steps.iter().try_for_each(|step| events.around(step.id, || self.perform(&step.operation)))
    }

    fn perform(&mut self, operation: &'static Operation) -> Result<(), String> {
        match (deed(operation).ok_or(OF_ANOTHER)?, &self.python) {
            (Deed::OfHost(act), _) => act(self),
            (Deed::Modules(modules), None) => self.configure(modules()?),
            (deed, Some(python)) => self.stage.perform(python, deed),
            (Deed::OfStage(_), None) => Err(NO_INTERPRETER.to_owned()),
        }
    }

    fn configure(&mut self, modules: Vec<Module>) -> Result<(), String> {
        let mut modules = modules.into_iter();
        let config = modules.try_fold(self.config.clone(), |config, module| module.configure(config));
        self.config = config.map_err(|error| error.to_string())?;
        Ok(())
    }

    pub(crate) fn initialize(&mut self, options: &StartOptions) -> Result<(), String> {
        let config = std::mem::take(&mut self.config);
        let home = options.home.as_ref().unwrap_or(&self.scenario.home);
        let config = config.home(home).executable(&self.scenario.executable);
        let config = config.filesystem_importer(options.filesystem_importer);
        let config = config.system_allocator(env::var_os("EXTPROOF_SYSTEM_ALLOCATOR").is_some());
        let config = options.xoptions.iter().fold(config, |config, option| config.xoption(option));
        let config = options.warnoptions.iter().fold(config, |config, option| config.warnoption(option));
        // SAFETY: nothing else in this program starts or ends Python, or keeps anything of it. What the fixtures keep over
        // initializations is what is tested.
        let python = unsafe { config.initialize() }.map_err(|error| error.to_string())?;
        self.python = Some(python);
        self.stage = Stage::new();
        Ok(())
    }

    pub(crate) fn threads(&mut self, lists: &'static [Vec<ScenarioStep>]) -> Result<(), String> {
        let python = self.python.as_ref().ok_or(NO_INTERPRETER)?;
        python.detached(|remote| threads(remote, self.events, lists)).into_iter().collect()
    }

    pub(crate) fn finalize(&mut self) -> Result<(), String> {
        let ended = match self.python.take() {
            // The library ends the sub-interpreters that are left.
            Some(python) => python.finalize().map_err(|error| error.to_string()),
            None => Ok(()),
        };
        self.stage = Stage::new();
        ended
    }
}

/// Carries each list out on a new thread, and waits for all.
fn threads(
    remote: &Remote<'_>,
    events: &'static Events,
    lists: &'static [Vec<ScenarioStep>],
) -> Vec<Result<(), String>> {
    let start = &Barrier::new(lists.len());
    thread::scope(|scope| {
        let spawn = |steps: &'static [ScenarioStep]| {
            let body = move || {
                start.wait();
                let done = remote.attach(|interpreter| carry_out(interpreter, events, steps));
                done.unwrap_or_else(|error| Err(error.to_string()))
            };
            Builder::new().stack_size(STACK).spawn_scoped(scope, body).unwrap_or_else(|error| {
                // The threads that were started wait for this one.
                eprintln!("embed: thread: {error}");
                process::exit(2)
            })
        };
        let threads: Vec<_> = lists.iter().map(|steps| spawn(steps)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("panic".to_owned()))).collect()
    })
}

fn carry_out(interpreter: &Interpreter, events: &'static Events, steps: &'static [ScenarioStep]) -> Result<(), String> {
    let mut stage = Stage::new();
    steps.iter().try_for_each(|step| {
        events.around(step.id, || stage.perform(interpreter, deed(&step.operation).ok_or(OF_ANOTHER)?))
    })
}
