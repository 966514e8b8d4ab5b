//! The arguments of the command.

mod check;

use std::ffi::OsString;
use std::path::PathBuf;

pub(super) use check::{CheckArguments, CheckFormat};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::case::Mode;
use crate::report::history::NEWEST;
use crate::report::{self, exit, words};
use crate::run::Partition;
use crate::version::{Version, VersionError};

#[derive(Debug, Parser)]
#[command(name = "extproof", version, about = words::ABOUT, after_help = exit::of_command())]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run cases and compare them with their snapshots
    Run(RunArguments),
    /// List the cases whose ids contain FILTER, or that match words
    List(ListArguments),
    /// Show what a case does, and its transcripts. Name it by its id, or by words
    Show(ShowArguments),
    /// Find cases, findings and documents by an error message, a function, or words
    Find(FindArguments),
    /// Merge the JSON reports of all parts of a plan into one report
    Merge(MergeArguments),
    /// Write cases, snapshots, findings and documents as a static site, with a search
    Book(BookArguments),
    /// Create a case, fixture or host from a template
    New(NewArguments),
    /// Test whether a host implements the host contract
    #[command(after_help = exit::of_host_check())]
    HostCheck(HostCheckArguments),
    #[command(about = report::check::CHECK_SHORT, long_about = report::check::CHECK_ABOUT, after_help = report::check::trial_list())]
    Check(CheckArguments),
    /// List the Pythons on this machine, and why some can't be used
    Pythons(PythonsArguments),
}

/// Which Pythons.
#[derive(Debug, Args)]
pub(super) struct PythonArguments {
    /// Python to use: a path, a version (3.12, 3.12.1, 3.13t, 3.15d), or `all` for every patch version. Repeatable
    #[arg(long = "python", value_name = "PYTHON")]
    pub(super) pythons: Vec<String>,
}

impl PythonArguments {
    /// The versions that are named. Of one without a patch number, the newest is meant.
    ///
    /// # Errors
    /// The first that isn't a version.
    pub(super) fn versions(&self) -> Result<Vec<Version>, VersionError> {
        let newest = |text: &String| -> Result<Version, VersionError> {
            let version: Version = text.parse()?;
            let micro = if text.matches('.').count() == 1 { NEWEST } else { version.micro };
            Ok(Version { micro, ..version })
        };
        self.pythons.iter().map(newest).collect()
    }
}

/// Which cases.
#[derive(Debug, Args)]
pub(super) struct CaseArguments {
    /// Only cases whose id contains this
    #[arg(value_name = "FILTER")]
    pub(super) filters: Vec<String>,
    /// Folder of cases, or one case file, instead of extproof's own. Repeatable
    #[arg(long = "cases", value_name = "DIR")]
    pub(super) cases: Vec<PathBuf>,
}

/// Which hosts and variants.
#[derive(Debug, Args)]
pub(super) struct VariantArguments {
    /// Host to run: a name, `all`, or the path of an executable or manifest [default: the hosts of the conformance suite]. Repeatable
    #[arg(long = "host", value_name = "HOST")]
    pub(super) hosts: Vec<String>,
    /// Only this mode. Repeatable
    #[arg(long = "mode", value_name = "MODE", value_parser = mode)]
    pub(super) modes: Vec<Mode>,
    /// Only this fixture. Repeatable
    #[arg(long = "fixture", value_name = "FIXTURE")]
    pub(super) fixtures: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) cases: CaseArguments,
    #[command(flatten)]
    pub(super) pythons: PythonArguments,
    #[command(flatten)]
    pub(super) variants: VariantArguments,
    /// Folder of snapshots, instead of extproof's own
    #[arg(long, value_name = "DIR")]
    pub(super) snapshots: Option<PathBuf>,
    /// Record new and changed transcripts in the folder of snapshots. Read them first
    #[arg(long)]
    pub(super) accept: bool,
    /// Number of concurrent runs [default: number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Time limit in seconds for a run, unless its case sets one, and for a host's --describe
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) timeout: u16,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    /// Also write a report to a file: text, json, markdown, junit or github. Repeatable
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = report_file::<Format>)]
    pub(super) reports: Vec<(Format, PathBuf)>,
    /// Run only the part M of N equal parts, such as 2/8. Which runs are in a part depends only on case, mode, fixture and Python
    #[arg(long, value_name = "M/N")]
    pub(super) partition: Option<Partition>,
    /// Carry each run out N times. One whose results differ is `flaky`
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) repeat: u16,
    /// Carry the runs out in a random order, or again in that of a seed
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true)]
    pub(super) shuffle: Option<Option<u64>>,
    /// Keep the sandbox of every run, and print its path
    #[arg(long)]
    pub(super) keep: bool,
    /// Don't run anything; write each run below DIR with a script that starts it
    #[arg(long, value_name = "DIR")]
    pub(super) export: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table, then every run that doesn't match its snapshot
    Text,
    /// One JSON document with every run
    Json,
    /// A table of verdicts, and every run that doesn't match its snapshot, for a page
    Markdown,
    /// The text report, and annotations of cases for GitHub's workflows
    Github,
    /// JUnit XML; a run that doesn't match its snapshot is a failure
    Junit,
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) cases: CaseArguments,
    /// Path of a host whose name and fixtures the cases use, besides extproof's own. Repeatable
    #[arg(long = "host", value_name = "HOST")]
    pub(super) hosts: Vec<String>,
    /// List fixtures instead of cases, with a description of each
    #[arg(long)]
    pub(super) fixtures: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    pub(super) cases: CaseArguments,
    #[command(flatten)]
    pub(super) pythons: PythonArguments,
    #[command(flatten)]
    pub(super) variants: VariantArguments,
    /// Folder of snapshots, instead of extproof's own
    #[arg(long, value_name = "DIR")]
    pub(super) snapshots: Option<PathBuf>,
    /// Run the case instead of showing its snapshot. Cases of --cases are run anyway, unless --snapshots is given
    #[arg(long, conflicts_with = "snapshots")]
    pub(super) run: bool,
}

#[derive(Debug, Args)]
pub(super) struct FindArguments {
    /// An error message as it was printed, the name of a function, words of a symptom; - reads them from standard input
    #[arg(value_name = "WORD", required = true)]
    pub(super) words: Vec<OsString>,
}

#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// Reports of `run --partition M/N --format json`, one for each part
    #[arg(value_name = "REPORT", required = true)]
    pub(super) reports: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct BookArguments {
    /// Reports of `run --format json`, whose runs the first page counts, and of `check --format json`, whose modules get a page
    #[arg(value_name = "REPORT")]
    pub(super) reports: Vec<PathBuf>,
    /// Folder to write the site into: a new or empty one, or that of an older site, which is replaced
    #[arg(long, value_name = "DIR", default_value = "book")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// What to write
    #[arg(value_enum)]
    pub(super) kind: NewKind,
    /// Its name: AREA/NAME for a case, an identifier for a fixture or host
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// The folder of cases, or of hosts
    #[arg(long = "in", value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
    /// The fixture that a case imports [default: that of DIR, if it has just one, else multi_phase]
    #[arg(long, value_name = "NAME")]
    pub(super) fixture: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NewKind {
    /// A scenario, to be run with `--cases DIR`
    Case,
    /// A C extension module below DIR/fixtures, for the cases of DIR
    Fixture,
    /// A program that embeds Python, in C
    Host,
}

#[derive(Debug, Args)]
pub(super) struct HostCheckArguments {
    /// Host to test: a name, or the path of an executable or manifest
    #[arg(value_name = "HOST")]
    pub(super) host: String,
    #[command(flatten)]
    pub(super) pythons: PythonArguments,
    /// Time limit in seconds for each call of the host
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) timeout: u16,
}

#[derive(Debug, Args)]
pub(super) struct PythonsArguments {
    #[command(flatten)]
    pub(super) pythons: PythonArguments,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// List the builds that extproof supports instead, one per line, whether installed or not
    #[arg(long, conflicts_with_all = ["json", "pythons"])]
    pub(super) supported: bool,
}

fn report_file<F: ValueEnum>(text: &str) -> Result<(F, PathBuf), String> {
    let (format, path) = text.split_once('=').ok_or_else(|| words::bad_report(text))?;
    if path.is_empty() {
        return Err(words::bad_report(text));
    }
    let format = F::from_str(format, false).map_err(|_| words::bad_report(text))?;
    Ok((format, PathBuf::from(path)))
}

fn mode(name: &str) -> Result<Mode, String> {
    Mode::from_name(name).ok_or_else(|| words::allowed_modes(name))
}
