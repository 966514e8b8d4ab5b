//! Tests of the whole module: examples to read, and properties.

mod errors;
mod examples;
mod properties;
mod strategies;

use super::{MergeError, Recorded, Snapshot, Variant};
use crate::version::{SUPPORTED_MINORS, Version};

/// For hosts that are available for every Python.
fn anywhere(_: &str, _: Version) -> bool {
    true
}

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

fn variant(text: &str) -> Variant {
    let (mode, fixture) = text.split_once(' ').unwrap();
    Variant { mode: mode.to_owned(), fixture: fixture.to_owned() }
}

/// A snapshot with one section, written without its header.
fn snapshot(blocks: &str) -> Snapshot {
    format!("== inittab · a ==\n{blocks}").parse().unwrap()
}

/// Results of the variant `inittab a`, each written `3.12 text` or `3.12 host text`.
fn results(lines: &[&str]) -> Vec<Recorded> {
    let parse = |line: &&str| {
        let words: Vec<_> = line.split(' ').collect();
        let host = (words.len() == 3).then(|| words[1].to_owned());
        let text = format!("{}\n", words[words.len() - 1]);
        Recorded { variant: variant("inittab a"), host, version: version(words[0]), text }
    };
    lines.iter().map(parse).collect()
}

/// The text with the two newest versions that extproof knows in place of 3.14 and 3.15.
fn newest(text: &str) -> String {
    let last = SUPPORTED_MINORS.end();
    let (before, last) = (format!("3.{}", last - 1), format!("3.{last}"));
    text.replace("3.15", "LAST").replace("3.14", &before).replace("LAST", &last)
}

/// Merges results into a snapshot with one section, both written as above.
fn merge(blocks: &str, lines: &[&str]) -> Result<String, MergeError> {
    let (blocks, lines) = (newest(blocks), lines.iter().map(|line| newest(line)).collect::<Vec<_>>());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let old = if blocks.is_empty() { Snapshot::default() } else { snapshot(&blocks) };
    let new = old.merge(&[variant("inittab a")], &results(&lines), &anywhere)?.to_string();
    Ok(new.strip_prefix("== inittab · a ==\n").unwrap_or(&new).to_owned())
}
