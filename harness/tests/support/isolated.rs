//! Runs of shell scripts in sandboxes.

use std::time::Duration;

use extproof::isolate::{End, Finished, Interrupt, Limits, Program, Sandbox, run};

pub(crate) fn sh(script: &str) -> Program {
    Program::new("/bin/sh").arg("-c").arg(script)
}

/// Far more than any test needs: only a broken harness gets there.
pub(crate) fn limits() -> Limits {
    Limits { time: Duration::from_secs(120), ..Limits::default() }
}

pub(crate) fn run_in(sandbox: &Sandbox, program: &Program, limits: &Limits) -> Finished {
    run(program, sandbox, limits, &Interrupt::never().unwrap()).unwrap()
}

pub(crate) fn run_sh(script: &str, limits: &Limits) -> Finished {
    run_in(&Sandbox::new(None).unwrap(), &sh(script), limits)
}

pub(crate) fn killed_by(finished: &Finished) -> &'static str {
    match finished.end {
        End::Killed(signal) => signal.name().unwrap(),
        other => panic!("{other}: {finished:?}"),
    }
}
