//! What a snapshot says of one variant over all versions.

use std::collections::BTreeSet;

use super::section::{Build, Line, Number};
use super::{Snapshot, Variant};
use crate::version::Version;

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
        for build in Build::ALL {
            for (span, text) in self.spans(variant, host, build) {
                match history.iter_mut().find(|(known, _)| *known == text) {
                    Some((_, spans)) => spans.push(span),
                    None => history.push((text, vec![span])),
                }
            }
        }
        history
    }

    fn spans(&self, variant: &Variant, host: Option<&str>, build: Build) -> Vec<(Span, &str)> {
        let line = Line { host: host.map(str::to_owned), build };
        let Some(section) = self.section(variant) else { return Vec::new() };
        let of_line = |line: Line| section.lines.get(&line).into_iter().flat_map(|blocks| blocks.keys().copied());
        // A debug build is named only from where it differs.
        let own = line.and_fallbacks().filter(|line| line.build == build).flat_map(of_line).min();
        let Some(first) = (if build.debug { own } else { Some(build.first()) }) else { return Vec::new() };
        let mut starts: Vec<Number> = line.and_fallbacks().flat_map(of_line).chain([first]).collect();
        starts.retain(|start| *start >= first);
        starts.sort_unstable();
        starts.dedup();
        let mut spans: Vec<(Span, &str)> = Vec::new();
        for at in starts {
            let since = build.at(at);
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
