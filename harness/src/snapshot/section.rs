//! The blocks of one variant, and how a Python finds its block.

use std::collections::BTreeMap;

use super::Variant;
use crate::version::Version;

/// Minor and patch number: what orders the blocks of a line.
pub(super) type Number = (u8, u8);

/// The blocks of a line by the version since which each holds.
pub(super) type Blocks = BTreeMap<Number, String>;

pub(super) fn number(version: Version) -> Number {
    (version.minor, version.micro)
}

/// A host, the reference host first, on plain or on free-threaded builds. Ordered as the lines of a section are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) host: Option<String>,
    pub(super) free_threaded: bool,
}

impl Line {
    /// The lines in which this one's Pythons are looked up when it has no block for them, closest first.
    pub(super) fn fallbacks(&self) -> impl Iterator<Item = Line> + use<> {
        self.and_fallbacks().skip(1)
    }

    /// This line and its fallbacks.
    pub(super) fn and_fallbacks(&self) -> impl Iterator<Item = Line> + use<> {
        let builds: &[bool] = if self.free_threaded { &[true, false] } else { &[false] };
        let reference = self.host.is_some().then_some(None);
        [self.host.clone()]
            .into_iter()
            .chain(reference)
            .flat_map(|host| builds.iter().map(move |&free_threaded| Line { host: host.clone(), free_threaded }))
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
