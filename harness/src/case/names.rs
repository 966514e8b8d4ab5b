//! What a case can name: fixtures and hosts.

use super::Link;
use crate::document;
use crate::version::Range;

/// What a case can name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The fixtures of `c-ext-fixtures/`: every host gets them, linked and as shared libraries.
    pub compiled: Vec<String>,
    /// Those that hosts bring along: linked into them, and nowhere else.
    pub of_hosts: Vec<String>,
    /// Every host.
    pub hosts: Vec<KnownHost>,
}

/// A host, as far as a case is concerned.
#[derive(Clone, Debug)]
pub struct KnownHost {
    /// Its name.
    pub name: String,
    /// How it is linked with libpython.
    pub link: Link,
    /// The Pythons that it is made for; without, all.
    pub pythons: Option<Range>,
}

/// Where all fixtures are to be seen.
pub(super) const FIXTURES: &str = "allowed: the names of files in c-ext-fixtures/, and the fixtures that a host brings along; \
                                   those of a host of your own are known with --host HOST";

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

    /// What to do about a fixture that isn't known.
    pub fn fixture_advice(&self, fixture: &str) -> String {
        let near = document::near(fixture, &self.fixtures(), SUGGESTED);
        let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        let suggestion = if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(" or ")) };
        format!("{suggestion}{FIXTURES}")
    }

    /// What to do about a host that isn't known.
    pub(super) fn host_advice(&self, host: &str) -> String {
        let known: Vec<&str> = self.hosts.iter().map(|host| host.name.as_str()).collect();
        let suggestion =
            document::nearest(host, &known).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        format!("{suggestion}allowed: {}; a host of your own is known with --host HOST", known.join(", "))
    }
}
