//! Lists of steps that are carried out at once, each on a thread of its own.

use std::process;
use std::sync::Barrier;
use std::thread::{self, Builder};

use extproof_host::{Events, ScenarioStep};
use pyo3::Python;

use crate::runtime::Runtime;

// Rust's 2 MiB are too little for deep recursion in Python; main threads often have 8.
const STACK: usize = 16 << 20;

/// Carries each list out on a new thread, and waits for all.
pub(crate) fn run(py: Python<'_>, events: &'static Events, lists: &'static [Vec<ScenarioStep>]) -> Result<(), String> {
    let start = &Barrier::new(lists.len());
    let results: Vec<_> = py.detach(|| {
        thread::scope(|scope| {
            let spawn = |steps: &'static [ScenarioStep]| {
                let body = move || {
                    start.wait();
                    Python::attach(|py| carry_out(py, events, steps))
                };
                Builder::new().stack_size(STACK).spawn_scoped(scope, body).unwrap_or_else(|error| {
                    // The threads that were started wait for this one.
                    eprintln!("pyo3: thread: {error}");
                    process::exit(2)
                })
            };
            let threads: Vec<_> = lists.iter().map(|steps| spawn(steps)).collect();
            threads.into_iter().map(|thread| thread.join()).collect()
        })
    });
    results.into_iter().try_for_each(|result| result.unwrap_or_else(|panic| Err(crate::message(&*panic))))
}

fn carry_out(py: Python<'_>, events: &'static Events, steps: &'static [ScenarioStep]) -> Result<(), String> {
    let mut runtime = Runtime::new(py, events);
    let result = steps.iter().try_for_each(|step| runtime.carry_out(step));
    runtime.leave();
    result
}
