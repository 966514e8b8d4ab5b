//! Versions of Python, and ranges of them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The minor versions of Python 3 that extproof knows. A new Python is added here: messages, `extproof pythons --supported`,
/// the matrix of CI and a test of the documentation follow.
pub const SUPPORTED_MINORS: std::ops::RangeInclusive<u8> = 9..=15;

/// The minor version from which on there are free-threaded builds.
pub const FREE_THREADED_SINCE: u8 = 13;

/// The builds that extproof knows: every minor version, and its free-threaded build where there is one.
pub fn supported() -> impl Iterator<Item = Version> {
    let free_threaded =
        (FREE_THREADED_SINCE..=*SUPPORTED_MINORS.end()).map(|minor| Version::new(minor, 0).free_threaded());
    SUPPORTED_MINORS.map(|minor| Version::new(minor, 0)).chain(free_threaded)
}

/// The supported versions in words: `3.9 to 3.15`.
pub fn supported_range() -> String {
    format!("3.{} to 3.{}", SUPPORTED_MINORS.start(), SUPPORTED_MINORS.end())
}

/// A version of CPython 3 with its ABI flags, written `3.13.0`, `3.13.0t`, `3.15.2d`.
///
/// Versions are ordered by number first; of two equal ones, the plain build comes first, then the debug build, then the
/// free-threaded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Version {
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
    /// A plain build of `3.minor.micro`.
    pub const fn new(minor: u8, micro: u8) -> Self {
        Self { minor, micro, free_threaded: false, debug: false }
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

    /// The version without its patch number: `3.13t`.
    pub fn minor_name(&self) -> String {
        format!("3.{}{}", self.minor, self.abi_flags())
    }

    fn number(&self) -> (u8, u8) {
        (self.minor, self.micro)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}.{}{}", self.minor, self.micro, self.abi_flags())
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

    /// Reads `3.13`, `3.13t`, `3.13.0` or `3.13.0t`, with `d` or `td` alike; a missing patch number is 0.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let wrong = || VersionError(text.to_owned(), "a version of Python 3, such as 3.12, 3.12.1, 3.13t or 3.15d");
        let number = text.trim_end_matches(['t', 'd']);
        let (free_threaded, debug) = match &text[number.len()..] {
            "" => (false, false),
            "t" => (true, false),
            "d" => (false, true),
            "td" => (true, true),
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
        Ok(Self { minor, micro, free_threaded, debug })
    }
}

/// A range of versions: comparisons that all hold, written `>=3.13, <3.15`. ABI flags play no part.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Range(Vec<Comparison>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparison {
    operator: Operator,
    version: Version,
    /// `==3.13` and `!=3.13` stand for every patch of 3.13.
    any_micro: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Operator {
    const SPELLED: [(&'static str, Operator); 6] = [
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ];

    fn spelling(self) -> &'static str {
        Self::SPELLED.iter().find(|(_, op)| *op == self).map_or("", |(text, _)| text)
    }

    fn accepts(self, ordering: Ordering) -> bool {
        match self {
            Operator::Less => ordering.is_lt(),
            Operator::LessOrEqual => ordering.is_le(),
            Operator::Equal => ordering.is_eq(),
            Operator::NotEqual => ordering.is_ne(),
            Operator::GreaterOrEqual => ordering.is_ge(),
            Operator::Greater => ordering.is_gt(),
        }
    }
}

impl Range {
    /// Whether the version is in the range.
    pub fn contains(&self, version: &Version) -> bool {
        self.0.iter().all(|comparison| {
            let ordering = if comparison.any_micro {
                version.minor.cmp(&comparison.version.minor)
            } else {
                version.number().cmp(&comparison.version.number())
            };
            comparison.operator.accepts(ordering)
        })
    }

    /// The patch versions at which the range may begin or end: of a minor version, either all from one of these to the next are
    /// in it, or none is.
    pub(crate) fn turns(&self) -> impl Iterator<Item = u8> {
        self.0.iter().flat_map(|Comparison { version, .. }| [version.micro, version.micro.saturating_add(1)])
    }

    /// Whether any version that extproof supports could be in the range.
    pub fn is_possible(&self) -> bool {
        SUPPORTED_MINORS
            .flat_map(|minor| (0..=u8::MAX).map(move |micro| Version::new(minor, micro)))
            .any(|v| self.contains(&v))
    }
}

impl FromStr for Range {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let wrong =
            || VersionError(text.to_owned(), "a range of Python versions, such as \">=3.12\" or \">=3.13, <3.15\"");
        text.split(',')
            .map(|part| {
                let part = part.trim();
                let (spelling, operator) =
                    Operator::SPELLED.into_iter().find(|(s, _)| part.starts_with(s)).ok_or_else(wrong)?;
                let number = part[spelling.len()..].trim();
                let version: Version = number.parse().map_err(|_| wrong())?;
                if !version.abi_flags().is_empty() {
                    return Err(wrong());
                }
                // For `<=3.12` and `>3.12` a reader means the whole of 3.12.
                let any_micro =
                    number.matches('.').count() == 1 && !matches!(operator, Operator::Less | Operator::GreaterOrEqual);
                Ok(Comparison { operator, version, any_micro })
            })
            .collect::<Result<_, _>>()
            .map(Range)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, comparison) in self.0.iter().enumerate() {
            let Version { minor, micro, .. } = comparison.version;
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{}3.{minor}", comparison.operator.spelling())?;
            // Without it, these comparisons mean the whole of a minor version.
            let whole_without = !matches!(comparison.operator, Operator::Less | Operator::GreaterOrEqual);
            if !comparison.any_micro && (micro > 0 || whole_without) {
                write!(f, ".{micro}")?;
            }
        }
        Ok(())
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
        for text in ["3.9.18", "3.13.0t", "3.15.2d", "3.14.0td"] {
            assert_eq!(version(text).to_string(), text);
        }
        assert_eq!(version("3.13t"), Version::new(13, 0).free_threaded());
        for text in ["", "3", "2.7", "3.x", "3.12.1.1", "3.12dt", "3.+1", "3.300"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_ordered_by_number() {
        assert!(version("3.9.18") < version("3.10.0"));
        assert!(version("3.13.0") < version("3.13.0t"));
        assert!(version("3.13.0t") < version("3.13.1"));
    }

    #[test]
    fn ranges_begin_and_end_only_at_their_turns() {
        for text in ["<3.12", ">=3.12.7", "<=3.12.7", ">3.12.7", "==3.12.7", "!=3.12.7", "!=3.12", ">=3.12.1,<3.13.4"] {
            let range: Range = text.parse().unwrap();
            let turns: Vec<u8> = range.turns().collect();
            let holds = |minor, micro| range.contains(&Version::new(minor, micro));
            for (minor, micro) in SUPPORTED_MINORS.flat_map(|minor| (1..=u8::MAX).map(move |micro| (minor, micro))) {
                let is_turn = holds(minor, micro) != holds(minor, micro - 1);
                assert!(!is_turn || turns.contains(&micro), "{text} at 3.{minor}.{micro}");
            }
        }
    }

    #[test]
    fn ranges_hold_what_they_say() {
        let range: Range = ">=3.13, <3.15".parse().unwrap();
        assert!(range.contains(&version("3.13.0t")) && range.contains(&version("3.14.10")));
        assert!(!range.contains(&version("3.12.9")) && !range.contains(&version("3.15.0")));
        let range: Range = "==3.12".parse().unwrap();
        assert!(range.contains(&version("3.12.7")) && !range.contains(&version("3.13.0")));
        let range: Range = "<=3.12".parse().unwrap();
        assert!(range.contains(&version("3.12.7")) && !range.contains(&version("3.13.0")));
        let range: Range = "<3.11.4".parse().unwrap();
        assert!(range.contains(&version("3.11.3")) && !range.contains(&version("3.11.4")));
        assert_eq!(range.to_string(), "<3.11.4");
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        for text in [">=3.13, <3.15", "==3.12", "==3.12.0", "!=3.12.0", "<=3.9.0", ">3.11.0", ">3.11", "<3.11.4"] {
            assert_eq!(text.parse::<Range>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn impossible_and_malformed_ranges_are_told_apart() {
        assert!(!">=3.13, <3.12".parse::<Range>().unwrap().is_possible());
        assert!(!"<3.9".parse::<Range>().unwrap().is_possible());
        assert!(">=3.15".parse::<Range>().unwrap().is_possible());
        for text in ["3.12", ">=", ">=3.x", "~3.12", ">=3.13t"] {
            assert!(text.parse::<Range>().is_err(), "{text}");
        }
    }
}
