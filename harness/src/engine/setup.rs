//! A Python with everything that runs on it need.

use std::path::PathBuf;
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
    /// Requested hosts that aren't available for this Python.
    pub missing: Vec<Missing>,
}

/// A host that isn't available for a Python.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The host.
    pub host: HostKind,
    /// Why.
    pub reason: String,
}

/// Why a Python can't be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Cases write the paths of their runs into code and into lists, as embedders do.
    #[error(
        "the suite can't run below {path:?}, whose name has a control character or a backslash; set TMPDIR to another folder"
    )]
    Place {
        /// The folder for temporary files.
        path: PathBuf,
    },
    /// The sources of the fixtures can't be read.
    #[error(transparent)]
    Fixtures(#[from] c_ext_fixtures::Error),
    /// Signals or temporary files can't be used, or there was a signal.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// Something can't be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A host violates the host contract.
    #[error(transparent)]
    Describe(#[from] DescribeError),
}

impl Setup {
    /// Builds what is missing; `tell` reports what is being built.
    ///
    /// # Errors
    /// When fixtures or hosts don't compile, or a host doesn't describe itself.
    pub fn prepare(
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
