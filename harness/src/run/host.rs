//! Hosts that are ready to be run.

use std::time::Duration;

use super::description::{DescribeError, Description};
use crate::build::Launch;
use crate::host::{HostKind, Making};
use crate::isolate::Interrupt;
use crate::version::Version;

/// A host for one Python.
#[derive(Clone, Debug)]
pub struct Host {
    /// Which one.
    pub kind: HostKind,
    /// How it is started.
    pub launch: Launch,
    /// What it says of itself.
    pub description: Description,
}

impl Host {
    /// Asks a host what it is, and checks that it is what it was built for.
    ///
    /// # Errors
    /// When it doesn't answer as the contract says, or was built for another Python.
    pub fn describe(
        mut kind: HostKind,
        launch: Launch,
        python: &Version,
        patience: Duration,
        interrupt: &Interrupt,
    ) -> Result<Self, DescribeError> {
        let description = Description::ask(&launch, patience, interrupt)?;
        let wrong = |problem: String| Err(DescribeError::wrong(launch.file(), problem));
        let (said, wanted) = (description.python, Version { debug: false, ..*python });
        if said != wanted {
            return wrong(format!("says that it embeds Python {said}, not {wanted}"));
        }
        if matches!(kind.manifest.making, Making::Program { .. }) {
            // Nobody decided how to link what was there before, so it says itself how it is.
            kind.link = description.said.link;
        }
        if description.said.link != kind.link {
            let (said, wanted) = (description.said.link.name(), kind.link.name());
            return wrong(format!("says that it is linked `{said}`, not `{wanted}`"));
        }
        Ok(Self { kind, launch, description })
    }
}
