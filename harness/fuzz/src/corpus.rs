//! The inputs that are mutated: those stored for a target, and those that the target takes from elsewhere.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is stored for a target, in the order of the names.
pub(crate) fn stored(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    if folder.is_dir() { below(&folder, "") } else { Ok(Vec::new()) }
}

/// The files below a folder whose names end so.
pub(crate) fn below(folder: &Path, suffix: &str) -> io::Result<Vec<Vec<u8>>> {
    let mut paths = Vec::new();
    walk(folder, suffix, &mut paths)?;
    paths.sort();
    paths.iter().map(fs::read).collect()
}

fn walk(folder: &Path, suffix: &str, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, suffix, paths)?;
        } else if path.as_os_str().as_encoded_bytes().ends_with(suffix.as_bytes()) {
            paths.push(path);
        }
    }
    Ok(())
}

/// Inputs to mutate. One that leads to an answer that wasn't seen before joins them: it got somewhere new.
pub(crate) struct Corpus {
    pub(crate) inputs: Vec<Vec<u8>>,
    answers: BTreeSet<String>,
}

/// More don't fit into memory well, and the first ones get further.
const MOST: usize = 1000;

impl Corpus {
    pub(crate) fn new(inputs: Vec<Vec<u8>>) -> Self {
        Self { inputs, answers: BTreeSet::new() }
    }

    /// Takes an input in if its answer is new. Numbers in it, and what comes with a quotation, say nothing.
    pub(crate) fn consider(&mut self, input: Vec<u8>, answer: &str) {
        let words = answer.split(['`', '"', '\'']).next().unwrap_or_default();
        let kind: String = words.chars().filter(|char| !char.is_ascii_digit()).take(80).collect();
        if self.inputs.len() < MOST && self.answers.insert(kind) {
            self.inputs.push(input);
        }
    }
}
