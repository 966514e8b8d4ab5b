//! A Python with everything that runs on it need.

use std::time::Duration;

use c_ext_fixtures::Source;

use super::description::DescribeError;
use super::host::Host;
use crate::build::{BuildError, BuiltHost, Materials, build_host, build_materials};
use crate::host::HostKind;
use crate::isolate::{self, Interrupt};
use crate::project::Project;
use crate::python::Python;

/// A Python with everything that runs on it need.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The Python.
    pub python: Python,
    /// Fixtures and probe.
    pub materials: Materials,
    /// Hosts that can be run.
    pub hosts: Vec<Host>,
    /// Hosts that were asked for and can't be had for this Python.
    pub missing: Vec<Missing>,
}

/// A host that can't be had for a Python.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The host.
    pub host: HostKind,
    /// Why.
    pub reason: String,
}

/// What can't be made ready.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The sources of the fixtures can't be read.
    #[error(transparent)]
    Fixtures(#[from] c_ext_fixtures::Error),
    /// Signals can't be watched, or there was one.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// Something can't be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A host breaks its contract.
    #[error(transparent)]
    Describe(#[from] DescribeError),
}

impl Setup {
    /// Builds what is missing; `tell` hears of what is being built.
    ///
    /// # Errors
    /// When fixtures or hosts don't compile, or a host doesn't describe itself.
    pub(super) fn prepare(
        project: &Project,
        sources: &[Source],
        python: &Python,
        kinds: &[HostKind],
        patience: Duration,
        interrupt: &Interrupt,
        tell: &dyn Fn(&str),
    ) -> Result<Self, PrepareError> {
        let materials = build_materials(project, sources, python, interrupt, tell)?;
        let mut setup = Self { python: python.clone(), materials, hosts: Vec::new(), missing: Vec::new() };
        for kind in kinds {
            match build_host(project, kind, python, &setup.materials, interrupt, tell)? {
                BuiltHost::Ready(launch) => {
                    setup.hosts.push(Host::describe(kind.clone(), launch, &python.version, patience, interrupt)?);
                }
                BuiltHost::NotAvailable(reason) => setup.missing.push(Missing { host: kind.clone(), reason }),
            }
        }
        Ok(setup)
    }
}
