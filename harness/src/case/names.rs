//! The fixtures and hosts that a case can name.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use extproof_contract::Ability;

use super::Link;
use crate::document;
use crate::version::Range;

/// The fixtures and hosts that a case can name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The fixtures of `c-ext-fixtures/`: every host has them, statically linked and as shared libraries.
    pub compiled: Vec<String>,
    /// The fixtures of single hosts: linked into them, and nowhere else.
    pub of_hosts: Vec<String>,
    /// Other names under which fixtures report events.
    pub reporters: BTreeSet<String>,
    /// Every host.
    pub hosts: Vec<KnownHost>,
    /// The fixtures and hosts that can't be used, each with the reason.
    pub unusable: Vec<(String, String)>,
}

/// A host, as far as a case is concerned.
#[derive(Clone, Debug)]
pub struct KnownHost {
    /// Its name.
    pub name: String,
    /// How it is linked with libpython.
    pub link: Link,
    /// The steps that it can do on any Python; `None` if that isn't known.
    pub steps: Option<Vec<Ability>>,
    /// How often it can initialize Python in one process, if that is limited.
    pub initializations: Option<NonZeroUsize>,
    /// Whether fixtures are linked into it; if not, it gets their init functions from shared libraries.
    pub links_fixtures: bool,
    /// The fixtures that it has beside those of every host.
    pub fixtures: Vec<String>,
    /// The Pythons that it supports; `None` stands for all.
    pub pythons: Option<Range>,
}

impl KnownHost {
    /// Whether it can do what a step needs, as far as that is known.
    pub(crate) fn can(&self, ability: Ability) -> bool {
        let needed = match ability {
            Ability::Register | Ability::Append | Ability::Extend | Ability::Assign if !self.links_fixtures => {
                Ability::AppendLibrary
            }
            _ => ability,
        };
        self.steps.as_ref().is_none_or(|steps| steps.contains(&needed))
    }
}

/// The name of hosts' manifests, which are in folders of their own, also between cases.
pub(crate) const HOST_MANIFEST: &str = "host.toml";

/// Where fixtures are defined.
pub(super) const FIXTURES: &str = "allowed: the names of files in c-ext-fixtures/ and in the folder `fixtures` of --cases, and the \
                                   fixtures of hosts; --host HOST adds those of your own host";

/// How many names are worth suggesting.
const SUGGESTED: usize = 3;

impl Names {
    /// The names of all fixtures.
    pub fn fixtures(&self) -> Vec<&str> {
        self.compiled.iter().chain(&self.of_hosts).map(String::as_str).collect()
    }

    /// Whether only some hosts have the fixture.
    pub fn is_of_hosts(&self, fixture: &str) -> bool {
        self.of_hosts.iter().any(|known| known == fixture)
    }

    /// Whether the host has the fixture.
    pub(super) fn has(&self, host: &KnownHost, fixture: &str) -> bool {
        !self.is_of_hosts(fixture) || host.fixtures.iter().any(|own| own == fixture)
    }

    /// What to do about an unknown fixture.
    pub fn fixture_advice(&self, fixture: &str) -> String {
        if let Some(why) = self.why_unusable(fixture) {
            return why;
        }
        let near = document::near(fixture, &self.fixtures(), SUGGESTED);
        let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        let suggestion = if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(" or ")) };
        format!("{suggestion}{FIXTURES}")
    }

    fn why_unusable(&self, name: &str) -> Option<String> {
        let (_, why) = self.unusable.iter().find(|(known, _)| known == name)?;
        Some(format!("it can't be used: {why}"))
    }

    /// What to do about an unknown host.
    pub(super) fn host_advice(&self, host: &str) -> String {
        if let Some(why) = self.why_unusable(host) {
            return why;
        }
        let known: Vec<&str> = self.hosts.iter().map(|host| host.name.as_str()).collect();
        let suggestion = document::suggestion(host, &known);
        format!("{suggestion}allowed: {}; --host HOST adds your own host", known.join(", "))
    }
}
