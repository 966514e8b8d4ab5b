//! Starting a host.

use std::path::PathBuf;

use crate::isolate::{self, Confinement, Finished, Interrupt, Limits, Program, Sandbox, run_confined};

/// A host with its arguments, and how it is started.
#[derive(Clone, Debug)]
pub struct Start {
    program: Program,
    limits: Limits,
    confinement: Option<(Confinement, Vec<PathBuf>)>,
}

impl Start {
    /// Starts it in a sandbox, without a confinement.
    pub fn new(program: Program, limits: Limits) -> Self {
        Self { program, limits, confinement: None }
    }

    /// Adds a confinement. `needed` are the paths that the host must read even in hidden folders.
    #[must_use]
    pub fn confined(self, confinement: Confinement, needed: Vec<PathBuf>) -> Self {
        Self { confinement: Some((confinement, needed)), ..self }
    }
}

/// Starts a host, and waits for its end.
///
/// # Errors
/// When it can't be run, or was interrupted.
pub fn start(start: Start, sandbox: &Sandbox, interrupt: &Interrupt) -> Result<Finished, isolate::Error> {
    let Start { program, limits, confinement } = start;
    let (confinement, needed) = confinement.unzip();
    let needed = needed.iter().flatten().map(PathBuf::as_path).collect();
    run_confined(confinement.as_ref(), program, needed, sandbox, &limits, interrupt)
}
