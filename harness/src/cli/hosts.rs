//! The hosts that the arguments ask for.

use super::arguments::VariantArguments;
use super::failure::Failure;
use crate::case::Fixtures;
use crate::host::{Catalogue, HostKind};
use crate::project::Project;

/// The hosts that there are, and those that were chosen.
pub(super) struct Hosts {
    catalogue: Catalogue,
    compiled: Vec<String>,
    /// In the order of reports.
    pub(super) chosen: Vec<HostKind>,
}

impl Hosts {
    /// Reads the manifests of all hosts. Chosen are those of the suite.
    pub(super) fn read(project: &Project) -> Result<Self, Failure> {
        let sources = c_ext_fixtures::sources(project.fixtures())?;
        let compiled: Vec<String> = sources.into_iter().map(|source| source.name).collect();
        let catalogue = Catalogue::read(&project.hosts(), &compiled)?;
        let chosen = catalogue.suite();
        Ok(Self { catalogue, compiled, chosen })
    }

    /// Chooses those that the arguments ask for, if they ask for any.
    pub(super) fn choose(mut self, arguments: &VariantArguments) -> Result<Self, Failure> {
        if !arguments.hosts.is_empty() {
            self.chosen = self.catalogue.choose(&arguments.hosts)?;
        }
        Ok(self)
    }

    /// Chooses only the reference, unless the arguments ask for others.
    pub(super) fn reference_or(mut self, arguments: &VariantArguments) -> Result<Self, Failure> {
        self.chosen.retain(HostKind::is_reference);
        self.choose(arguments)
    }

    /// The fixtures that cases can name.
    pub(super) fn fixtures(&self) -> Fixtures {
        Fixtures { compiled: self.compiled.clone(), of_hosts: self.catalogue.fixtures() }
    }
}
