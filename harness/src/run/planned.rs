//! Which runs a selection makes.

use extproof_contract::Link;

use super::host::Host;
use super::setup::Setup;
use crate::case::{Case, Mode, Situation};
use crate::host::HostKind;
use crate::snapshot::Variant;

/// One run that is to be carried out, or can't be.
#[derive(Clone, Copy, Debug)]
pub struct PlannedRun<'a> {
    /// The case.
    pub case: &'a Case,
    /// The mode.
    pub mode: Mode,
    /// The fixture.
    pub fixture: &'a str,
    /// The Python.
    pub setup: &'a Setup,
    /// The host.
    pub kind: &'a HostKind,
    /// The host's program, or why there is none.
    pub host: Result<&'a Host, &'a str>,
}

/// A choice among the variants of cases.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Parts of case ids; empty for all.
    pub filters: Vec<String>,
    /// Modes; empty for all.
    pub modes: Vec<Mode>,
    /// Fixtures; empty for all.
    pub fixtures: Vec<String>,
}

impl Selection {
    /// Whether any run of the case is chosen.
    pub fn has_case(&self, case: &Case) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| case.id.contains(filter.as_str()))
    }

    fn has_variant(&self, mode: Mode, fixture: &str) -> bool {
        (self.modes.is_empty() || self.modes.contains(&mode))
            && (self.fixtures.is_empty() || self.fixtures.iter().any(|name| name == fixture))
    }
}

/// The variants of a case, in its order.
pub(super) fn variants(case: &Case) -> impl Iterator<Item = (Mode, &str)> {
    case.modes.iter().flat_map(|mode| case.fixtures.iter().map(move |fixture| (*mode, fixture.as_str())))
}

/// Every run of a case on a Python.
pub(super) fn runs<'a>(case: &'a Case, setup: &'a Setup, selection: &Selection) -> Vec<PlannedRun<'a>> {
    let chosen = variants(case).filter(|(mode, fixture)| selection.has_variant(*mode, fixture));
    let hosts = setup.hosts.iter().map(|host| (&host.kind, Ok(host)));
    let missing = setup.missing.iter().map(|missing| (&missing.host, Err(missing.reason.as_str())));
    let hosts: Vec<_> = hosts.chain(missing).collect();
    chosen
        .flat_map(|(mode, fixture)| {
            let hosts = hosts.clone();
            hosts.into_iter().map(move |(kind, host)| PlannedRun { case, mode, fixture, setup, kind, host })
        })
        .collect()
}

impl<'a> PlannedRun<'a> {
    /// What scopes are asked about.
    pub fn situation(&self) -> Situation<'a> {
        Situation {
            version: self.setup.python.version,
            mode: self.mode,
            fixture: self.fixture,
            host: &self.kind.name,
            link: self.kind.link,
        }
    }

    /// The snapshot's section.
    pub fn variant(&self) -> Variant {
        Variant { mode: self.mode.to_string(), fixture: self.fixture.to_owned() }
    }

    /// Why the case doesn't apply here, if it doesn't.
    pub fn not_applicable(&self) -> Option<String> {
        let (version, requires) = (&self.setup.python.version, &self.case.requires);
        if let Some(range) = &requires.python
            && !range.contains(version)
        {
            return Some(format!("the case needs Python {range}"));
        }
        if let Some(gil) = requires.gil
            && !gil.matches(version)
        {
            return Some(format!("the case needs {}", gil.build()));
        }
        match &requires.link {
            Some(links) if !links.contains(&self.kind.link) => {
                let names: Vec<&str> = links.iter().map(|link| link.name()).collect();
                Some(format!("the case needs a host linked {}", names.join(" or ")))
            }
            None if self.mode != Mode::Inittab && self.kind.link == Link::Hidden => {
                Some("the host hides the C API from shared libraries".to_owned())
            }
            _ => None,
        }
    }
}
