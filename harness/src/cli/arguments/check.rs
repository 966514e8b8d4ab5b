//! The arguments of `extproof check`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::report_file;
use crate::check::{Other, Requirement, Trial, Variable};
use crate::report::check;

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    /// Shared library, wheel, folder, or dotted name of an installed module or package
    /// [default: `targets` of [tool.extproof] in pyproject.toml]
    #[arg(value_name = "TARGET")]
    pub(in crate::cli) targets: Vec<OsString>,
    /// Python to test with: a path (also of a virtual environment), a version (3.12, 3.12.1, 3.13t, 3.15d), or `all`. Repeatable
    #[arg(long = "python", value_name = "PYTHON")]
    pub(in crate::cli) pythons: Vec<String>,
    /// Only modules whose name contains this. Repeatable
    #[arg(long = "module", value_name = "NAME")]
    pub(in crate::cli) modules: Vec<String>,
    /// Trials that must pass for exit code 0, and `quiet` if the import must neither print nor start a process
    /// [default: import,spec,teardown]
    #[arg(long, value_name = "TRIALS", value_delimiter = ',', value_parser = requirement)]
    pub(in crate::cli) require: Vec<Requirement>,
    /// Also fail for faults of other modules that the module needs, and for modules that need a package which their wheel
    /// doesn't require
    #[arg(long)]
    pub(in crate::cli) require_all: bool,
    /// Run only these trials and the required ones
    #[arg(long = "trial", value_name = "TRIALS", value_delimiter = ',', value_parser = trial)]
    pub(in crate::cli) trials: Vec<Trial>,
    /// Python code, or a file with Python code, to run after each import, in each initialization, interpreter and thread. Its
    /// namespace has EXTPROOF_TRIAL, EXTPROOF_INITIALIZATION (1, 2, ...) and EXTPROOF_INTERPRETER ("main" or another name)
    #[arg(long = "use", value_name = "FILE|CODE", value_parser = code)]
    pub(in crate::cli) usage: Option<String>,
    /// Give the modules' code a variable of your environment, of which it has none otherwise; with `=VALUE`, this value.
    /// Repeatable
    #[arg(long = "env", value_name = "NAME[=VALUE]", value_parser = variable)]
    pub(in crate::cli) variables: Vec<Variable>,
    /// Import another module, too: after each module, and before it. pip installs REQUIREMENT beside a wheel. Repeatable
    #[arg(long = "with", value_name = "MODULE[=REQUIREMENT]", value_parser = other)]
    pub(in crate::cli) others: Vec<Other>,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub(in crate::cli) format: CheckFormat,
    /// Confine the modules' code with bubblewrap: it can read files, but change nothing outside its sandbox, and has no
    /// access to the network or other processes
    #[arg(long)]
    pub(in crate::cli) sandbox: bool,
    /// Also run valgrind, and print C stacks of crashes with gdb, where installed (slow)
    #[arg(long)]
    pub(in crate::cli) deep: bool,
    /// Fail if a target is for other machines or Pythons. By default, these targets are skipped, and the check fails only
    /// if all are skipped
    #[arg(long, conflicts_with = "allow_unfit")]
    pub(in crate::cli) require_fit: bool,
    /// Succeed even if all targets are for other machines or Pythons
    #[arg(long)]
    pub(in crate::cli) allow_unfit: bool,
    /// Also write a report to a file: text, json, markdown, junit or github. Repeatable
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = report_file::<CheckFormat>)]
    pub(in crate::cli) reports: Vec<(CheckFormat, PathBuf)>,
    /// Number of concurrent trials [default: number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) jobs: Option<u16>,
    /// Time limit in seconds for one trial [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) timeout: Option<u16>,
    /// File with [tool.extproof], instead of the first pyproject.toml in this folder or above it
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Use no pyproject.toml
    #[arg(long)]
    pub(in crate::cli) no_config: bool,
    /// File with known results, which don't fail the check, besides those of [tool.extproof]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Write the results as known results to a new file; fill in the reasons
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) write_baseline: Option<PathBuf>,
    /// Let --write-baseline replace its file
    #[arg(long, requires = "write_baseline")]
    pub(in crate::cli) overwrite: bool,
}

impl CheckArguments {
    /// The time limit for one trial, and for finding a module by its name.
    pub(in crate::cli) fn patience(&self) -> Duration {
        Duration::from_secs(self.timeout.unwrap_or(30).into())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CheckFormat {
    /// A table per module, and what the verdicts mean
    Text,
    /// One JSON document
    Json,
    /// The text report as Markdown
    Markdown,
    /// The text report, and annotations for GitHub's workflows
    Github,
    /// JUnit XML; a required trial that doesn't pass is a failure
    Junit,
}

fn code(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err(check::NO_CODE.to_owned()) } else { Ok(text.to_owned()) }
}

fn variable(text: &str) -> Result<Variable, String> {
    Variable::read(text).ok_or_else(|| check::bad_variable(text))
}

fn other(text: &str) -> Result<Other, String> {
    Other::read(text).map(|other| other.below(Path::new(""))).ok_or_else(|| check::bad_other(text))
}

fn requirement(name: &str) -> Result<Requirement, String> {
    Requirement::from_name(name).ok_or_else(|| check::unknown_requirement(name))
}

fn trial(name: &str) -> Result<Trial, String> {
    Trial::from_name(name).ok_or_else(|| check::unknown_trial(name))
}
