use std::io;
use std::path::PathBuf;

use rustix::io::Errno;

use crate::advice::Advised;

/// Why a run could not be carried out. How a program ended is never an error: see [`End`](super::End).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder of a run can't be created or written: no space left, no permission.
    #[error("can't write {path}: {}", place(source), path = path.display())]
    Sandbox {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Scenarios and events are text.
    #[error("the folder for temporary files, {path}, has a name that isn't UTF-8; set TMPDIR to another", path = path.display())]
    NotText {
        /// The folder.
        path: PathBuf,
    },
    /// The folder for our temporary files is something else, or others can write to it.
    #[error(
        "{path} is not a folder that only you can write to, so temporary files can't be put there; remove it, or set \
         TMPDIR to another folder",
        path = path.display()
    )]
    Room {
        /// The folder.
        path: PathBuf,
    },
    /// A file was to be written outside of the sandbox.
    #[error("{path} is not a path inside of the sandbox: it must be relative, without `..`", path = path.display())]
    Outside {
        /// The path as given.
        path: PathBuf,
    },
    /// The program can't be started.
    #[error("can't start {program}: {}", Advised(source), program = program.display())]
    Spawn {
        /// The absolute path of the program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The program is there, but what should load it isn't.
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
        /// What the system said.
        source: io::Error,
    },
    /// A running program can't be watched, read or waited for.
    #[error("can't {doing}: {}", Advised(source))]
    Watch {
        /// What was attempted.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The events of a run can't be read, because of what its program did to their file or its folder.
    #[error("can't read the events in {path}: {}", Advised(source), path = path.display())]
    Events {
        /// The events file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The handlers of SIGINT, SIGTERM, SIGHUP and SIGQUIT can't be installed.
    #[error("can't handle signals: {}", Advised(source))]
    Signals {
        /// What the system said.
        source: io::Error,
    },
    /// A signal ended this run before its time: see [`Interrupt::signal`](super::Interrupt::signal).
    #[error("interrupted")]
    Interrupted,
}

/// What the system says of a place for temporary files, and what to do. Another place doesn't have more descriptors.
fn place(source: &io::Error) -> String {
    match Errno::from_io_error(source) {
        Some(Errno::MFILE | Errno::NFILE) => Advised(source).to_string(),
        _ => format!("{source}; set TMPDIR to a folder that is writable and has room"),
    }
}

impl Error {
    /// Whether the program of the run is to blame, so that other runs are as good as without it.
    pub fn is_of_run(&self) -> bool {
        matches!(self, Self::Events { .. })
    }

    pub(super) fn watch(doing: &'static str) -> impl FnOnce(Errno) -> Self {
        move |errno| Self::Watch { doing, source: errno.into() }
    }
}
