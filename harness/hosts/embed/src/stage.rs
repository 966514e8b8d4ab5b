//! The interpreters of one thread, by name, and what is done in them.

use std::collections::BTreeMap;

use extproof_contract::ScenarioEntry;
use extproof_embed::{Interpreter, SubConfig, SubInterpreter};
use extproof_host::InterpreterConfig;

use crate::deed::Deed;
use crate::modules::Module;
use crate::sub_config;

const MAIN: &str = "main";
pub(crate) const NO_INTERPRETER: &str = "no interpreter";

/// The interpreters of one thread.
pub(crate) struct Stage {
    subs: BTreeMap<&'static str, SubInterpreter>,
    /// The current interpreter; `None` if the requested one doesn't exist: then no code is run.
    current: Option<&'static str>,
}

impl Stage {
    /// Only the main interpreter.
    pub(crate) fn new() -> Self {
        Self { subs: BTreeMap::new(), current: Some(MAIN) }
    }

    /// Does a step of a thread whose main interpreter is `main`.
    pub(crate) fn perform(&mut self, main: &Interpreter, deed: Deed) -> Result<(), String> {
        match deed {
            Deed::OfStage(act) => act(self, main),
            Deed::Modules(modules) => {
                modules()?.into_iter().try_for_each(|module| module.add(main)).map_err(|error| error.to_string())
            }
            Deed::OfHost(_) => Err("the step can't be done on this thread".to_owned()),
        }
    }

    /// Runs code in the current interpreter.
    pub(crate) fn execute(&self, main: &Interpreter, code: &str) -> Result<(), String> {
        self.interpreter(main)?.run(code).map_err(|error| error.to_string())
    }

    /// Makes a legacy sub-interpreter, which is current then.
    pub(crate) fn create(&mut self, main: &Interpreter, name: &'static str) -> Result<(), String> {
        self.enter(main, name, SubConfig::legacy())
    }

    /// Makes one with a configuration.
    #[cfg(Py_3_12)]
    pub(crate) fn create_from_config(
        &mut self,
        main: &Interpreter,
        name: &'static str,
        config: &InterpreterConfig,
    ) -> Result<(), String> {
        self.enter(main, name, sub_config::convert(config))
    }

    /// Makes one in which only these modules are registered.
    pub(crate) fn create_with_modules(
        &mut self,
        main: &Interpreter,
        name: &'static str,
        config: Option<&InterpreterConfig>,
        entries: &'static [ScenarioEntry],
    ) -> Result<(), String> {
        let config = config.map_or_else(SubConfig::legacy, sub_config::convert).inherit_modules(false);
        let mut modules = Module::all(entries)?.into_iter();
        let config = modules.try_fold(config, |config, module| module.configure_sub(config));
        self.enter(main, name, config.map_err(|error| error.to_string())?)
    }

    /// Ends a sub-interpreter; afterwards the main interpreter is current.
    pub(crate) fn end(&mut self, name: &str) -> Result<(), String> {
        let ended = match self.subs.remove(name) {
            Some(sub) => sub.end().map_err(|error| error.to_string()),
            None => Err(NO_INTERPRETER.to_owned()),
        };
        self.current = Some(MAIN);
        ended
    }

    fn interpreter<'a>(&'a self, main: &'a Interpreter) -> Result<&'a Interpreter, String> {
        let name = self.current.ok_or(NO_INTERPRETER)?;
        Ok(self.subs.get(name).map_or(main, |sub| sub))
    }

    fn enter(&mut self, main: &Interpreter, name: &'static str, config: SubConfig) -> Result<(), String> {
        self.current = None;
        let sub = main.sub_interpreter(config).map_err(|error| error.to_string())?;
        self.subs.insert(name, sub);
        self.current = Some(name);
        Ok(())
    }

    /// Makes an interpreter of this thread current.
    pub(crate) fn switch(&mut self, name: &'static str) -> Result<(), String> {
        self.current = (name == MAIN || self.subs.contains_key(name)).then_some(name);
        self.current.map(drop).ok_or_else(|| NO_INTERPRETER.to_owned())
    }
}
