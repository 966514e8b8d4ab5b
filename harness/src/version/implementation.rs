//! The programs that run Python code.

use std::ops::RangeInclusive;

use super::{SUPPORTED_MINORS, Version};

/// A program that runs Python code. Ordered as in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Implementation {
    /// The reference implementation, which programs embed by its C API.
    CPython,
    /// PyPy, which loads extension modules, but can't be embedded by CPython's C API.
    PyPy,
}

impl Implementation {
    const ALL: [Self; 2] = [Self::CPython, Self::PyPy];

    /// The names in files, which are those in `sys.implementation`.
    pub(crate) const NAMES: [&'static str; 2] = ["cpython", "pypy"];

    /// The implementation of a name in files.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| Self::NAMES[*known as usize] == name)
    }

    /// Its name in texts.
    pub fn title(self) -> &'static str {
        match self {
            Self::CPython => "CPython",
            Self::PyPy => "PyPy",
        }
    }

    /// Whether programs can embed it by the C API.
    pub fn can_be_embedded(self) -> bool {
        self == Self::CPython
    }

    /// The minor versions of Python 3 that extproof knows of it.
    pub fn minors(self) -> RangeInclusive<u8> {
        match self {
            Self::CPython => SUPPORTED_MINORS,
            Self::PyPy => 11..=11,
        }
    }

    /// The first patch version of a minor version.
    pub fn minor(self, minor: u8) -> Version {
        Version { implementation: self, ..Version::new(minor, 0) }
    }

    /// What precedes the number of its versions.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::CPython => "",
            Self::PyPy => "pypy",
        }
    }

    /// The implementation that the text of a version names, and the rest of it.
    pub(super) fn split(text: &str) -> (Self, &str) {
        let rest = text.strip_prefix(Self::PyPy.prefix()).map(|rest| (Self::PyPy, rest));
        rest.unwrap_or((Self::CPython, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_names_its_implementation() {
        assert_eq!(Implementation::from_name("cpython"), Some(Implementation::CPython));
        assert_eq!(Implementation::from_name("pypy"), Some(Implementation::PyPy));
        assert_eq!(Implementation::from_name("graalpy"), None);
    }
}
