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

impl Span {
    /// The parts of it in which all patch versions of each minor version are meant, which the newest of them in the span decides.
    pub fn parts_where(&self, is_meant: &dyn Fn(Version) -> bool) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        let at = |minor, micro| Version { minor, micro, ..self.since };
        let newest_minor = *self.since.implementation.minors().end();
        for minor in self.since.minor..=newest_minor {
            let newest = match self.until {
                Some(until) if until.minor < minor || (until.minor, until.micro) == (minor, 0) => break,
                Some(until) if until.minor == minor => until.micro - 1,
                _ => u8::MAX,
            };
            if !is_meant(at(minor, newest)) {
                continue;
            }
            let since = if minor == self.since.minor { self.since } else { at(minor, 0) };
            let until = if newest < u8::MAX { self.until } else { Some(at(minor + 1, 0)) };
            match parts.last_mut() {
                Some(last) if last.until == Some(since) => last.until = until,
                _ => parts.push(Self { since, until }),
            }
        }
        // What goes on with the last version goes on.
        if let (None, Some(last)) = (self.until, parts.last_mut())
            && last.until.is_some_and(|until| until.minor > newest_minor)
        {
            last.until = None;
        }
        parts
    }
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
        let own = line.and_fallbacks().filter(|line| line.build == build).flat_map(of_line).min();
        let Some(first) = (if build.is_exception() { own } else { Some(build.first()) }) else { return Vec::new() };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_span_are_those_that_are_meant() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        let span = |since, until: Option<&str>| Span { since: version(since), until: until.map(version) };
        let up_to_13 = |python: Version| python.minor <= 13;
        assert_eq!(span("3.12.8", None).parts_where(&up_to_13), [span("3.12.8", Some("3.14"))]);
        assert_eq!(span("3.9", Some("3.12.8")).parts_where(&up_to_13), [span("3.9", Some("3.12.8"))]);
        assert_eq!(span("3.14", None).parts_where(&up_to_13), []);
        assert_eq!(span("3.13t", None).parts_where(&|_| true), [span("3.13t", None)]);
        let not_12 = |python: Version| python.minor != 12;
        let parts = [span("3.9", Some("3.12")), span("3.13", None)];
        assert_eq!(span("3.9", None).parts_where(&not_12), parts);
        // The newest patch version of a minor version that the span has.
        let from_12_4 = |python: Version| (python.minor, python.micro) >= (12, 4);
        assert_eq!(span("3.12", Some("3.12.4")).parts_where(&from_12_4), []);
        assert_eq!(span("3.12", Some("3.12.5")).parts_where(&from_12_4), [span("3.12", Some("3.12.5"))]);
    }
}
