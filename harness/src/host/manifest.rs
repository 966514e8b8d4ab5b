use std::path::{Path, PathBuf};

use extproof_contract::Link;

use super::argument::Argument;
use crate::version::{Range, Version};

/// What is known of a host before it is built.
#[derive(Debug)]
pub struct Manifest {
    /// The file that says so; of a host that is only an executable, that.
    pub path: PathBuf,
    /// The host's name.
    pub name: String,
    /// What it is, in one line.
    pub about: String,
    /// Its link configurations, each with its name in reports.
    pub variants: Vec<(String, Link)>,
    /// How it comes to be.
    pub making: Making,
    /// Folders and files besides its own that it is built from.
    pub depends: Vec<PathBuf>,
    /// The Pythons that it is made for; without, all.
    pub pythons: Option<Pythons>,
    /// Fixtures that this host brings along.
    pub fixtures: Vec<String>,
    /// It is part of the conformance suite: it must be there, and every plain run has it.
    pub suite: bool,
}

/// How a host comes to be.
#[derive(Debug)]
pub enum Making {
    /// By cargo.
    Cargo(Package),
    /// By a command.
    Command {
        /// The program and its arguments.
        build: Vec<Argument>,
    },
    /// It is there.
    Program {
        /// The program and its arguments.
        run: Vec<Argument>,
    },
}

/// What cargo builds.
#[derive(Debug)]
pub struct Package {
    /// Its folder.
    pub folder: PathBuf,
    /// Its workspace.
    pub workspace: Workspace,
    /// More arguments of `cargo build`.
    pub arguments: Vec<String>,
}

/// The workspace of a host that cargo builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workspace {
    /// That of extproof, with its profile for hosts.
    Main,
    /// One of its own, with a lock file of its own.
    Own,
}

/// The Pythons that a host is made for.
#[derive(Debug)]
pub enum Pythons {
    /// Those in a range.
    Range {
        /// The range.
        range: Range,
        /// Why no others.
        why: String,
    },
    /// The one that it has in it.
    Only(Version),
}

impl Manifest {
    /// The folder of the manifest.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Why the host isn't made for a Python, if it isn't.
    pub fn refuses(&self, python: &Version) -> Option<String> {
        match self.pythons.as_ref()? {
            Pythons::Range { range, .. } if range.contains(python) => None,
            Pythons::Range { range, why } => Some(format!("it needs Python {range}: {why}")),
            // Whether a build has assertions can't be seen from outside.
            Pythons::Only(own) if *own == (Version { debug: own.debug, ..*python }) => None,
            Pythons::Only(own) => Some(format!("it embeds Python {own}")),
        }
    }
}
