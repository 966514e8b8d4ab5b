//! Random snapshots and results.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::super::section::{Build, Line, Number, Section, number};
use super::*;
use crate::version::supported;

pub(super) const HOSTS: [&str; 2] = ["g", "h"];

pub(super) fn variants() -> Vec<Variant> {
    ["inittab a", "spec a", "spec b"].map(variant).to_vec()
}

/// Few texts, so that they often repeat.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just("A\n"), Just("B\n"), Just("C\n"), Just("")].prop_map(str::to_owned)
}

/// Texts with everything that could confuse the format.
pub(super) fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("== "),
        Just(" =="),
        Just("-- "),
        Just("since 3.9"),
        Just("\\"),
        Just(" "),
        Just("\r"),
        Just("\t"),
        Just("\u{a0}"),
        Just("---"),
        Just("\n"),
        Just("a"),
        Just("·"),
    ];
    let with_newline = |text: String| if text.is_empty() { text } else { text + "\n" };
    vec(piece, 0..8).prop_map(move |pieces| with_newline(pieces.concat()))
}

fn a_number() -> impl Strategy<Value = Number> {
    (9..=15u8, prop_oneof![4 => Just(0), 1 => Just(2u8), 1 => Just(11)])
}

fn line() -> impl Strategy<Value = Line> {
    let host = option::of(proptest::sample::select(&HOSTS[..]).prop_map(str::to_owned));
    (host, build()).prop_map(|(host, build)| Line { host, build })
}

fn build() -> impl Strategy<Value = Build> {
    proptest::sample::select(&Build::ALL[..])
}

fn section(variant: Variant, texts: BoxedStrategy<String>) -> impl Strategy<Value = Section> {
    btree_map((line(), a_number()), texts, 0..10).prop_map(move |blocks| canonical(variant.clone(), blocks))
}

/// Whether there is such a build.
pub(super) fn is_there(build: Build, (minor, _): Number) -> bool {
    build.implementation.minors().contains(&minor) && (!build.free_threaded || minor >= 13)
}

/// Leaves out the blocks that may not be in a snapshot.
fn canonical(variant: Variant, blocks: BTreeMap<(Line, Number), String>) -> Section {
    let mut section = Section::new(variant);
    for ((line, at), text) in blocks {
        let possible = is_there(line.build, at);
        if possible && section.find(line.and_fallbacks(), at).is_none_or(|found| found.text != text) {
            section.lines.entry(line).or_default().insert(at, text);
        }
    }
    section
}

fn snapshot_of(texts: BoxedStrategy<String>) -> impl Strategy<Value = Snapshot> {
    let sections: Vec<_> = variants().into_iter().map(|variant| section(variant, texts.clone())).collect();
    sections.prop_map(|mut sections| {
        sections.retain(|section| !section.lines.is_empty());
        Snapshot { sections }
    })
}

pub(super) fn a_snapshot() -> impl Strategy<Value = Snapshot> {
    snapshot_of(text().boxed())
}

pub(super) fn an_odd_snapshot() -> impl Strategy<Value = Snapshot> {
    snapshot_of(prop_oneof![text(), odd_text()].boxed())
}

/// A snapshot that has a text for every Python, and in which no host changes inside a minor version: there, a result
/// of the reference host could be for more Pythons than that of the host. Nor has it debug builds and PyPy, which follow the others.
pub(super) fn a_full_snapshot() -> impl Strategy<Value = Snapshot> {
    let full = |(mut snapshot, text): (Snapshot, String)| {
        let plain = Line { host: None, build: Build::PLAIN };
        snapshot.sections = variants()
            .into_iter()
            .map(|variant| {
                let old = snapshot.section(&variant).map(|section| section.lines.clone()).unwrap_or_default();
                let blocks = old
                    .into_iter()
                    .flat_map(|(line, blocks)| blocks.into_iter().map(move |(at, text)| ((line.clone(), at), text)));
                let mut blocks: BTreeMap<_, _> = blocks.collect();
                blocks
                    .retain(|(line, (_, micro)), _| !line.build.is_exception() && (line.host.is_none() || *micro == 0));
                blocks.insert((plain.clone(), (9, 0)), text.clone());
                canonical(variant, blocks)
            })
            .collect();
        snapshot
    };
    (a_snapshot(), text()).prop_map(full)
}

pub(super) fn a_version() -> impl Strategy<Value = Version> {
    let micro = prop_oneof![Just(0), Just(1u8), Just(2), Just(5), Just(11), Just(12)];
    (9..=15u8, micro, build()).prop_map(|(minor, micro, build)| {
        let free_threaded = build.free_threaded && minor >= 13;
        Build { free_threaded, ..build }.at((minor, micro))
    })
}

/// Results that don't contradict each other, mostly of one variant, so that many are of one minor version.
pub(super) fn some_results() -> impl Strategy<Value = Vec<Recorded>> {
    let variant = prop_oneof![3 => Just(variants().remove(0)), 1 => proptest::sample::select(variants())];
    let result = (variant, line(), a_version(), text())
        .prop_map(|(variant, Line { host, .. }, version, text)| Recorded { variant, host, version, text });
    vec(result, 0..24).prop_map(|mut results: Vec<Recorded>| {
        let mut seen = std::collections::BTreeSet::new();
        results.retain(|r| seen.insert((r.variant.clone(), r.host.clone(), number(r.version), Build::of(r.version))));
        results
    })
}

/// The results of one Python of each of some minor versions, or of all: on each, every host runs everything. Some are without
/// PyPy, which follows CPython: where that changes, it matters whether PyPy is run at the same time or later.
pub(super) fn a_matrix(all: bool) -> impl Strategy<Value = Vec<Vec<Recorded>>> {
    let runs = variants().len() * (1 + HOSTS.len());
    let count = supported().count();
    let python = (if all { Just(true).boxed() } else { any::<bool>().boxed() }, 0..13u8, vec(text(), runs));
    vec(python, count).prop_map(move |pythons| {
        let mut versions: Vec<_> = supported().collect();
        versions.sort();
        let is_run = |version: &Version, run: bool| run && (all || !Build::of(*version).is_exception());
        let runs = versions.into_iter().zip(pythons).filter(|(version, (run, ..))| is_run(version, *run));
        runs.map(|(version, (_, micro, texts))| {
            let hosts = [None].into_iter().chain(HOSTS.map(|host| Some(host.to_owned())));
            let all = hosts.flat_map(|host| variants().into_iter().map(move |variant| (variant, host.clone())));
            let version = Version { micro, ..version };
            all.zip(texts).map(|((variant, host), text)| Recorded { variant, host, version, text }).collect()
        })
        .collect()
    })
}
