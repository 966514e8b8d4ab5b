//! Why a run isn't carried out.

use std::num::NonZeroUsize;

use extproof_contract::{Ability, Link};

use super::planned::PlannedRun;
use crate::case::{Gil, Mode};
use crate::engine::{Host, Stage};
use crate::version::{Implementation, Range};

/// Why a run isn't carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRun {
    /// The case needs one of these versions of Python.
    Version(Range),
    /// The case needs this implementation of Python.
    Implementation(Implementation),
    /// The case needs this kind of build of Python.
    Build(Gil),
    /// The case needs a debug build, or one without assertions.
    Debug(bool),
    /// The case needs a host that is linked in one of these ways.
    Link(Vec<Link>),
    /// The host hides the C API from shared libraries.
    HiddenApi,
    /// The host isn't available for this Python, for this reason.
    NoHost(String),
    /// The host can't do a step.
    Step {
        /// The host.
        host: String,
        /// The step.
        step: Ability,
    },
    /// The host doesn't have a fixture linked into it.
    Fixture {
        /// The host.
        host: String,
        /// The fixture.
        fixture: String,
    },
    /// The host can't initialize Python that often.
    Initializations {
        /// The host.
        host: String,
        /// How often it can.
        possible: NonZeroUsize,
    },
}

impl PlannedRun<'_> {
    /// Why the case doesn't apply here, if it doesn't.
    pub fn not_applicable(&self) -> Option<NotRun> {
        let (version, requires) = (&self.setup.python.version, &self.case.requires);
        let other = requires.implementation.filter(|implementation| *implementation != version.implementation);
        if let Some(implementation) = other {
            return Some(NotRun::Implementation(implementation));
        }
        let python = requires.python.as_ref().filter(|range| !range.contains(version));
        if let Some(range) = python {
            return Some(NotRun::Version(range.clone()));
        }
        if let Some(gil) = requires.gil.filter(|gil| !gil.matches(version)) {
            return Some(NotRun::Build(gil));
        }
        if let Some(debug) = requires.debug.filter(|debug| *debug != version.debug) {
            return Some(NotRun::Debug(debug));
        }
        match &requires.link {
            Some(links) if !links.contains(&self.kind.link) => Some(NotRun::Link(links.clone())),
            None if self.needs_library() && !self.kind.link.offers_api() => Some(NotRun::HiddenApi),
            _ => None,
        }
    }

    /// Whether the fixture comes from its shared library.
    fn needs_library(&self) -> bool {
        self.mode != Mode::Inittab || !self.kind.manifest.links_fixtures
    }

    /// The first thing in the scenario that the host can't do, if any.
    pub(super) fn not_possible(&self, host: &Host, stage: &Stage) -> Option<NotRun> {
        let (scenario, said, name) = (stage.scenario(), &host.description.said, || self.kind.name.clone());
        if let Some(step) = scenario.abilities().into_iter().find(|ability| !said.can(*ability)) {
            return Some(NotRun::Step { host: name(), step });
        }
        let (libraries, own) = (&self.setup.materials.libraries, &self.kind.manifest.fixtures);
        let is_linked = |name: &&str| libraries.contains_key(*name) || own.iter().any(|own| own == *name);
        if let Some(fixture) = scenario.fixtures().into_iter().find(|name| !is_linked(name)) {
            return Some(NotRun::Fixture { host: name(), fixture: fixture.to_owned() });
        }
        let possible = said.initializations.filter(|possible| possible.get() < scenario.initializations())?;
        Some(NotRun::Initializations { host: name(), possible })
    }
}
