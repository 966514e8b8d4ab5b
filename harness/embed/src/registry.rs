//! What is registered for an interpreter.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Error;
use crate::module::{Checked, Source};
use crate::sys;

/// What every name of an instance stands for, whichever of its interpreters has it: Python keeps modules by their names.
#[derive(Debug, Default)]
pub(crate) struct Meanings(Mutex<BTreeMap<String, Source>>);

/// The modules of one interpreter.
#[derive(Debug)]
pub(crate) struct Registry {
    meanings: Arc<Meanings>,
    modules: Mutex<Vec<Checked>>,
}

impl Registry {
    /// The modules of a new interpreter. `inherited` are registered in the instance already.
    pub(crate) fn new(meanings: Arc<Meanings>, inherited: Vec<Checked>, own: &[Checked]) -> Result<Self, Error> {
        let registry = Self { meanings, modules: Mutex::new(inherited) };
        own.iter().try_for_each(|module| registry.add(module))?;
        Ok(registry)
    }

    /// Adds a module, whose name must be new in this interpreter, and mean nothing else in another.
    pub(crate) fn add(&self, module: &Checked) -> Result<(), Error> {
        let name = &module.module.name;
        let mut modules = lock(&self.modules);
        let mut meanings = lock(&self.meanings.0);
        let differs = meanings.get(name).is_some_and(|source| *source != module.source);
        if differs || modules.iter().any(|known| known.module.name == *name) {
            return Err(Error::RepeatedName { name: name.clone() });
        }
        meanings.insert(name.clone(), module.source.clone());
        modules.push(module.clone());
        Ok(())
    }

    /// Takes a module back that could not be added to the interpreter.
    pub(crate) fn remove(&self, name: &str) {
        lock(&self.modules).retain(|known| known.module.name != name);
    }

    /// The modules.
    pub(crate) fn modules(&self) -> Vec<Checked> {
        lock(&self.modules).clone()
    }

    /// What the interpreter is told of them.
    pub(crate) fn for_python(&self) -> Vec<sys::Module> {
        lock(&self.modules).iter().map(|known| known.module.clone()).collect()
    }

    /// What names mean in the instance.
    pub(crate) fn meanings(&self) -> Arc<Meanings> {
        self.meanings.clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
