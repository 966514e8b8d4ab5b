//! pyo3_module: a module written with PyO3, as `maturin new` begins one.
//!
//! - Multi-phase initialization, by the macro `pymodule`: the init function returns a definition.
//! - A class of its own, `Guard`, with a method, whose type object PyO3 keeps in a static of the process. The module holds one
//!   object of it, whose drop is reported.

use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use extproof_host::Events;
use pyo3::prelude::*;

/// An object that reports its end.
#[pyclass]
struct Guard;

#[pymethods]
impl Guard {
    fn answer(&self) -> u32 {
        42
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        static DROPS: AtomicU32 = AtomicU32::new(0);
        report("drop", &DROPS);
    }
}

/// The module.
#[pymodule]
pub(crate) mod pyo3_module {
    use super::*;

    #[pymodule_export]
    use super::Guard;

    #[pymodule_init]
    fn exec(module: &Bound<'_, PyModule>) -> PyResult<()> {
        static EXECS: AtomicU32 = AtomicU32::new(0);
        let serial = report("exec", &EXECS);
        module.add("serial", serial)?;
        module.add("items", [serial])?;
        module.add("guard", Bound::new(module.py(), Guard)?)
    }
}

/// Counts an event and appends it to the events file. Returns the count.
fn report(event: &str, count: &AtomicU32) -> u32 {
    static EVENTS: LazyLock<Events> = LazyLock::new(|| Events::new(None));
    let count = NonZeroU32::MIN.saturating_add(count.fetch_add(1, Ordering::Relaxed));
    // A lost report would falsify the result.
    EVENTS.fixture("pyo3_module", event, count).unwrap_or_else(|error| {
        eprintln!("pyo3_module: {error}");
        std::process::abort()
    });
    count.get()
}
