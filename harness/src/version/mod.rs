//! Versions of Python, and ranges of them.

mod implementation;
mod range;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use implementation::Implementation;
pub use range::Range;

/// The minor versions of CPython 3 that extproof knows. A new Python is added here: messages, `extproof pythons --supported`,
/// the matrix of CI and a test of the documentation follow.
pub const SUPPORTED_MINORS: std::ops::RangeInclusive<u8> = 9..=15;

/// The minor version from which on there are free-threaded builds.
pub const FREE_THREADED_SINCE: u8 = 13;

/// The builds that extproof knows: every minor version of CPython, its free-threaded build where there is one, and PyPy.
pub fn supported() -> impl Iterator<Item = Version> {
    let free_threaded =
        (FREE_THREADED_SINCE..=*SUPPORTED_MINORS.end()).map(|minor| Version::new(minor, 0).free_threaded());
    let pypy = Implementation::PyPy.minors().map(|minor| Implementation::PyPy.minor(minor));
    SUPPORTED_MINORS.map(|minor| Version::new(minor, 0)).chain(free_threaded).chain(pypy)
}

/// The supported versions in words: `3.9 to 3.15`.
pub fn supported_range() -> String {
    format!("3.{} to 3.{}", SUPPORTED_MINORS.start(), SUPPORTED_MINORS.end())
}

/// A version of Python 3 with its implementation and ABI flags, written `3.13.0`, `3.13.0t`, `3.15.2d`, `pypy3.11.17`.
///
/// The number is that of the language: PyPy 8.0.1 for Python 3.11.17 is `pypy3.11.17`.
///
/// Versions are ordered by implementation first, CPython before PyPy, then by number; of two equal ones, the plain build comes
/// first, then the debug build, then the free-threaded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Version {
    /// What runs Python code.
    pub implementation: Implementation,
    /// The `13` of 3.13.0.
    pub minor: u8,
    /// The `0` of 3.13.0.
    pub micro: u8,
    /// Built with `--disable-gil` (ABI flag `t`).
    pub free_threaded: bool,
    /// Built with `--with-pydebug` (ABI flag `d`).
    pub debug: bool,
}

impl Version {
    /// A plain build of CPython `3.minor.micro`.
    pub const fn new(minor: u8, micro: u8) -> Self {
        Self { implementation: Implementation::CPython, minor, micro, free_threaded: false, debug: false }
    }

    /// The same version, free-threaded.
    pub const fn free_threaded(self) -> Self {
        Self { free_threaded: true, ..self }
    }

    /// The same version, built with `--with-pydebug`.
    pub const fn debug(self) -> Self {
        Self { debug: true, ..self }
    }

    /// The ABI flags: empty, `t`, `d` or `td`.
    pub fn abi_flags(&self) -> &'static str {
        match (self.free_threaded, self.debug) {
            (false, false) => "",
            (true, false) => "t",
            (false, true) => "d",
            (true, true) => "td",
        }
    }

    /// The version without its patch number: `3.13t`, `pypy3.11`.
    pub fn minor_name(&self) -> String {
        format!("{}3.{}{}", self.implementation.prefix(), self.minor, self.abi_flags())
    }

    fn number(&self) -> (u8, u8) {
        (self.minor, self.micro)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}3.{}.{}{}", self.implementation.prefix(), self.minor, self.micro, self.abi_flags())
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl TryFrom<String> for Version {
    type Error = VersionError;

    fn try_from(text: String) -> Result<Self, VersionError> {
        text.parse()
    }
}

/// A text that isn't a version or range of Python.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not {1}")]
pub struct VersionError(String, &'static str);

impl FromStr for Version {
    type Err = VersionError;

    /// Reads `3.13`, `3.13t`, `3.13.0` or `3.13.0t`, with `d` or `td` alike, and `pypy3.11`; a missing patch number is 0.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let wrong =
            || VersionError(text.to_owned(), "a version of Python 3, such as 3.12, 3.12.1, 3.13t, 3.15d or pypy3.11");
        let (implementation, text) = Implementation::split(text);
        let number = text.trim_end_matches(['t', 'd']);
        let (free_threaded, debug) = match (implementation, &text[number.len()..]) {
            (_, "") => (false, false),
            (Implementation::CPython, "t") => (true, false),
            (Implementation::CPython, "d") => (false, true),
            (Implementation::CPython, "td") => (true, true),
            _ => return Err(wrong()),
        };
        let mut parts = number.split('.');
        if parts.next() != Some("3") {
            return Err(wrong());
        }
        let mut part = |missing: Option<u8>| match parts.next() {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
            Some(_) => None,
            None => missing,
        };
        let minor = part(None).ok_or_else(wrong)?;
        let micro = part(Some(0)).ok_or_else(wrong)?;
        if parts.next().is_some() {
            return Err(wrong());
        }
        Ok(Self { implementation, minor, micro, free_threaded, debug })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn versions_are_read_and_written() {
        for text in ["3.9.18", "3.13.0t", "3.15.2d", "3.14.0td", "pypy3.11.17"] {
            assert_eq!(version(text).to_string(), text);
        }
        assert_eq!(version("3.13t"), Version::new(13, 0).free_threaded());
        assert_eq!(version("pypy3.11"), Implementation::PyPy.minor(11));
        for text in [
            "",
            "3",
            "2.7",
            "3.x",
            "3.12.1.1",
            "3.12dt",
            "3.+1",
            "3.300",
            "pypy",
            "pypy3",
            "pypy3.11t",
            "pypy3.11d",
            "3.11pypy",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_ordered_by_implementation_then_by_number() {
        assert!(version("3.9.18") < version("3.10.0"));
        assert!(version("3.13.0") < version("3.13.0t"));
        assert!(version("3.13.0t") < version("3.13.1"));
        assert!(version("3.15.2t") < version("pypy3.11.17"));
    }
}
