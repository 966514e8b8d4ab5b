//! What is registered for an interpreter.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Error;
use crate::module::{Checked, Source};
use crate::sys::{self, Lock};

/// What each name stands for in all interpreters of an instance, since Python keeps modules by their names, and how often it was
/// registered.
#[derive(Debug, Default)]
pub(crate) struct Meanings(Lock<BTreeMap<String, (Source, usize)>>);

/// The modules of one interpreter.
#[derive(Debug)]
pub(crate) struct Registry {
    meanings: Arc<Meanings>,
    modules: Lock<Vec<Checked>>,
}

impl Registry {
    /// The modules of a new interpreter. `inherited` are registered in the instance already.
    pub(crate) fn new(meanings: Arc<Meanings>, inherited: Vec<Checked>, own: &[Checked]) -> Result<Self, Error> {
        let registry = Self { meanings, modules: Lock::new(inherited) };
        for (index, module) in own.iter().enumerate() {
            registry.add(module).inspect_err(|_| registry.remove_all(&own[..index]))?;
        }
        Ok(registry)
    }

    /// Removes the modules of an interpreter that could not be made.
    pub(crate) fn remove_all(&self, own: &[Checked]) {
        own.iter().for_each(|module| self.remove(&module.module.name));
    }

    /// Adds a module, whose name must be new in this interpreter, and mean nothing else in another.
    pub(crate) fn add(&self, module: &Checked) -> Result<(), Error> {
        let name = &module.module.name;
        let mut modules = self.modules.take();
        let mut meanings = self.meanings.0.take();
        let differs = meanings.get(name).is_some_and(|(source, _)| *source != module.source);
        if differs || modules.iter().any(|known| known.module.name == *name) {
            return Err(Error::RepeatedName { name: name.clone() });
        }
        meanings.entry(name.clone()).or_insert_with(|| (module.source.clone(), 0)).1 += 1;
        modules.push(module.clone());
        Ok(())
    }

    /// Removes a module that could not be added to the interpreter. If that was its only registration, the name is free again.
    pub(crate) fn remove(&self, name: &str) {
        let mut modules = self.modules.take();
        modules.retain(|known| known.module.name != name);
        let mut meanings = self.meanings.0.take();
        if let Some((_, count)) = meanings.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                meanings.remove(name);
            }
        }
    }

    /// The modules.
    pub(crate) fn modules(&self) -> Vec<Checked> {
        self.modules.take().clone()
    }

    /// The modules as the interpreter takes them.
    pub(crate) fn for_python(&self) -> Vec<sys::Module> {
        self.modules.take().iter().map(|known| known.module.clone()).collect()
    }

    /// What names mean in the instance.
    pub(crate) fn meanings(&self) -> Arc<Meanings> {
        self.meanings.clone()
    }
}
