//! Exit codes.

use std::process::ExitCode;

/// How the command ends. The numbers are part of its interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything that was run is as reviewed.
    AsReviewed,
    /// 1: something is changed, new, a breach or mended.
    NotAsReviewed,
    /// 2: wrong arguments, or case files with mistakes. The other cases were run.
    BadInput,
    /// 3: fixtures or a host could not be built.
    BuildFailed,
    /// 4: no usable Python, or nothing was run.
    NothingRun,
    /// 5: the harness, or a host's contract with it, failed.
    HarnessError,
    /// 128 + number: ended by a signal.
    Signal(i32),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::AsReviewed => 0,
            Exit::NotAsReviewed => 1,
            Exit::BadInput => 2,
            Exit::BuildFailed => 3,
            Exit::NothingRun => 4,
            Exit::HarnessError => 5,
            Exit::Signal(number) => u8::try_from(128 + number).unwrap_or(255),
        })
    }
}
