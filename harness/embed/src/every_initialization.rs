//! Modules that are registered for every initialization, as `PyImport_AppendInittab` does.

use crate::module::Checked;
use crate::sys::Lock;

static MODULES: Lock<Vec<Checked>> = Lock::new(Vec::new());

/// The modules that earlier instances registered and `own` doesn't have: its registrations come first.
pub(crate) fn others(own: &[Checked]) -> Vec<Checked> {
    let is_new = |module: &&Checked| !own.iter().any(|known| known.module.name == module.module.name);
    MODULES.take().iter().filter(is_new).cloned().collect()
}

/// All that earlier instances registered.
pub(crate) fn all() -> Vec<Checked> {
    MODULES.take().clone()
}

/// Keeps those of an instance that has started. One that is registered anew replaces the one of its name.
pub(crate) fn keep(modules: &[Checked]) {
    let mut kept = MODULES.take();
    for module in modules.iter().filter(|module| module.stays) {
        kept.retain(|known| known.module.name != module.module.name);
        kept.push(module.clone());
    }
}
