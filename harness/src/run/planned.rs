//! The runs that a selection contains.

use std::iter;

use crate::build::Broken;
use crate::case::{Case, Mode, Situation, words};
use crate::engine::{Host, Setting, Setup};
use crate::host::HostKind;
use crate::plan::{InitFunctions, Scene};
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

    /// The variants of a case that are chosen, as snapshots name them.
    pub fn variants(&self, case: &Case) -> Vec<Variant> {
        let chosen = variants(case).filter(|(mode, fixture)| self.has_variant(*mode, fixture));
        chosen.map(|(mode, fixture)| Variant { mode: mode.to_string(), fixture: fixture.to_owned() }).collect()
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
    /// The run's properties that scopes filter by.
    pub fn situation(&self) -> Situation<'a> {
        Situation {
            version: self.setup.python.version,
            mode: self.mode,
            fixture: self.fixture,
            host: &self.kind.name,
            link: self.kind.link,
        }
    }

    /// The run's section in the snapshot.
    pub fn variant(&self) -> Variant {
        Variant { mode: self.mode.to_string(), fixture: self.fixture.to_owned() }
    }

    /// A text of the case, with the placeholders replaced that mean the same on every Python.
    pub(super) fn filled(&self, text: &str) -> String {
        words::shown(text, self.mode, self.fixture)
    }

    /// A fixture that the run needs and that can't be built, if any.
    pub(super) fn broken_fixture(&self) -> Option<(&'a str, &'a Broken)> {
        let other = self.case.other_fixtures.iter().map(String::as_str);
        let mut needed = iter::once(self.fixture).chain(other);
        needed.find_map(|name| Some((name, self.setup.materials.broken.get(name)?)))
    }

    /// Whether all fixtures that the run needs can be built.
    pub fn has_fixtures(&self) -> bool {
        self.broken_fixture().is_none()
    }

    /// Whether the run can't be carried out only because this fixture can't be built.
    pub fn lacks(&self, fixture: &str) -> bool {
        let can_be = self.host.is_ok() && self.not_applicable().is_none();
        can_be && self.broken_fixture().is_some_and(|(name, _)| name == fixture)
    }

    /// What is to be done.
    pub(super) fn scene(&self) -> Scene<'a> {
        Scene::of_case(self.case, self.mode, self.fixture)
    }

    /// Where it is to be done.
    pub(super) fn setting(&self) -> Setting<'a> {
        let Setup { python, materials, .. } = self.setup;
        Setting {
            python,
            probe: &materials.probe,
            libraries: &materials.libraries,
            symbols: &materials.symbols,
            init_functions: match self.kind.manifest.links_fixtures {
                true => InitFunctions::Linked,
                false => InitFunctions::Libraries,
            },
            keys: None,
            path: &[],
            after: &[],
            given: &[],
        }
    }
}
