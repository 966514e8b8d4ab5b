//! Lists of steps that are carried out at once, each on a thread of its own.

use std::process;
use std::sync::Barrier;
use std::thread::{self, Builder};

use extproof_host::{Events, Operation, ScenarioStep};
use pyo3::Python;

use crate::deed::{Deed, deed};

// Rust's 2 MiB are too little for deep recursion in Python; main threads often have 8.
const STACK: usize = 16 << 20;

/// Carries each list out on a new thread, and waits for all. Nobody holds the GIL meanwhile.
pub(crate) fn run(events: &Events, lists: &'static [Vec<ScenarioStep>]) -> Result<(), String> {
    let start = &Barrier::new(lists.len());
    let results: Vec<_> = thread::scope(|scope| {
        let spawn = |steps: &'static [ScenarioStep]| {
            let body = move || {
                start.wait();
                steps.iter().try_for_each(|step| events.around(step.id, || perform(&step.operation)))
            };
            Builder::new().stack_size(STACK).spawn_scoped(scope, body).unwrap_or_else(|error| {
                // The threads that were started wait for this one.
                eprintln!("pyembed: thread: {error}");
                process::exit(2)
            })
        };
        let threads: Vec<_> = lists.iter().map(|steps| spawn(steps)).collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    results.into_iter().try_for_each(|result| result.unwrap_or_else(|_| Err("panic".to_owned())))
}

fn perform(operation: &'static Operation) -> Result<(), String> {
    match deed(operation) {
        Some(Deed::Inside(act)) => Python::with_gil(act),
        _ => Err("not a step of a thread of this host".to_owned()),
    }
}
