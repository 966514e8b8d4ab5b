//! The host of `extproof check`: one program for every Python, which loads libpython at run time.
//!
//! It carries scenarios out with the code of the reference host `capi`. Only three things differ: where the C API comes from
//! (`python`), how Python is configured without knowing the layout of `PyConfig` (`config`), and that no fixtures are
//! linked into it. The contract that it keeps is `docs/writing-a-host.md`.

// The shared sources name the C API by the crate that declares it for `capi`.
extern crate self as pyo3_ffi;

mod config;
mod declared;
mod describe;
#[path = "../../capi/src/entry.rs"]
mod entry;
#[path = "../../capi/src/events.rs"]
mod events;
#[path = "../../capi/src/fields.rs"]
mod fields;
mod fixtures;
mod forks;
#[path = "../../capi/src/host.rs"]
mod host;
#[path = "../../capi/src/inittab.rs"]
mod inittab;
#[path = "../../capi/src/interpreter_config.rs"]
mod interpreter_config;
#[path = "../../capi/src/interpreters.rs"]
mod interpreters;
mod python;
#[path = "../../capi/src/scenario.rs"]
mod scenario;
#[path = "../../capi/src/status.rs"]
mod status;
#[path = "../../capi/src/threads.rs"]
mod threads;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use events::Events;
use host::Host;
use python::*;
use scenario::Scenario;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("checker: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    match arguments.as_slice() {
        [argument] if argument == "--describe" => {
            python::load()?;
            describe::print()
        }
        [argument, path, library, symbol] if argument == "--declared" => {
            let scenario = prepare(Path::new(path))?;
            declared::print(scenario, Path::new(library), symbol)
        }
        [path] => {
            let scenario = prepare(Path::new(path))?;
            let events = Events::open()?;
            forks::watch();
            Host::new(scenario, &events).carry_out(&scenario.steps)?;
            events.done()
        }
        _ => Err("usage: checker --describe | checker SCENARIO.json | checker --declared SCENARIO.json LIBRARY SYMBOL"
            .to_owned()),
    }
}

/// Reads the scenario and loads libpython.
fn prepare(path: &Path) -> Result<&'static Scenario, String> {
    forget_signal_handlers();
    // Never freed, because Python keeps pointers to the names in its table of modules.
    let scenario: &'static Scenario = Box::leak(Box::new(Scenario::read(path)?));
    config::set_environment(scenario);
    python::load()?;
    Ok(scenario)
}

/// Rust watches for its own stack overflows, and so swallows the first signal of this kind that somebody sends.
fn forget_signal_handlers() {
    for signal in [libc::SIGSEGV, libc::SIGBUS] {
        // SAFETY: the default action is a valid one, and there are no other threads yet.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
}
