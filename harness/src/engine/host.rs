//! Hosts that are ready to run.

use std::time::Duration;

use super::description::{DescribeError, HostAnswer};
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
    /// What it says about itself.
    pub description: HostAnswer,
}

impl Host {
    /// Asks a host for its description, and checks that it is what was built.
    ///
    /// # Errors
    /// When its answer violates the host contract, or it was built for another Python.
    pub fn describe(
        mut kind: HostKind,
        launch: Launch,
        python: &Version,
        patience: Duration,
        interrupt: &Interrupt,
    ) -> Result<Self, DescribeError> {
        let description = HostAnswer::ask(&launch, patience, interrupt)?;
        let wrong = |problem: String| Err(DescribeError::wrong(launch.file(), problem));
        let (said, wanted) = (description.python, Version { debug: false, ..*python });
        if said != wanted {
            return wrong(format!("says that it embeds Python {said}, not {wanted}"));
        }
        let declared = &description.said.steps;
        let listed = kind.manifest.steps.as_ref();
        if let Some(step) = listed.and_then(|listed| declared.known().find(|step| !listed.contains(step))) {
            return wrong(format!("declares the step `{step}`, which isn't among the `steps` of its manifest"));
        }
        if let Some(listed) = kind.manifest.initializations
            && description.said.initializations.is_none_or(|said| said > listed)
        {
            return wrong(format!("says that it can initialize Python more often than its manifest does: {listed}"));
        }
        if matches!(kind.manifest.making, Making::Program { .. }) {
            // extproof didn't link this program, so its own description counts.
            kind.link = description.said.link;
        }
        if description.said.link != kind.link {
            let (said, wanted) = (description.said.link.name(), kind.link.name());
            return wrong(format!("says that it is linked `{said}`, not `{wanted}`"));
        }
        Ok(Self { kind, launch, description })
    }
}
