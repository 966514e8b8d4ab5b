//! The files that `extproof check` writes.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_setfl};

use super::arguments::CheckArguments;
use crate::check::Usage;
use crate::config::Config;

/// Writes a file, which may be a pipe that somebody reads. For one that nobody reads, it doesn't wait.
pub(super) fn save(path: &Path, document: &[u8]) -> io::Result<()> {
    let not_waiting = OFlags::NONBLOCK.bits().cast_signed();
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).custom_flags(not_waiting).open(path)?;
    fcntl_setfl(&file, OFlags::empty())?;
    file.write_all(document)
}

/// A file that would be written over something that is read: a target, the settings, code, known results, or another file
/// that is written.
pub(super) fn output_on_input(
    arguments: &CheckArguments,
    usage: Option<&Usage>,
    config: Option<&Config>,
) -> Option<PathBuf> {
    let targets = arguments.targets.iter().map(PathBuf::from);
    let of_config = config.filter(|_| arguments.targets.is_empty()).map(Config::target_paths);
    let code = usage.and_then(|usage| usage.file.clone());
    let read =
        targets.chain(of_config.into_iter().flatten()).chain(code).chain(config.map(|config| config.file.clone()));
    let mut taken: Vec<PathBuf> =
        read.filter(|path| path.is_file()).filter_map(|path| path.canonicalize().ok()).collect();
    let written = first_taken(arguments.write_baseline.iter(), &mut taken);
    // Known results can be written again into their own file; reports can't.
    taken.extend(arguments.baseline.as_deref().and_then(|path| path.canonicalize().ok()));
    written.or_else(|| first_taken(arguments.reports.iter().map(|(_, path)| path), &mut taken))
}

/// The first of the files to be written whose place is taken; each takes its own.
fn first_taken<'a>(mut paths: impl Iterator<Item = &'a PathBuf>, taken: &mut Vec<PathBuf>) -> Option<PathBuf> {
    let is_taken = |path: &&PathBuf| {
        let place = path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| (*path).clone());
        // What is no file, such as a terminal, takes any number of reports.
        if place.exists() && !place.is_file() {
            return false;
        }
        let found = taken.contains(&place);
        taken.push(place);
        found
    };
    paths.find(is_taken).cloned()
}
