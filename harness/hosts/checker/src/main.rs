//! One program for every Python, which loads libpython at run time: the host of `extproof check`, and the hosts `loaded`.
//!
//! It carries scenarios out with the code of the reference host `capi`. Only three things differ: where the C API comes from
//! (`python`), how Python is configured without knowing the layout of `PyConfig` (`config`), and that no fixtures are
//! linked into it. The contract that it keeps is `docs/writing-a-host.md`.

#![allow(unreachable_pub, reason = "other hosts use the shared sources as a library")]

// The shared sources name the C API by the crate that declares it for `capi`, and themselves by that of `capi`.
extern crate self as extproof_host_capi;
extern crate self as pyo3_ffi;

mod config;
mod control;
mod declared;
mod describe;
mod fixtures;
mod growth;
#[path = "../../capi/src/host.rs"]
mod host;
#[path = "../../capi/src/inittab.rs"]
mod inittab;
#[path = "../../capi/src/interpreter_config.rs"]
mod interpreter_config;
#[path = "../../capi/src/interpreters.rs"]
mod interpreters;
mod isolated;
mod library_at;
mod own;
mod processes;
mod python;
mod role;
mod started;
#[path = "../../capi/src/status.rs"]
mod status;
#[path = "../../capi/src/threads.rs"]
mod threads;

use std::path::Path;
use std::process::ExitCode;

use extproof_host::{Description, Scenario, read_scenario};
use host::Host;
use interpreters::{Interpreters, MAIN};
use python::*;
use role::{Role, role};
use status::check_int;

fn main() -> ExitCode {
    forget_signal_handlers();
    let read = role::read().and_then(|told| python::load(&told.libpython).map(|()| told.arguments));
    let arguments = match read {
        Ok(arguments) => arguments,
        Err(message) => return failed(&message),
    };
    let description = describe::description();
    if let [flag, path, library, symbol] = arguments.as_slice()
        && flag == "--declared"
    {
        let declared = scenario(Path::new(path), &description)
            .and_then(|scenario| declared::print(&scenario, Path::new(library), symbol));
        return declared.map_or_else(|message| failed(&message), |()| ExitCode::SUCCESS);
    }
    if let [flag, path] = arguments.as_slice()
        && flag == "--control"
    {
        return control::write(Path::new(path)).map_or_else(|message| failed(&message), |()| ExitCode::SUCCESS);
    }
    let code = extproof_host::run_with(&arguments, &description, |scenario, events| {
        let mut host = Host::new(scenario, events);
        if role() != Role::Checker {
            return host.carry_out(&scenario.steps);
        }
        config::set_environment(scenario);
        processes::watch();
        growth::watch();
        host.carry_out(&scenario.steps)?;
        processes::report(events)
    });
    ExitCode::from(code)
}

fn scenario(path: &Path, description: &Description) -> Result<Scenario, String> {
    let scenario = read_scenario(path, description)?;
    config::set_environment(&scenario);
    Ok(scenario)
}

fn failed(message: &str) -> ExitCode {
    eprintln!("{}: {message}", role().name());
    ExitCode::from(2)
}

/// Rust watches for its own stack overflows, and so swallows the first signal of this kind that somebody sends. And it ignores
/// SIGPIPE, which programs in C don't.
fn forget_signal_handlers() {
    for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGPIPE] {
        // SAFETY: the default action is a valid one, and there are no other threads yet.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
}
