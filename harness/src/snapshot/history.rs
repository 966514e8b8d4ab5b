//! What a snapshot says of one variant over all versions.

use std::collections::BTreeSet;

use super::section::{Line, Number};
use super::{Snapshot, Variant};
use crate::version::{SUPPORTED_MINORS, Version};

/// A range of versions from `since` up to, but without, `until`. `None` stands for no upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first version.
    pub since: Version,
    /// The first version after it.
    pub until: Option<Version>,
}

impl Snapshot {
    /// The variants that have transcripts, in their order.
    pub fn variants(&self) -> impl Iterator<Item = &Variant> {
        self.sections.iter().map(|section| &section.variant)
    }

    /// The hosts that have transcripts of their own for a variant, by name. The reference isn't among them.
    pub fn hosts(&self, variant: &Variant) -> BTreeSet<&str> {
        let lines = self.section(variant).into_iter().flat_map(|section| section.lines.keys());
        lines.filter_map(|line| line.host.as_deref()).collect()
    }

    /// Every text of every variant and host.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.sections
            .iter()
            .flat_map(|section| section.lines.values())
            .flat_map(|blocks| blocks.values().map(String::as_str))
    }

    /// Each text of a variant with a host (`None` is the reference host), with the versions that must show it, in the order
    /// in which they came.
    pub fn history(&self, variant: &Variant, host: Option<&str>) -> Vec<(&str, Vec<Span>)> {
        let mut history: Vec<(&str, Vec<Span>)> = Vec::new();
        for free_threaded in [false, true] {
            for (span, text) in self.spans(variant, host, free_threaded) {
                match history.iter_mut().find(|(known, _)| *known == text) {
                    Some((_, spans)) => spans.push(span),
                    None => history.push((text, vec![span])),
                }
            }
        }
        history
    }

    fn spans(&self, variant: &Variant, host: Option<&str>, free_threaded: bool) -> Vec<(Span, &str)> {
        let line = Line { host: host.map(str::to_owned), free_threaded };
        let Some(section) = self.section(variant) else { return Vec::new() };
        let of_line = |line: Line| section.lines.get(&line).into_iter().flat_map(|blocks| blocks.keys().copied());
        let first = if free_threaded { crate::version::FREE_THREADED_SINCE } else { *SUPPORTED_MINORS.start() };
        let mut starts: Vec<Number> = line.and_fallbacks().flat_map(of_line).chain([(first, 0)]).collect();
        starts.retain(|start| *start >= (first, 0));
        starts.sort_unstable();
        starts.dedup();
        let mut spans: Vec<(Span, &str)> = Vec::new();
        for (minor, micro) in starts {
            let since = Version { free_threaded, ..Version::new(minor, micro) };
            let Some(text) = self.lookup(variant, host, since) else { continue };
            match spans.last_mut() {
                Some((_, last)) if *last == text => continue,
                Some((span, _)) => span.until = Some(since),
                None => {}
            }
            spans.push((Span { since, until: None }, text));
        }
        spans
    }
}
