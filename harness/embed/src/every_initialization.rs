//! Modules that are registered for every initialization, as `PyImport_AppendInittab` does.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::module::Checked;

static MODULES: Mutex<Vec<Checked>> = Mutex::new(Vec::new());

/// The modules that earlier instances registered and `own` doesn't have: its registrations come first.
pub(crate) fn others(own: &[Checked]) -> Vec<Checked> {
    let is_new = |module: &&Checked| !own.iter().any(|known| known.module.name == module.module.name);
    lock().iter().filter(is_new).cloned().collect()
}

/// All that earlier instances registered.
pub(crate) fn all() -> Vec<Checked> {
    lock().clone()
}

/// Keeps those of an instance that has started. One that is registered anew replaces the one of its name.
pub(crate) fn keep(modules: &[Checked]) {
    let mut kept = lock();
    for module in modules.iter().filter(|module| module.stays) {
        kept.retain(|known| known.module.name != module.module.name);
        kept.push(module.clone());
    }
}

fn lock() -> MutexGuard<'static, Vec<Checked>> {
    MODULES.lock().unwrap_or_else(PoisonError::into_inner)
}
