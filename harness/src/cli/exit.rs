//! Exit codes.

use std::process::ExitCode;

/// How the command ends. The numbers are part of its interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything that was run is as reviewed.
    AsReviewed,
    /// 1: something is changed, new, a breach or mended; what `check` requires isn't so.
    NotAsReviewed,
    /// 2: wrong arguments, or case files with mistakes. The other cases were run.
    BadInput,
    /// 3: fixtures or a host could not be built.
    BuildFailed,
    /// 4: no usable Python, or nothing was run.
    NothingRun,
    /// 5: the harness, or a host's contract with it, failed.
    HarnessError,
    /// 10 and above: why `check` could not check something.
    Check(CheckExit),
    /// 128 + number: ended by a signal.
    Signal(i32),
}

/// Why something could not be checked. The numbers are part of the command's interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CheckExit {
    /// There is no such file, or it can't be read.
    NoTarget = 10,
    /// The file is no shared library.
    NotALibrary = 11,
    /// It is for other machines.
    WrongMachine = 12,
    /// It is shorter than it says.
    Truncated = 13,
    /// It has no init function, or one for another name.
    NoInit = 14,
    /// It is for none of the chosen Pythons.
    WrongPython = 15,
    /// The wheel, folder or package has no extension modules.
    NoExtension = 16,
    /// The wheel is none, or can't be installed.
    BadWheel = 17,
    /// The name is not that of a module.
    NotFound = 18,
    /// The import misses a library.
    MissingLibrary = 19,
    /// The import raises an exception.
    ImportRaises = 20,
    /// The import ends the process.
    ImportExits = 21,
    /// The import doesn't come to an end.
    ImportHangs = 22,
    /// The import crashes.
    ImportCrashes = 23,
    /// The import needs a display.
    NoDisplay = 24,
    /// The import needs a network.
    NoNetwork = 25,
    /// What is built once can't be stored.
    CacheNotWritable = 26,
    /// The import prints, which was to be refused.
    Prints = 27,
    /// The import starts a process, which was to be refused.
    StartsProcesses = 28,
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
            Exit::Check(why) => why as u8,
            Exit::Signal(number) => u8::try_from(128 + number).unwrap_or(255),
        })
    }
}
