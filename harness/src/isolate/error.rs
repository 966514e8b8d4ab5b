use std::io;
use std::path::PathBuf;

use rustix::io::Errno;

use crate::advice::Advised;

/// Why a run failed to execute. How a program ended is never an error: see [`End`](super::End).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder of a run can't be created or written: no space left, no permission.
    #[error("can't write {path}: {}", place(source), path = path.display())]
    Sandbox {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Scenarios and events name the folder as text, and its path isn't UTF-8.
    #[error("can't put temporary files in {path}: its name isn't UTF-8; set TMPDIR to another folder", path = path.display())]
    NotText {
        /// The folder.
        path: PathBuf,
    },
    /// `extproof-UID` isn't a folder of this user, or others can write to it.
    #[error(
        "can't put temporary files in {path}: not a folder that only you can write to; remove it, or set TMPDIR to \
         another folder",
        path = path.display()
    )]
    Room {
        /// The folder.
        path: PathBuf,
    },
    /// The path of a file to write is outside the sandbox.
    #[error("{path} is outside the sandbox: expected a relative path without `..`", path = path.display())]
    Outside {
        /// The path as given.
        path: PathBuf,
    },
    /// The program can't be started.
    #[error("can't start {program}: {}", Advised(source), program = program.display())]
    Spawn {
        /// The absolute path of the program.
        program: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The program exists, but its loader doesn't.
    #[error("can't start {program}: its ELF interpreter, or the one in its `#!` line, does not exist", program = program.display())]
    Loader {
        /// The absolute path of the program.
        program: PathBuf,
    },
    /// A limit can't be set.
    #[error("can't limit the {what} of a run: {}", Advised(source))]
    Limit {
        /// What was to be limited.
        what: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// A running program can't be watched, read or waited for.
    #[error("can't {doing}: {}", Advised(source))]
    Watch {
        /// What was attempted.
        doing: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// The events of a run can't be read, because of what its program did to their file or its folder.
    #[error("can't read the events in {path}: {}", Advised(source), path = path.display())]
    Events {
        /// The events file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The handlers of SIGINT, SIGTERM, SIGHUP and SIGQUIT can't be installed.
    #[error("can't handle signals: {}", Advised(source))]
    Signals {
        /// The system's error.
        source: io::Error,
    },
    /// A signal interrupted the run: see [`Interrupt::signal`](super::Interrupt::signal).
    #[error("interrupted")]
    Interrupted,
}

/// The system's error about a folder for temporary files, and what to do. Another folder doesn't provide more descriptors.
fn place(source: &io::Error) -> String {
    match Errno::from_io_error(source) {
        Some(Errno::MFILE | Errno::NFILE) => Advised(source).to_string(),
        _ => format!("{source}; set TMPDIR to a writable folder with free space"),
    }
}

impl Error {
    /// Whether the run's program caused it, so other runs aren't affected.
    pub fn is_of_run(&self) -> bool {
        matches!(self, Self::Events { .. })
    }

    pub(super) fn watch(doing: &'static str) -> impl FnOnce(Errno) -> Self {
        move |errno| Self::Watch { doing, source: errno.into() }
    }
}
