//! How the compilers and `ar` are run: the caller of `build` decides that.

use std::io;
use std::process::Command;

use crate::Error;

/// The result of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// Whether it ended with exit code 0.
    pub succeeded: bool,
    /// What it wrote, and how it ended if it didn't succeed.
    pub output: String,
}

/// Runs a command to its end. An error of the kind [`Interrupted`](io::ErrorKind::Interrupted) ends the build, and any other
/// says that the program can't be run.
pub type Run<'a> = dyn Fn(&mut Command) -> io::Result<Ran> + Sync + 'a;

/// Runs a command, and makes an error of a failure.
pub(super) fn run(
    run: &Run<'_>,
    command: &mut Command,
    no_program: impl Fn(io::Error) -> Error,
    failed: impl Fn(String) -> Error,
) -> Result<(), Error> {
    match run(command) {
        Ok(ran) if ran.succeeded => Ok(()),
        Ok(ran) => Err(failed(ran.output)),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Error::Interrupted),
        Err(error) => Err(no_program(error)),
    }
}
