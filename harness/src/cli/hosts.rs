//! The hosts that the arguments choose.

use std::path::Path;
use std::time::Duration;

use super::arguments::{CaseArguments, VariantArguments};
use super::failure::{Failure, messages};
use super::{Exit, mistakes, screen};
use crate::build::{Launch, has_cargo};
use crate::case::Names;
use crate::engine::HostAnswer;
use crate::host::{ALL, Catalogue, HostKind, MANIFEST, UnusableHost};
use crate::isolate::Interrupt;
use crate::project::Project;
use crate::report::escape::terminal;
use crate::report::words;

/// The host that needs no compiler. Its transcripts are those of the reference.
const PREBUILT: &str = "loaded";

/// All hosts, and the chosen ones.
pub(super) struct Hosts {
    catalogue: Catalogue,
    /// In the order of reports.
    pub(super) chosen: Vec<HostKind>,
    /// The manifests and fixtures that can't be used.
    manifests: Vec<UnusableHost>,
    fixtures: Vec<(String, c_ext_fixtures::Error)>,
    concern: Concern,
}

/// What the command is about. What can't be used matters only there.
#[derive(PartialEq)]
enum Concern {
    /// What it names.
    Named,
    /// The hosts of the conformance suite.
    Suite,
    /// Everything.
    All,
}

impl Hosts {
    /// Reads the manifests of all hosts for a command that is about everything, and chooses those of the suite.
    pub(super) fn read(project: &Project) -> Result<Self, Failure> {
        Ok(Self { concern: Concern::All, ..Self::usable(project)? })
    }

    /// The same for these cases. If they are filtered, only what they need must be usable.
    pub(super) fn for_cases(project: &Project, cases: &CaseArguments) -> Result<Self, Failure> {
        if cases.filters.is_empty() { Self::read(project) } else { Self::usable(project) }
    }

    /// The same for a command that is about what it names.
    pub(super) fn usable(project: &Project) -> Result<Self, Failure> {
        let sources = project.sources()?;
        let (catalogue, manifests) = Catalogue::usable(&project.hosts(), &sources.usable)?;
        let chosen = catalogue.suite();
        Ok(Self { catalogue, chosen, manifests, fixtures: sources.unusable, concern: Concern::Named })
    }

    /// Whether the command is about everything.
    pub(super) fn is_about_all(&self) -> bool {
        self.concern == Concern::All
    }

    /// Reports what can't be used, as far as it matters, and says how the command then ends.
    pub(super) fn complain(&self) -> Exit {
        let mut exit = Exit::Passed;
        let is_asked_for = |manifest: &&UnusableHost| match self.concern {
            Concern::All => true,
            Concern::Suite => manifest.suite,
            Concern::Named => false,
        };
        for manifest in self.manifests.iter().filter(is_asked_for) {
            screen::drawing(&mistakes::words(&manifest.error));
            exit = exit.and(Exit::BadInput);
        }
        if self.is_about_all() {
            exit = exit.and(unusable(&self.fixtures));
        }
        exit
    }

    /// Fails if this fixture can't be used.
    pub(super) fn need_fixture(mut self, name: &str) -> Result<Self, Failure> {
        match self.fixtures.iter().position(|(unusable, _)| unusable == name) {
            Some(index) => Err(self.fixtures.swap_remove(index).1.into()),
            None => Ok(self),
        }
    }

    /// Chooses the hosts that the arguments name, if any.
    pub(super) fn choose(mut self, arguments: &VariantArguments, patience: Duration) -> Result<Self, Failure> {
        match arguments.hosts.as_slice() {
            [] if !has_cargo() => {
                screen::say(words::WITHOUT_CARGO);
                self.named(&[PREBUILT.to_owned()], patience)
            }
            [] => {
                if !self.is_about_all() {
                    self.concern = Concern::Suite;
                }
                Ok(self)
            }
            named => self.named(named, patience),
        }
    }

    /// Chooses the hosts of these names and paths. `patience` limits the time for `--describe` of an executable.
    pub(super) fn named(mut self, hosts: &[String], patience: Duration) -> Result<Self, Failure> {
        let (paths, mut names): (Vec<String>, Vec<String>) = hosts.iter().cloned().partition(|host| is_path(host));
        for path in paths {
            names.extend(self.add(Path::new(&path), patience)?.into_iter().map(|kind| kind.name));
        }
        if let Some(index) = self.manifests.iter().position(|manifest| names.iter().any(|name| manifest.has(name))) {
            return Err(Failure::Mistakes(self.manifests.swap_remove(index).error));
        }
        if names.iter().any(|name| name == ALL) {
            self.concern = Concern::All;
        }
        self.chosen = self.catalogue.choose(&names)?;
        Ok(self)
    }

    /// Chooses only the reference, unless the arguments name others, or it is to be run and can't be built.
    pub(super) fn reference_or(
        mut self,
        arguments: &VariantArguments,
        runs: bool,
        patience: Duration,
    ) -> Result<Self, Failure> {
        self.chosen.retain(HostKind::is_reference);
        let is_enough = arguments.hosts.is_empty() && (!runs || has_cargo());
        if is_enough { Ok(self) } else { self.choose(arguments, patience) }
    }

    /// Every host of the project.
    pub(super) fn all(&self) -> impl Iterator<Item = &HostKind> {
        self.catalogue.all().iter()
    }

    /// The names that cases can use.
    pub(super) fn names(&self) -> Names {
        let hosts = self
            .manifests
            .iter()
            .flat_map(|manifest| manifest.names.iter().map(|name| (name.clone(), manifest.error.to_string())));
        let fixtures = self.fixtures.iter().map(|(name, error)| (name.clone(), error.to_string()));
        Names { unusable: hosts.chain(fixtures).collect(), ..self.catalogue.names() }
    }

    /// Adds a user's host: a manifest, its folder, or an executable.
    fn add(&mut self, path: &Path, patience: Duration) -> Result<Vec<HostKind>, Failure> {
        let path = std::path::absolute(path).map_err(|source| Failure::Nowhere { path: path.to_owned(), source })?;
        let path = if path.is_dir() { path.join(MANIFEST) } else { path };
        let known = self.catalogue.of_manifest(&path);
        if !known.is_empty() {
            return Ok(known);
        }
        if !path.is_file() {
            return Err(Failure::NoHost(path));
        }
        if path.extension().is_some_and(|suffix| suffix == "toml") {
            return Ok(self.catalogue.add(&path)?);
        }
        let description = HostAnswer::ask(&Launch::executable(&path), patience, Interrupt::on_signals()?);
        let HostAnswer { said, python } = description.map_err(Failure::Describe)?;
        let added = self.catalogue.add_executable(&path, &said, python);
        added.map_err(|source| Failure::HostName { host: path, source })
    }
}

/// Reports fixtures that can't be used, and says how the command then ends.
pub(super) fn unusable(fixtures: &[(String, c_ext_fixtures::Error)]) -> Exit {
    fixtures.iter().for_each(|(_, error)| screen::complain(&terminal::block(&messages(error))));
    if fixtures.is_empty() { Exit::Passed } else { Exit::BuildFailed }
}

/// Host names contain no `/`.
fn is_path(host: &str) -> bool {
    host.contains('/') || host.ends_with(".toml")
}
