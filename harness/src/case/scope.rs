//! Where something counts: on which Pythons, hosts, modes and fixtures.

use extproof_contract::Link;

use crate::case::Mode;
use crate::version::{Implementation, Range, Version};

/// Whether a Python was built with the GIL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gil {
    /// The ordinary build.
    Default,
    /// `--disable-gil`.
    FreeThreaded,
}

impl Gil {
    pub(crate) const NAMES: [&'static str; 2] = ["default", "free-threaded"];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Gil::Default),
            "free-threaded" => Some(Gil::FreeThreaded),
            _ => None,
        }
    }

    /// The name in files.
    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The kind of build, in words.
    pub fn build(self) -> &'static str {
        match self {
            Gil::Default => "a build with the GIL",
            Gil::FreeThreaded => "a free-threaded build",
        }
    }

    /// Whether it is a build of this kind.
    pub fn matches(self, version: &Version) -> bool {
        (self == Gil::FreeThreaded) == version.free_threaded
    }
}

/// Whether a Python has the assertions of a debug build, in words.
pub(crate) fn assertions(debug: bool) -> &'static str {
    if debug { "a debug build" } else { "a build without assertions" }
}

/// A filter over runs: what is empty fits everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Versions.
    pub python: Option<Range>,
    /// What runs Python code.
    pub implementation: Option<Implementation>,
    /// Kind of build.
    pub gil: Option<Gil>,
    /// Whether it is a debug build.
    pub debug: Option<bool>,
    /// Modes.
    pub modes: Vec<Mode>,
    /// Fixtures.
    pub fixtures: Vec<String>,
    /// Hosts.
    pub hosts: Vec<String>,
    /// Link configurations of the host.
    pub links: Vec<Link>,
}

/// The properties of a run that a scope filters by.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The Python of the run.
    pub version: Version,
    /// Its mode.
    pub mode: Mode,
    /// Its fixture.
    pub fixture: &'a str,
    /// Its host's name.
    pub host: &'a str,
    /// How the host is linked.
    pub link: Link,
}

impl Scope {
    /// Whether the run is in the scope.
    pub fn fits(&self, situation: &Situation<'_>) -> bool {
        fn listed<T: PartialEq>(list: &[T], matches: impl Fn(&T) -> bool) -> bool {
            list.is_empty() || list.iter().any(matches)
        }
        self.python.as_ref().is_none_or(|range| range.contains(&situation.version))
            && self.implementation.is_none_or(|implementation| implementation == situation.version.implementation)
            && self.gil.is_none_or(|gil| gil.matches(&situation.version))
            && self.debug.is_none_or(|debug| debug == situation.version.debug)
            && listed(&self.modes, |mode| *mode == situation.mode)
            && listed(&self.fixtures, |fixture| fixture == situation.fixture)
            && listed(&self.hosts, |host| host == situation.host)
            && listed(&self.links, |link| *link == situation.link)
    }
}
