//! Why a command failed.

use std::io;
use std::path::PathBuf;

use signal_hook::consts::SIGPIPE;

use super::check_exit::problem_exit;
use super::{CheckExit, Exit, mistakes, screen};
use crate::advice::Advised;
use crate::book::{ReportError, WriteError};
use crate::build::BuildError;
use crate::case::LoadError;
use crate::check::Problem;
use crate::document::DocumentError;
use crate::engine::{DescribeError, PrepareError};
use crate::host::{BadName, CatalogueError, UnknownHost};
use crate::host_check::Failed;
use crate::isolate::{self, Unconfined};
use crate::python;
use crate::report::escape::terminal;
use crate::report::{MergeProblem, check, words};
use crate::run::ExportError;
use crate::search::ReadError;
use crate::snapshot::{self, MergeError, SaveError};
use crate::template::TemplateError;
use crate::version::VersionError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No Python matches the request.
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
    /// A host's description can't be used.
    #[error(transparent)]
    Describe(DescribeError),
    /// Processes can't be run.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// The suite can't run in the folder for temporary files.
    #[error("{0}")]
    Place(PrepareError),
    /// A run's files can't be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A host violates the host contract.
    #[error(transparent)]
    HostCheck(#[from] Failed),
    /// A snapshot can't be read.
    #[error(transparent)]
    Snapshot(#[from] snapshot::SnapshotError),
    /// What can be found can't be read.
    #[error(transparent)]
    Search(#[from] ReadError),
    /// A report can't be used.
    #[error(transparent)]
    Reported(#[from] ReportError),
    /// Reports of parts can't be put together.
    #[error(transparent)]
    Parts(#[from] MergeProblem),
    /// The site can't be written.
    #[error(transparent)]
    Book(#[from] WriteError),
    /// A snapshot can't be written.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// A template can't be written.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A report can't be written.
    #[error("can't write the report {}: {}", path.display(), Advised(source))]
    Report {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that is written would take the place of one that is read, or of another that is written.
    #[error("{} is already used by this command; name another file", .0.display())]
    OutputOnInput(PathBuf),
    /// A file with known results can't be written.
    #[error("can't write the baseline {}: {}", path.display(), Advised(source))]
    Baseline {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file with known results would be replaced.
    #[error("{} exists; --overwrite replaces it", .0.display())]
    BaselineExists(PathBuf),
    /// Nothing says what to check. The file is the one with settings.
    #[error("{}", check::no_targets(.0.as_deref()))]
    NoTargets(Option<PathBuf>),
    /// There is no folder to record in.
    #[error("--accept needs --snapshots DIR for cases that aren't extproof's own")]
    NowhereToRecord,
    /// Results can't be written as a snapshot.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// In `check`, where nothing but the checker and the probe is built.
    #[error(transparent)]
    Checker(#[from] BuildError),
    /// Something can't be checked.
    #[error(transparent)]
    Check(#[from] Problem),
    /// The tool that confines foreign code isn't available.
    #[error(transparent)]
    Unconfined(Unconfined),
    /// The filters match no case.
    #[error("{}", words::no_case(.0))]
    NoCase(Vec<String>),
    /// There is no such folder of snapshots.
    #[error("{}", words::no_snapshots(.0))]
    NoSnapshots(PathBuf),
    /// What isn't a case imports no fixture.
    #[error("only a case imports a fixture; leave --fixture out")]
    FixtureOfNoCase,
    /// There is one of that name.
    #[error("{}", words::name_taken(.0))]
    NameTaken(String),
    /// There is no such fixture.
    #[error("{}", words::unknown_fixture(name, advice))]
    UnknownFixture {
        /// The name.
        name: String,
        /// What to do.
        advice: String,
    },
    /// The manifests of hosts can't be read.
    #[error(transparent)]
    Catalogue(CatalogueError),
    /// A manifest or a case has mistakes.
    #[error(transparent)]
    Mistakes(#[from] DocumentError),
    /// There is no such host.
    #[error(transparent)]
    UnknownHost(#[from] UnknownHost),
    /// A path isn't that of a host.
    #[error("{}: not a host; expected a `host.toml`, its folder, or an executable", .0.display())]
    NoHost(PathBuf),
    /// A host's own name isn't allowed.
    #[error("{}: invalid host name in its description: {source}", host.display())]
    HostName {
        /// The host.
        host: PathBuf,
        /// Why not.
        source: BadName,
    },
    /// The current folder was removed, so a relative path can't be resolved.
    #[error("can't resolve {}: {source}; change to an existing folder, or use an absolute path", path.display())]
    Nowhere {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Not a version, where only a version is possible.
    #[error("{0}; with --run, it can be any Python on this machine")]
    NotAVersion(VersionError),
    /// No case and no finding has the words.
    #[error("{}", words::nothing_found(.0))]
    NothingFound(String),
    /// Standard input can't be read.
    #[error("can't read standard input: {}", Advised(.0))]
    Input(io::Error),
    /// Nothing explains a message. These have words of it.
    #[error("{}", words::not_explained(.0))]
    NotExplained(Vec<(String, String)>),
    /// The output can't be written.
    #[error("can't write the output: {0}; redirect it to a writable file or terminal with free space")]
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
            error @ PrepareError::Place { .. } => Self::Place(error),
        }
    }
}

impl Failure {
    /// How a failed command exits, unless a signal was the cause.
    fn exit(&self) -> Exit {
        match self {
            Failure::Python(_) => Exit::NothingRun,
            Failure::Cases(_)
            | Failure::Snapshot(_)
            | Failure::Search(_)
            | Failure::Reported(_)
            | Failure::Parts(_)
            | Failure::NoCase(_)
            | Failure::NoSnapshots(_)
            | Failure::Place(_)
            | Failure::NotAVersion(_)
            | Failure::NothingFound(_)
            | Failure::NotExplained(_)
            | Failure::Input(_)
            | Failure::Book(WriteError::NotABook(_))
            | Failure::Template(_)
            | Failure::NowhereToRecord
            | Failure::BaselineExists(_)
            | Failure::OutputOnInput(_)
            | Failure::NoTargets(_)
            | Failure::FixtureOfNoCase
            | Failure::NameTaken(_)
            | Failure::UnknownFixture { .. }
            | Failure::Catalogue(_)
            | Failure::Mistakes(_)
            | Failure::Nowhere { .. }
            | Failure::UnknownHost(_)
            | Failure::NoHost(_)
            | Failure::HostName { .. } => Exit::BadInput,
            Failure::Build(error) | Failure::Checker(error) if error.is_storing() => {
                Exit::Check(CheckExit::CacheNotWritable)
            }
            Failure::Build(BuildError::Isolate(_)) | Failure::Checker(BuildError::Isolate(_)) => Exit::HarnessError,
            Failure::Fixtures(_) | Failure::Build(_) | Failure::Checker(_) => Exit::BuildFailed,
            Failure::Describe(_)
            | Failure::Isolate(_)
            | Failure::Export(_)
            | Failure::HostCheck(_)
            | Failure::Merge(_)
            | Failure::Save(_)
            | Failure::Book(_)
            | Failure::Report { .. }
            | Failure::Baseline { .. }
            | Failure::Unconfined(_) => Exit::HarnessError,
            Failure::Check(problem) => problem_exit(problem),
            // The reader of our output may stop early, as `head` does; by convention a program then ends by this signal.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Signal(SIGPIPE),
            Failure::Output(_) => Exit::HarnessError,
        }
    }

    /// Prints the failure and returns how to exit.
    pub(super) fn report(self) -> Exit {
        let exit = self.exit();
        if exit == Exit::Signal(SIGPIPE) {
            return exit;
        }
        // After a signal, any failure is caused by it.
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

    /// The message, escaped for a terminal: the file, the place in it, what is wrong and what to do.
    pub fn words(&self) -> String {
        match self {
            Failure::Mistakes(error) => mistakes::words(error),
            _ => terminal::block(&messages(self)),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::cache_folder;

    #[test]
    fn a_cache_folder_that_takes_nothing_is_told_with_what_to_set() {
        let path = cache_folder().unwrap().join("files");
        let error = || BuildError::File {
            action: "create",
            path: path.clone(),
            source: io::ErrorKind::ReadOnlyFilesystem.into(),
        };
        for failure in [Failure::Build(error()), Failure::Checker(error())] {
            assert_eq!(failure.exit(), Exit::Check(CheckExit::CacheNotWritable));
            assert!(failure.words().ends_with("; set EXTPROOF_CACHE to a writable folder"), "{}", failure.words());
        }
        assert_eq!(Failure::Build(BuildError::NoCache).exit(), Exit::Check(CheckExit::CacheNotWritable));
        assert_eq!(Failure::Build(BuildError::CarriesNothing).exit(), Exit::BuildFailed);
    }
}
