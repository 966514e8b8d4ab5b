//! Snapshots: the reviewed transcripts of one case, for all variants, Pythons and hosts in one text.
//!
//! ```text
//! == inittab · single_phase ==
//! -- since 3.9
//! register single_phase
//! -- since 3.13
//! ...
//! -- since 3.13t
//! ...
//! -- host capi-static since 3.9
//! ...
//! ```
//!
//! A section belongs to one variant. Its blocks form lines: for plain, debug and free-threaded builds of the reference
//! host, then the same for each host that differs from it, by name. The text for a Python is that of the
//! block with the greatest version not above it, in the closest line that has such a block.
//!
//! [`Snapshot::merge`] turns a snapshot and the results on a few Pythons into the updated snapshot.

mod escape;
mod file;
mod history;
mod merge;
mod message;
mod parse;
mod record;
mod render;
mod section;
mod slots;
#[cfg(test)]
mod tests;

pub use file::{HeaderError, SaveError, SnapshotError, body, load, save};
pub use history::Span;
pub use merge::MergeError;
pub use message::{Message, messages};
pub use parse::{ParseError, ParseProblem};
pub use record::Recording;

use crate::version::Version;
use section::{Line, Section, number};

/// One case with one mode and one fixture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variant {
    /// How the fixture is made importable, such as `inittab`.
    pub mode: String,
    /// The name of the fixture, such as `single_phase`.
    pub fixture: String,
}

/// The transcript of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What was run.
    pub variant: Variant,
    /// The host that ran it; `None` is the reference host.
    pub host: Option<String>,
    /// The Python it ran on.
    pub version: Version,
    /// The transcript: lines that each end with a newline. A missing last newline is added.
    pub text: String,
}

/// The reviewed transcripts of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    sections: Vec<Section>,
}

impl Snapshot {
    /// The expected text of a variant with a host (`None` is the reference host) on a Python. It ends with a
    /// newline unless it is empty.
    ///
    /// A host is looked up in its own lines first, then in those of the reference host; in both, a debug
    /// or free-threaded build in the line of such builds first, then in the plain one.
    pub fn lookup(&self, variant: &Variant, host: Option<&str>, version: Version) -> Option<&str> {
        let found = self.section(variant)?.find(Line::of(host, version).and_fallbacks(), number(version))?;
        Some(found.text)
    }

    /// The snapshot with only the blocks for which `keep` is true.
    pub fn filtered(&self, keep: impl Fn(&Variant, &str) -> bool) -> Snapshot {
        let mut sections = self.sections.clone();
        for Section { variant, lines } in &mut sections {
            lines.values_mut().for_each(|blocks| blocks.retain(|_, text| keep(variant, text)));
            lines.retain(|_, blocks| !blocks.is_empty());
        }
        sections.retain(|section| !section.lines.is_empty());
        Snapshot { sections }
    }

    fn section(&self, variant: &Variant) -> Option<&Section> {
        self.sections.iter().find(|section| section.variant == *variant)
    }
}
