//! Ranges of versions.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::{SUPPORTED_MINORS, Version, VersionError};

/// A range of versions: comparisons that all hold, written `>=3.13, <3.15`. Implementation and ABI flags play no part.
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
                if version != Version::new(version.minor, version.micro) {
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
        let range: Range = ">=3.11, <3.12".parse().unwrap();
        assert!(range.contains(&version("pypy3.11.17")), "the version of the language counts");
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
        for text in ["3.12", ">=", ">=3.x", "~3.12", ">=3.13t", ">=pypy3.11"] {
            assert!(text.parse::<Range>().is_err(), "{text}");
        }
    }
}
