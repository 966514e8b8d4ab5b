use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use extproof_contract::{Ability, Link};

use super::argument::{Argument, Placeholder};
use crate::version::{Range, Version};

/// The description of a host before it is built.
#[derive(Debug)]
pub struct Manifest {
    /// The manifest file, or the executable of a host without one.
    pub path: PathBuf,
    /// The host's name.
    pub name: String,
    /// A description in one line.
    pub about: String,
    /// Its link configurations, each with its name in reports.
    pub variants: Vec<(String, Link)>,
    /// How it is built.
    pub making: Making,
    /// Folders and files besides its own that it is built from.
    pub depends: Vec<PathBuf>,
    /// The Pythons that it supports; `None` stands for all.
    pub pythons: Option<Pythons>,
    /// The steps that it can do on any Python; `None` if that isn't known.
    pub steps: Option<Vec<Ability>>,
    /// How often it can initialize Python in one process at most; `None` if that isn't limited, or not known.
    pub initializations: Option<NonZeroUsize>,
    /// The fixtures linked into this host only.
    pub fixtures: Vec<String>,
    /// Whether the fixtures of the project are linked into it. If not, it gets their init functions from shared
    /// libraries.
    pub links_fixtures: bool,
    /// Whether it is part of the conformance suite: then it must exist, and every run without `--host` includes it.
    pub suite: bool,
}

/// How a host is built.
#[derive(Debug)]
pub enum Making {
    /// By cargo.
    Cargo(Package),
    /// Compiled by cargo to a static library, and linked by the harness.
    Library {
        /// The package.
        package: Package,
        /// The function of C that is the program's `main`.
        main: String,
    },
    /// By a command.
    Command {
        /// What compiles the parts that don't depend on fixtures and the link configuration, if that is done apart.
        compile: Option<Vec<Argument>>,
        /// The program that makes the executable, and its arguments.
        build: Vec<Argument>,
    },
    /// Not at all: the program exists.
    Program {
        /// The program and its arguments.
        run: Vec<Argument>,
    },
}

/// A package that cargo builds.
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
    /// Its own, with its own lock file.
    Own,
}

/// The Pythons that a host supports.
#[derive(Debug)]
pub enum Pythons {
    /// Those in a range.
    Range {
        /// The range.
        range: Range,
        /// Why no others.
        why: String,
    },
    /// The one that it embeds.
    Only(Version),
}

impl Manifest {
    /// The folder of the manifest.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Whether it starts the executable of a Python, and needs no libpython.
    fn starts_executable(&self) -> bool {
        let Making::Program { run } = &self.making else { return false };
        let has = |word| run.iter().any(|argument| argument.has(word));
        has(Placeholder::Python) && !has(Placeholder::Libpython) && !has(Placeholder::Checker)
    }

    /// Why the host doesn't support a Python, if so.
    pub fn refuses(&self, python: &Version) -> Option<String> {
        if !python.implementation.can_be_embedded() && !self.starts_executable() {
            let name = python.implementation.title();
            return Some(format!("{name} can't be embedded by the C API, only its executable be started"));
        }
        match self.pythons.as_ref()? {
            Pythons::Range { range, .. } if range.contains(python) => None,
            Pythons::Range { range, why } => Some(format!("needs Python {range}: {why}")),
            // A debug build can't be recognized from outside.
            Pythons::Only(own) if *own == (Version { debug: own.debug, ..*python }) => None,
            Pythons::Only(own) => Some(format!("embeds Python {own}")),
        }
    }
}
