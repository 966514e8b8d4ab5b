//! The arguments of the command.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::case::Mode;
use crate::check::{Requirement, Trial};
use crate::report::{check, words};

#[derive(Debug, Parser)]
#[command(name = "extproof", version, about = words::ABOUT, after_help = words::EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run cases and compare them with their snapshots
    Run(RunArguments),
    /// List the cases
    List(ListArguments),
    /// Tell what a case does, and show its transcript
    Show(ShowArguments),
    /// Say whether a host keeps the contract, and name the first thing that is wrong with it
    #[command(after_help = words::HOST_CHECK_EXIT_CODES)]
    HostCheck(HostCheckArguments),
    #[command(about = check::CHECK_SHORT, long_about = check::CHECK_ABOUT, after_help = check::trial_list())]
    Check(CheckArguments),
    /// List the Pythons of this machine
    Pythons(PythonsArguments),
}

/// Which Pythons.
#[derive(Debug, Args)]
pub(super) struct PythonArguments {
    /// A Python: a path, a version (3.12, 3.12.1, 3.13t) or `all` for every patch version. Can be repeated
    #[arg(long = "python", value_name = "PYTHON")]
    pub(super) pythons: Vec<String>,
}

/// Which cases.
#[derive(Debug, Args)]
pub(super) struct CaseArguments {
    /// Parts of case ids
    #[arg(value_name = "FILTER")]
    pub(super) filters: Vec<String>,
    /// A folder of cases, or one case file, instead of extproof's own. Can be repeated
    #[arg(long = "cases", value_name = "DIR")]
    pub(super) cases: Vec<PathBuf>,
}

/// Which hosts and variants.
#[derive(Debug, Args)]
pub(super) struct VariantArguments {
    /// A host of extproof, `all` of them, or the path of another: an executable or a manifest [default: those of the conformance suite]. Can be repeated
    #[arg(long = "host", value_name = "HOST")]
    pub(super) hosts: Vec<String>,
    /// A mode. Can be repeated
    #[arg(long = "mode", value_name = "MODE", value_parser = mode)]
    pub(super) modes: Vec<Mode>,
    /// A fixture. Can be repeated
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
    /// The folder of snapshots, instead of extproof's own
    #[arg(long, value_name = "DIR")]
    pub(super) snapshots: Option<PathBuf>,
    /// How many runs at a time [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Seconds for one run, where its case says nothing else, and for a host to say what it is
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) timeout: u16,
    /// What to print on standard output
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    /// Keep the folder of every run, and say where it is
    #[arg(long)]
    pub(super) keep: bool,
    /// Run nothing, but lay every run out below DIR, to be started by hand
    #[arg(long, value_name = "DIR")]
    pub(super) export: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table, and every case that isn't as reviewed
    Text,
    /// One JSON document with every run
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) cases: CaseArguments,
    /// A host whose name and fixtures the cases can use, by its path. Those of extproof are known. Can be repeated
    #[arg(long = "host", value_name = "HOST")]
    pub(super) hosts: Vec<String>,
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
}

#[derive(Debug, Args)]
pub(super) struct HostCheckArguments {
    /// A host of extproof, or the path of another: an executable or a manifest
    #[arg(value_name = "HOST")]
    pub(super) host: String,
    #[command(flatten)]
    pub(super) pythons: PythonArguments,
    /// Seconds for each call of the host
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
    /// List the builds that extproof knows instead, one in a line, whatever this machine has
    #[arg(long, conflicts_with_all = ["json", "pythons"])]
    pub(super) supported: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// A shared library, a wheel, a folder, or the dotted name of a module that the Python finds
    #[arg(value_name = "TARGET", required = true)]
    pub(super) targets: Vec<OsString>,
    /// A Python: a path, also that of a virtual environment, a version (3.12, 3.12.1, 3.13t) or `all`. Can be repeated
    #[arg(long = "python", value_name = "PYTHON")]
    pub(super) pythons: Vec<String>,
    /// Check only modules whose name contains this. Can be repeated
    #[arg(long = "module", value_name = "NAME")]
    pub(super) modules: Vec<String>,
    /// What must work for the exit code 0: names of trials, or `quiet` for an import that neither prints nor starts a process
    /// [default: import,spec,teardown]
    #[arg(long, value_name = "TRIALS", value_delimiter = ',', value_parser = requirement)]
    pub(super) require: Vec<Requirement>,
    /// Only these trials, and those that are required
    #[arg(long = "trial", value_name = "TRIALS", value_delimiter = ',', value_parser = trial)]
    pub(super) trials: Vec<Trial>,
    /// What to print on standard output
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: CheckFormat,
    /// Confine the code of modules, with bubblewrap: it reads files, but changes nothing outside of its own temporary
    /// folder, and reaches neither the network nor other processes
    #[arg(long)]
    pub(super) sandbox: bool,
    /// Take more time: valgrind, where it is there, and the C frames of crashes, where gdb is there
    #[arg(long)]
    pub(super) deep: bool,
    /// How many trials at a time [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Seconds for one trial
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) timeout: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// A table for each module, and what its verdicts mean
    Text,
    /// One JSON document
    Json,
    /// The same as the text, for a page
    Markdown,
    /// One JUnit document: a required trial that doesn't work is a failure
    Junit,
}

fn requirement(name: &str) -> Result<Requirement, String> {
    Requirement::from_name(name).ok_or_else(|| check::unknown_trial(name))
}

fn trial(name: &str) -> Result<Trial, String> {
    Trial::from_name(name).ok_or_else(|| check::unknown_trial(name))
}

fn mode(name: &str) -> Result<Mode, String> {
    Mode::from_name(name).ok_or_else(|| words::allowed_modes(name))
}
