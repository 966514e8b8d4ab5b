//! The reference host of extproof: carries out a scenario with Python's C API and nothing between.
//!
//! It never protects Python from itself: whatever a step leads to is what is measured. The
//! contract that it keeps is `docs/writing-a-host.md`.

mod config;
mod describe;
mod entry;
mod events;
mod fields;
mod fixtures;
mod host;
mod inittab;
#[cfg(Py_3_12)]
mod interpreter_config;
mod interpreters;
mod python;
mod scenario;
mod status;
mod threads;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use events::Events;
use host::Host;
use scenario::Scenario;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("capi: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments = env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(argument), None) if argument == "--describe" => describe::print(),
        (Some(path), None) => {
            // Never freed, because Python keeps pointers to the names in its table of modules.
            let scenario: &'static Scenario = Box::leak(Box::new(Scenario::read(Path::new(&path))?));
            let events = Events::open()?;
            Host::new(scenario, &events).carry_out(&scenario.steps)?;
            events.done()
        }
        _ => Err("usage: capi --describe | capi SCENARIO.json".to_owned()),
    }
}
