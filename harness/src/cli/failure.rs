//! Why a command could not do its work.

use std::path::PathBuf;

use signal_hook::consts::SIGPIPE;

use super::{CheckExit, Exit, mistakes};
use crate::build::BuildError;
use crate::case::LoadError;
use crate::check::Problem;
use crate::document::DocumentError;
use crate::host::{BadName, CatalogueError, UnknownHost};
use crate::host_check::Wrong;
use crate::isolate;
use crate::python;
use crate::report::words;
use crate::run::{DescribeError, PrepareError, RunError};
use crate::snapshot;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Python(#[from] python::Error),
    #[error(transparent)]
    Cases(#[from] LoadError),
    #[error(transparent)]
    Fixtures(#[from] c_ext_fixtures::Error),
    #[error(transparent)]
    Build(BuildError),
    #[error(transparent)]
    Describe(DescribeError),
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    HostCheck(#[from] Wrong),
    #[error(transparent)]
    Snapshot(#[from] snapshot::LoadError),
    /// In `check`, where nothing but the checker and the probe is built.
    #[error(transparent)]
    Checker(#[from] BuildError),
    #[error(transparent)]
    Check(#[from] Problem),
    #[error("{}", words::no_case(.0))]
    NoCase(Vec<String>),
    #[error("{}", words::no_snapshots(.0))]
    NoSnapshots(PathBuf),
    #[error("{}", words::unknown_fixture(.0, .1))]
    UnknownFixture(String, Vec<String>),
    #[error(transparent)]
    Catalogue(CatalogueError),
    #[error(transparent)]
    Manifest(DocumentError),
    #[error(transparent)]
    UnknownHost(#[from] UnknownHost),
    #[error("{} is no host: give a `host.toml`, the folder of one, or an executable", .0.display())]
    NoHost(PathBuf),
    #[error("{} can't be used under the name that it says: {source}", host.display())]
    HostName { host: PathBuf, source: BadName },
    #[error("can't write the output: {0}")]
    Output(#[from] std::io::Error),
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Manifest(error) => Self::Manifest(error),
            error => Self::Catalogue(error),
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
            | Failure::UnknownFixture(..)
            | Failure::Catalogue(_)
            | Failure::Manifest(_)
            | Failure::UnknownHost(_)
            | Failure::NoHost(_)
            | Failure::HostName { .. } => Exit::BadInput,
            Failure::Checker(error) if error.is_storing() => Exit::Check(CheckExit::CacheNotWritable),
            Failure::Fixtures(_) | Failure::Build(_) | Failure::Checker(_) => Exit::BuildFailed,
            Failure::Describe(_) | Failure::Isolate(_) | Failure::Run(_) | Failure::HostCheck(_) => Exit::HarnessError,
            Failure::Check(problem) => problem_exit(problem),
            // Whoever reads our output may stop reading, as `head` does: by convention a program ends by this signal then.
            Failure::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Exit::Signal(SIGPIPE),
            Failure::Output(_) => Exit::HarnessError,
        };
        if let Failure::Isolate(isolate::Error::Interrupted)
        | Failure::HostCheck(Wrong::Isolate { source: isolate::Error::Interrupted, .. })
        | Failure::Check(Problem::Isolate(isolate::Error::Interrupted)) = &self
        {
            let signal = isolate::Interrupt::on_signals().ok().and_then(|interrupt| interrupt.signal());
            anstream::eprintln!("{}", words::INTERRUPTED);
            return Exit::Signal(signal.unwrap_or_default());
        }
        match &self {
            Failure::Manifest(error) => mistakes::tell(error),
            _ => anstream::eprintln!("{}", words::failure(&messages(&self))),
        }
        exit
    }
}

/// How a problem with a target ends the command.
pub(super) fn problem_exit(problem: &Problem) -> Exit {
    Exit::Check(match problem {
        Problem::NoTarget(_) | Problem::Unreadable { .. } => CheckExit::NoTarget,
        Problem::NotALibrary(_) => CheckExit::NotALibrary,
        Problem::WrongMachine { .. } => CheckExit::WrongMachine,
        Problem::Truncated(_) => CheckExit::Truncated,
        Problem::NoInit(_) | Problem::OtherName { .. } => CheckExit::NoInit,
        Problem::FitsNone { .. } => CheckExit::WrongPython,
        Problem::EmptyFolder(_) | Problem::NoExtension(_) | Problem::NotAnExtension(_) => CheckExit::NoExtension,
        Problem::NotAWheel { .. } | Problem::Install { .. } => CheckExit::BadWheel,
        Problem::NotFound { .. } => CheckExit::NotFound,
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
