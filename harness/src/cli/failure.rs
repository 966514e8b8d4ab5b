//! Why a command could not do its work.

use std::path::PathBuf;

use signal_hook::consts::SIGPIPE;

use super::{Exit, mistakes};
use crate::case::LoadError;
use crate::document::DocumentError;
use crate::host::{BadName, CatalogueError, UnknownHost};
use crate::host_check::Wrong;
use crate::isolate;
use crate::python;
use crate::report::words;
use crate::run::{PrepareError, RunError};
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
    Prepare(#[from] PrepareError),
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    HostCheck(#[from] Wrong),
    #[error(transparent)]
    Snapshot(#[from] snapshot::LoadError),
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
            Failure::Fixtures(_) | Failure::Prepare(PrepareError::Build(_)) => Exit::BuildFailed,
            Failure::Prepare(PrepareError::Describe(_))
            | Failure::Isolate(_)
            | Failure::Run(_)
            | Failure::HostCheck(_) => Exit::HarnessError,
            // Whoever reads our output may stop reading, as `head` does: by convention a program ends by this signal then.
            Failure::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Exit::Signal(SIGPIPE),
            Failure::Output(_) => Exit::HarnessError,
        };
        if let Failure::Isolate(isolate::Error::Interrupted)
        | Failure::HostCheck(Wrong::Isolate { source: isolate::Error::Interrupted, .. }) = &self
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

/// The error with its causes, which the types of lower layers keep apart.
fn messages(error: &dyn std::error::Error) -> String {
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
