//! The interpreters of one thread, by name, and what is done in them.

use std::collections::BTreeMap;

use extproof_embed::{Interpreter, SubConfig, SubInterpreter};
use extproof_host::Operation;

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

    /// Does a step that needs an interpreter. `main` is the thread's main interpreter.
    pub(crate) fn perform(&mut self, main: &Interpreter, operation: &'static Operation) -> Result<(), String> {
        if let Some(modules) = Module::all_of(operation) {
            let mut modules = modules?.into_iter();
            return modules.try_for_each(|module| module.add(main)).map_err(|error| error.to_string());
        }
        match operation {
            Operation::Execute { code } => self.interpreter(main)?.run(code).map_err(|error| error.to_string()),
            Operation::NewInterpreter { name } => self.create(main, name, SubConfig::legacy()),
            Operation::NewInterpreterFromConfig { name, config } => {
                self.create(main, name, sub_config::convert(config))
            }
            Operation::NewInterpreterWithModules { name, config, entries } => {
                let config = config.as_ref().map_or_else(SubConfig::legacy, sub_config::convert).inherit_modules(false);
                let mut modules = Module::all(entries)?.into_iter();
                let config = modules.try_fold(config, |config, module| module.configure_sub(config));
                self.create(main, name, config.map_err(|error| error.to_string())?)
            }
            Operation::Switch { to } => self.switch(to),
            Operation::EndInterpreter { name } => {
                let ended = match self.subs.remove(name.as_str()) {
                    Some(sub) => sub.end().map_err(|error| error.to_string()),
                    None => Err(NO_INTERPRETER.to_owned()),
                };
                self.current = Some(MAIN);
                ended
            }
            _ => Err("the step can't be done on this thread".to_owned()),
        }
    }

    fn interpreter<'a>(&'a self, main: &'a Interpreter) -> Result<&'a Interpreter, String> {
        let name = self.current.ok_or(NO_INTERPRETER)?;
        Ok(self.subs.get(name).map_or(main, |sub| sub))
    }

    fn create(&mut self, main: &Interpreter, name: &'static str, config: SubConfig) -> Result<(), String> {
        self.current = None;
        let sub = main.sub_interpreter(config).map_err(|error| error.to_string())?;
        self.subs.insert(name, sub);
        self.current = Some(name);
        Ok(())
    }

    fn switch(&mut self, name: &'static str) -> Result<(), String> {
        self.current = (name == MAIN || self.subs.contains_key(name)).then_some(name);
        self.current.map(drop).ok_or_else(|| NO_INTERPRETER.to_owned())
    }
}
