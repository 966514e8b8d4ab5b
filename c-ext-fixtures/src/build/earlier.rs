//! What an earlier build compiled: when one fixture changes, the objects of the others are still right. Nothing but a fixture's own
//! text decides that: whatever else may have changed is the caller's concern, and fixtures that read other sources are compiled
//! each time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xxhash_rust::xxh3::xxh3_64;

use super::Target;
use crate::{Source, is_source};

/// What asks whether a file is there: that can matter without its being read.
const ASKS: &[u8] = b"__has_include";

/// A fixture's object.
pub(super) fn object(source: &Source, dir: &Path) -> PathBuf {
    dir.join("objects").join(format!("{}.o", source.name))
}

/// A fixture's shared library.
pub(super) fn library(source: &Source, target: &Target, dir: &Path) -> PathBuf {
    dir.join(format!("{}{}", source.name, target.ext_suffix))
}

/// Takes a fixture's object and shared library from an earlier build, if it is compiled from the same text.
pub(super) fn take(source: &Source, target: &Target) -> bool {
    let Some(earlier) = &target.earlier else { return false };
    let copy = |from: PathBuf, to: PathBuf| fs::copy(from, to).is_ok();
    let [from, to] = [earlier, &target.out_dir].map(|dir| object(source, dir));
    let (Ok(known), Ok(text)) = (fs::read_to_string(record(&from)), fs::read(&source.path)) else { return false };
    known == digest(&text)
        && copy(library(source, target, earlier), library(source, target, &target.out_dir))
        && copy(record(&from), record(&to))
        && copy(from, to)
}

/// Has the compiler name the files that it reads.
pub(super) fn ask(compiler: &mut Command, object: &Path) {
    compiler.args(["-MD", "-MT", "object", "-MF"]).arg(named(object));
}

/// Records what a fixture was compiled from, if that is its own text and headers.
pub(super) fn keep(source: &Source, object: &Path) {
    let rule = fs::read_to_string(named(object)).unwrap_or_default();
    let asks = |text: &[u8]| text.windows(ASKS.len()).any(|part| part == ASKS);
    if reads_no_other(source, &rule)
        && let Ok(text) = fs::read(&source.path)
        && !asks(&text)
    {
        drop(fs::write(record(object), digest(&text)));
    }
    drop(fs::remove_file(named(object)));
}

/// Whether a rule for make names the fixture and headers. Where a name would need to be escaped in it, nobody knows.
fn reads_no_other(source: &Source, rule: &str) -> bool {
    let rule = rule.replace("\\\n", " ");
    let Some((_, files)) = rule.split_once(": ") else { return false };
    let mut sources = files.split_whitespace().map(Path::new).filter(|path| is_source(path));
    !rule.contains(['\\', '$']) && sources.next() == Some(&source.path) && sources.next().is_none()
}

fn digest(text: &[u8]) -> String {
    format!("{:016x}", xxh3_64(text))
}

fn named(object: &Path) -> PathBuf {
    object.with_extension("d")
}

fn record(object: &Path) -> PathBuf {
    object.with_extension("text")
}
