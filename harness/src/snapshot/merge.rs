//! From a snapshot and the results on a few Pythons to the updated snapshot.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::parse::is_name;
use super::section::{Build, Line, Section, number};
use super::slots::{Results, Slots};
use super::{Recorded, Snapshot, Variant};
use crate::version::Version;

/// Results that can't be written to a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Two results for the same block differ: two Pythons of one version.
    #[error(
        "{variant}: two Pythons {version} gave different transcripts, but share one block; choose one of them with EXTPROOF_PYTHONS"
    )]
    Conflict {
        /// What was run.
        variant: Variant,
        /// The version of both.
        version: Version,
    },
    /// A result for a variant that the case doesn't have.
    #[error("unknown variant `{0}`")]
    UnknownVariant(Variant),
    /// A mode, fixture or host that can't be written in a header.
    #[error("invalid name `{0}` in a snapshot: empty, or contains a space")]
    Name(String),
}

impl Snapshot {
    /// The snapshot with these results in place of the recorded ones. Its sections are those of `variants`, in
    /// that order. A variant without results keeps its section as it is.
    ///
    /// - A result replaces the text of its Python's minor version, as far as that had one text. All other versions keep
    ///   what they had, so a text may be written again after it. To tell a change inside a minor version apart, run
    ///   both patches at once, or edit the block's header.
    /// - A Python that wasn't run and had no text follows its predecessor, because a snapshot can't record an absence.
    ///   It is judged when it is run.
    /// - A free-threaded build that wasn't run keeps what it had when the plain build changes. A debug build without blocks of
    ///   its own follows the release.
    /// - A host that wasn't run keeps its own blocks; where it follows the reference host, it continues to.
    /// - Nothing is written for a host on a Python where `can_be` says that it isn't available.
    /// - Redundant blocks are dropped.
    pub fn merge(
        &self,
        variants: &[Variant],
        results: &[Recorded],
        can_be: &dyn Fn(&str, Version) -> bool,
    ) -> Result<Snapshot, MergeError> {
        check(variants, results)?;
        let mut sections: Vec<Section> = Vec::with_capacity(variants.len());
        for variant in variants {
            if sections.iter().any(|section| section.variant == *variant) {
                continue;
            }
            let old = self.section(variant).cloned().unwrap_or_else(|| Section::new(variant.clone()));
            let results = by_line(variant, results)?;
            let section = if results.is_empty() { old } else { merge_section(&old, &results, can_be) };
            if !section.lines.is_empty() {
                sections.push(section);
            }
        }
        Ok(Snapshot { sections })
    }
}

fn check(variants: &[Variant], results: &[Recorded]) -> Result<(), MergeError> {
    let names = variants.iter().flat_map(|variant| [&variant.mode, &variant.fixture]);
    if let Some(name) =
        names.chain(results.iter().filter_map(|result| result.host.as_ref())).find(|name| !is_name(name))
    {
        return Err(MergeError::Name(name.clone()));
    }
    match results.iter().find(|result| !variants.contains(&result.variant)) {
        Some(result) => Err(MergeError::UnknownVariant(result.variant.clone())),
        None => Ok(()),
    }
}

/// The results of one variant by line and version.
fn by_line<'a>(variant: &Variant, results: &'a [Recorded]) -> Result<BTreeMap<Line, Results<'a>>, MergeError> {
    let mut lines = BTreeMap::<Line, Results<'a>>::new();
    for Recorded { host, version, text, .. } in results.iter().filter(|result| result.variant == *variant) {
        let line = Line::of(host.as_deref(), *version);
        let text = with_last_newline(text);
        let results = lines.entry(line).or_default();
        if results.get(&number(*version)).is_some_and(|known| *known != text) {
            return Err(MergeError::Conflict { variant: variant.clone(), version: *version });
        }
        results.insert(number(*version), text);
    }
    Ok(lines)
}

fn with_last_newline(text: &str) -> Cow<'_, str> {
    if text.is_empty() || text.ends_with('\n') { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}\n")) }
}

fn merge_section(
    old: &Section,
    results: &BTreeMap<Line, Results<'_>>,
    can_be: &dyn Fn(&str, Version) -> bool,
) -> Section {
    let mut new = Section::new(old.variant.clone());
    let mut slots = Slots::new(old, results, can_be);
    let mut hosts: BTreeSet<Option<String>> =
        old.lines.keys().chain(results.keys()).map(|line| line.host.clone()).collect();
    hosts.insert(None);
    // Lines after those they fall back to: a line is written as its difference from them.
    for host in hosts {
        for build in Build::ALL {
            let line = Line { host: host.clone(), build };
            let blocks = slots.fill(&line, &new);
            if !blocks.is_empty() {
                new.lines.insert(line, blocks);
            }
        }
    }
    new
}
