//! The blocks of one variant, and how a Python finds its block.

use std::collections::BTreeMap;

use super::Variant;
use crate::version::{FREE_THREADED_SINCE, Implementation, Version};

/// Minor and patch number: what orders the blocks of a line.
pub(super) type Number = (u8, u8);

/// The blocks of a line by the version since which each holds.
pub(super) type Blocks = BTreeMap<Number, String>;

pub(super) fn number(version: Version) -> Number {
    (version.minor, version.micro)
}

/// A kind of build. Ordered as the lines of a host are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Build {
    pub(super) implementation: Implementation,
    pub(super) free_threaded: bool,
    pub(super) debug: bool,
}

impl Build {
    pub(super) const PLAIN: Self = Self { implementation: Implementation::CPython, free_threaded: false, debug: false };

    pub(super) const ALL: [Self; 5] = [
        Self::PLAIN,
        Self { debug: true, ..Self::PLAIN },
        Self { free_threaded: true, ..Self::PLAIN },
        Self { free_threaded: true, debug: true, ..Self::PLAIN },
        Self { implementation: Implementation::PyPy, ..Self::PLAIN },
    ];

    pub(super) fn of(version: Version) -> Self {
        let Version { implementation, free_threaded, debug, .. } = version;
        Self { implementation, free_threaded, debug }
    }

    /// A version of this build.
    pub(super) fn at(self, (minor, micro): Number) -> Version {
        let Self { implementation, free_threaded, debug } = self;
        Version { implementation, minor, micro, free_threaded, debug }
    }

    /// The first version of this build.
    pub(super) fn first(self) -> Number {
        (if self.free_threaded { FREE_THREADED_SINCE } else { *self.implementation.minors().start() }, 0)
    }

    /// Whether it is named only from where it differs from the builds in which it is looked up: a debug build, and PyPy.
    pub(super) fn is_exception(self) -> bool {
        self.debug || self.implementation != Implementation::CPython
    }

    /// This build, then those in which it is looked up if it has no block: a debug build in the same without assertions, a
    /// free-threaded one in the plain one, PyPy in the plain CPython of the same version of the language.
    fn and_fallbacks(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |build| {
            let closest = if build.debug { Self { debug: false, ..*build } } else { Self::PLAIN };
            (closest != *build).then_some(closest)
        })
    }
}

/// A host, the reference host first, on one kind of build. Ordered as the lines of a section are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) host: Option<String>,
    pub(super) build: Build,
}

impl Line {
    pub(super) fn of(host: Option<&str>, version: Version) -> Self {
        Self { host: host.map(str::to_owned), build: Build::of(version) }
    }

    /// Whether a text of another line is like one of its own, so that it stays when that other line changes. A host follows
    /// the reference host, a debug build the one without assertions, and PyPy follows CPython.
    pub(super) fn owns(&self, other: &Line) -> bool {
        let (build, of_other) = (self.build, other.build);
        self.host == other.host && build.implementation == of_other.implementation && build.debug == of_other.debug
    }

    /// The lines in which this one's Pythons are looked up when it has no block for them, closest first.
    pub(super) fn fallbacks(&self) -> impl Iterator<Item = Line> + use<> {
        self.and_fallbacks().skip(1)
    }

    /// This line and its fallbacks.
    pub(super) fn and_fallbacks(&self) -> impl Iterator<Item = Line> + use<> {
        let build = self.build;
        let reference = self.host.is_some().then_some(None);
        [self.host.clone()]
            .into_iter()
            .chain(reference)
            .flat_map(move |host| build.and_fallbacks().map(move |build| Line { host: host.clone(), build }))
    }
}

/// A block and the line it was found in.
pub(super) struct FoundBlock<'a> {
    pub(super) line: Line,
    pub(super) at: Number,
    pub(super) text: &'a str,
}

/// All blocks of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) variant: Variant,
    pub(super) lines: BTreeMap<Line, Blocks>,
}

impl Section {
    pub(super) fn new(variant: Variant) -> Self {
        Self { variant, lines: BTreeMap::new() }
    }

    /// The block with the greatest version not above `at`, in the first of the lines that has one.
    pub(super) fn find(&self, mut lines: impl Iterator<Item = Line>, at: Number) -> Option<FoundBlock<'_>> {
        lines.find_map(|line| {
            let (&at, text) = self.lines.get(&line)?.range(..=at).next_back()?;
            Some(FoundBlock { line, at, text })
        })
    }
}
