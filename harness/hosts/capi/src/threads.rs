//! Lists of steps that are carried out at once, each on a thread of its own.

use std::process;
use std::sync::Barrier;
use std::thread::{self, Builder};

use extproof_host::{Events, Scenario, ScenarioStep};
use extproof_host_capi::Interpreters;
use pyo3_ffi::{PyEval_RestoreThread, PyEval_SaveThread};

use crate::host::Host;

// Rust's 2 MiB are too little for deep recursion in Python; main threads often have 8.
const STACK: usize = 16 << 20;

/// Carries each list out on a new thread, and waits for all.
pub(crate) fn run(host: &Host, lists: &'static [Vec<ScenarioStep>]) -> Result<(), String> {
    host.interpreters.need_any()?;
    let (scenario, events) = (host.scenario, host.events);
    // SAFETY: this thread is attached to an interpreter.
    let state = unsafe { PyEval_SaveThread() };
    let start = &Barrier::new(lists.len());
    let results: Vec<_> = thread::scope(|scope| {
        let spawn = |steps| {
            let body = move || {
                start.wait();
                carry_out(scenario, events, steps)
            };
            Builder::new().stack_size(STACK).spawn_scoped(scope, body).unwrap_or_else(|error| {
                // The threads that were started wait for this one.
                eprintln!("{}: thread: {error}", env!("CARGO_PKG_NAME"));
                process::exit(2)
            })
        };
        let threads: Vec<_> = lists.iter().map(|steps| spawn(steps)).collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    // SAFETY: it is the state of this thread, which isn't attached to another one.
    unsafe { PyEval_RestoreThread(state) };
    results.into_iter().try_for_each(|result| result.unwrap_or_else(|_| Err("panic".to_owned())))
}

fn carry_out(scenario: &'static Scenario, events: &Events, steps: &'static [ScenarioStep]) -> Result<(), String> {
    let interpreters = Interpreters::attach()?;
    let mut host = Host { interpreters, ..Host::new(scenario, events) };
    let result = host.carry_out(steps);
    host.interpreters.detach();
    result
}
