//! Why a command could not do its work.

use std::io;
use std::path::PathBuf;

use signal_hook::consts::SIGPIPE;

use super::{CheckExit, Exit, mistakes, screen};
use crate::build::BuildError;
use crate::case::LoadError;
use crate::check::{Problem, Unconfined};
use crate::document::DocumentError;
use crate::host::{BadName, CatalogueError, UnknownHost};
use crate::host_check::Wrong;
use crate::isolate::{self, End};
use crate::python;
use crate::report::escape::terminal;
use crate::report::words;
use crate::run::{DescribeError, PrepareError, RunError};
use crate::snapshot::{self, MergeError};

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No Python is as asked.
    #[error(transparent)]
    Python(#[from] python::Error),
    /// A folder of cases can't be read.
    #[error(transparent)]
    Cases(#[from] LoadError),
    /// The sources of the fixtures can't be used.
    #[error(transparent)]
    Fixtures(#[from] c_ext_fixtures::Error),
    /// Fixtures or a host can't be built.
    #[error(transparent)]
    Build(BuildError),
    /// A host doesn't say what it is.
    #[error(transparent)]
    Describe(DescribeError),
    /// Processes can't be run.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// A run can't be laid out.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A host breaks its contract.
    #[error(transparent)]
    HostCheck(#[from] Wrong),
    /// A snapshot can't be read.
    #[error(transparent)]
    Snapshot(#[from] snapshot::LoadError),
    /// Results can't be made a snapshot.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// In `check`, where nothing but the checker and the probe is built.
    #[error(transparent)]
    Checker(#[from] BuildError),
    /// Something can't be checked.
    #[error(transparent)]
    Check(#[from] Problem),
    /// What confines foreign code can't be had.
    #[error(transparent)]
    Unconfined(Unconfined),
    /// The filters choose nothing.
    #[error("{}", words::no_case(.0))]
    NoCase(Vec<String>),
    /// There is no such folder of snapshots.
    #[error("{}", words::no_snapshots(.0))]
    NoSnapshots(PathBuf),
    /// There is no such fixture.
    #[error("{}", words::unknown_fixture(name, advice))]
    UnknownFixture {
        /// The name.
        name: String,
        /// What to do.
        advice: String,
    },
    /// It isn't known which hosts there are.
    #[error(transparent)]
    Catalogue(CatalogueError),
    /// A manifest or a case has mistakes.
    #[error(transparent)]
    Mistakes(#[from] DocumentError),
    /// There is no such host.
    #[error(transparent)]
    UnknownHost(#[from] UnknownHost),
    /// A path isn't that of a host.
    #[error("{} is no host: give a `host.toml`, the folder of one, or an executable", .0.display())]
    NoHost(PathBuf),
    /// A host calls itself what it can't be called.
    #[error("{} can't be used under the name that it says: {source}", host.display())]
    HostName {
        /// The host.
        host: PathBuf,
        /// Why not.
        source: BadName,
    },
    /// The current folder is gone, so that a relative path leads nowhere.
    #[error("can't tell where {} is: {source}; change to a folder that is there, or give an absolute path", path.display())]
    Nowhere {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nobody takes the output.
    #[error("can't write the output: {0}; send it to a file or a terminal that has room and can be written")]
    Output(#[from] io::Error),
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Manifest(error) => Self::Mistakes(error),
            error => Self::Catalogue(error),
        }
    }
}

impl From<Unconfined> for Failure {
    fn from(error: Unconfined) -> Self {
        match error {
            Unconfined::Isolate(error) => Self::Isolate(error),
            error => Self::Unconfined(error),
        }
    }
}

impl From<PrepareError> for Failure {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Fixtures(error) => Self::Fixtures(error),
            PrepareError::Isolate(error) => Self::Isolate(error),
            PrepareError::Build(error) => Self::Build(error),
            PrepareError::Describe(error) => Self::Describe(error),
        }
    }
}

impl Failure {
    /// Tells the user, and how to end.
    pub(super) fn report(self) -> Exit {
        let exit = match &self {
            Failure::Python(_) => Exit::NothingRun,
            Failure::Cases(_)
            | Failure::Snapshot(_)
            | Failure::NoCase(_)
            | Failure::NoSnapshots(_)
            | Failure::UnknownFixture { .. }
            | Failure::Catalogue(_)
            | Failure::Mistakes(_)
            | Failure::Nowhere { .. }
            | Failure::UnknownHost(_)
            | Failure::NoHost(_)
            | Failure::HostName { .. } => Exit::BadInput,
            Failure::Checker(error) if error.is_storing() => Exit::Check(CheckExit::CacheNotWritable),
            Failure::Build(BuildError::Isolate(_)) | Failure::Checker(BuildError::Isolate(_)) => Exit::HarnessError,
            Failure::Fixtures(_) | Failure::Build(_) | Failure::Checker(_) => Exit::BuildFailed,
            Failure::Describe(_)
            | Failure::Isolate(_)
            | Failure::Run(_)
            | Failure::HostCheck(_)
            | Failure::Merge(_)
            | Failure::Unconfined(_) => Exit::HarnessError,
            Failure::Check(problem) => problem_exit(problem),
            // Whoever reads our output may stop reading, as `head` does: by convention a program ends by this signal then.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Signal(SIGPIPE),
            Failure::Output(_) => Exit::HarnessError,
        };
        // What fails after a signal fails because of it, whatever it was.
        if let Some(signal) = isolate::Interrupt::on_signals().ok().and_then(|interrupt| interrupt.signal()) {
            screen::say(words::INTERRUPTED);
            return Exit::Signal(signal);
        }
        match &self {
            Failure::Mistakes(_) => screen::drawing(&self.words()),
            _ => screen::complain(&self.words()),
        }
        exit
    }

    /// What the user is told, escaped for a terminal: the file, the place in it, what is wrong and what to do.
    pub fn words(&self) -> String {
        match self {
            Failure::Mistakes(error) => mistakes::words(error),
            _ => terminal::block(&messages(self)),
        }
    }
}

/// How a problem with a target ends the command.
pub(super) fn problem_exit(problem: &Problem) -> Exit {
    Exit::Check(match problem {
        Problem::NoTarget(_) | Problem::Unreadable { .. } => CheckExit::NoTarget,
        Problem::NotALibrary(_) => CheckExit::NotALibrary,
        Problem::WrongMachine { .. } => CheckExit::WrongMachine,
        Problem::Truncated(_) => CheckExit::Truncated,
        Problem::NoInit(_) | Problem::OtherName { .. } | Problem::NotAName(_) => CheckExit::NoInit,
        Problem::FitsNone { .. } => CheckExit::WrongPython,
        Problem::EmptyFolder(_) | Problem::NoExtension(_) | Problem::NotAnExtension(_) => CheckExit::NoExtension,
        Problem::NotAWheel { .. } | Problem::Install { .. } | Problem::Misplaced { .. } => CheckExit::BadWheel,
        Problem::NotFound { .. } => CheckExit::NotFound,
        Problem::Above { end: End::TimedOut, .. } => CheckExit::ImportHangs,
        Problem::Above { end: End::Exited(_), .. } => CheckExit::ImportExits,
        Problem::Above { end: End::Killed(_), .. } => CheckExit::ImportCrashes,
        Problem::NoSuchModule { .. } => return Exit::BadInput,
        Problem::Ask { .. } | Problem::Isolate(_) => return Exit::HarnessError,
    })
}

/// The error with its causes, which the types of lower layers keep apart.
pub(super) fn messages(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}
