//! Cases: scenarios as data, read from TOML files. The format is described in `docs/writing-a-case.md`.

mod expect;
mod load;
mod names;
mod python_action;
mod read;
mod scope;
mod step;
mod step_names;
mod table_entry;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use extproof_contract::Link;

pub use expect::{Expectation, Phase};
pub use load::{CaseSet, LoadError, load, load_id, load_one};
pub(crate) use names::HOST_MANIFEST;
pub use names::{KnownHost, Names};
pub use python_action::PythonAction;
pub(crate) use scope::assertions;
pub use scope::{Gil, Scope, Situation};
pub use step::{Action, LibraryKind, PlaceBy, Step};
pub use step_names::StepNames;
pub(crate) use step_names::{END, Occurrences};
pub use table_entry::{EntryInit, TableEntry};

/// A scenario with its contract.
#[derive(Clone, Debug)]
pub struct Case {
    /// The path below the folder of cases, without suffix: `instances/registered-again`.
    pub id: String,
    /// The file it was read from.
    pub path: PathBuf,
    /// One sentence: what the case shows.
    pub title: String,
    /// Why it is worth knowing.
    pub about: Option<String>,
    /// The modes it runs in.
    pub modes: Vec<Mode>,
    /// The fixtures it runs with.
    pub fixtures: Vec<String>,
    /// The other fixtures that its steps and files name, whichever it runs with.
    pub other_fixtures: BTreeSet<String>,
    /// What happens.
    pub steps: Vec<Step>,
    /// Files laid out in the run's module folder before the start: relative path and text.
    pub files: Vec<(String, String)>,
    /// What a run needs; else it is not run.
    pub requires: Requires,
    /// Time limit for one run, if not the default.
    pub timeout: Option<Duration>,
    /// Why the behaviour is undefined, if it is: then the transcript is only information.
    pub undefined: Option<String>,
    /// What documentation says.
    pub contract: Option<Contract>,
    /// Known violations of the contract.
    pub deviations: Vec<Deviation>,
}

impl Case {
    /// Whether it can be run with a host that is linked in this way. A library needs the C API, unless the case says
    /// otherwise.
    pub fn allows(&self, mode: Mode, link: Link) -> bool {
        match &self.requires.link {
            Some(links) => links.contains(&link),
            None => mode == Mode::Inittab || link.offers_api(),
        }
    }

    /// The folder part of the id.
    pub fn area(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(area, _)| area)
    }
}

/// How a fixture is made importable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Linked into the host and registered in the table of built-in modules.
    Inittab,
    /// A shared library on `sys.path`.
    Filesystem,
    /// A shared library through an explicit spec and loader.
    Spec,
    /// A shared library that is named by a resource of the host.
    Resources,
}

impl Mode {
    /// All modes, in the order in which reports list them.
    pub const ALL: [Mode; 4] = [Mode::Inittab, Mode::Filesystem, Mode::Spec, Mode::Resources];

    /// The mode's name in case files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Inittab => "inittab",
            Mode::Filesystem => "filesystem",
            Mode::Spec => "spec",
            Mode::Resources => "resources",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a run of a case needs.
#[derive(Clone, Debug, Default)]
pub struct Requires {
    /// Versions of Python.
    pub python: Option<crate::version::Range>,
    /// What runs Python code.
    pub implementation: Option<crate::version::Implementation>,
    /// With or without the GIL.
    pub gil: Option<Gil>,
    /// A debug build, or none.
    pub debug: Option<bool>,
    /// Link configurations of the host. Without it, shared libraries need a host that exports the C API.
    pub link: Option<Vec<Link>>,
}

impl Requires {
    /// Whether a Python is among those that are needed.
    pub(crate) fn admits(&self, version: &crate::version::Version) -> bool {
        self.python.as_ref().is_none_or(|range| range.contains(version))
            && self.implementation.is_none_or(|implementation| implementation == version.implementation)
            && self.gil.is_none_or(|gil| gil.matches(version))
            && self.debug.is_none_or(|debug| debug == version.debug)
    }
}

/// What documentation promises for a case.
#[derive(Clone, Debug)]
pub struct Contract {
    /// The documentation's words.
    pub quote: String,
    /// Link to them.
    pub source: String,
}

/// A known violation of a contract.
#[derive(Clone, Debug)]
pub struct Deviation {
    /// Where it is known.
    pub scope: Scope,
    /// The step that violates the contract, as the transcript names it; `None` stands for any.
    pub step: Option<String>,
    /// Which of the steps that the transcript names so, counted from 1. `None` if there is just one.
    pub nth: Option<usize>,
    /// What happens, and why.
    pub why: String,
    /// Link to the issue, change or measurement.
    pub reference: String,
}
