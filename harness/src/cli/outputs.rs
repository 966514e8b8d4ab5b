//! The files that `extproof check` and `extproof run` write.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, OFlags, accessat, fcntl_setfl};
use rustix::io::Errno;

use super::arguments::CheckArguments;
use super::failure::Failure;
use crate::check::Usage;
use crate::config::Config;

/// Writes a file, which may be a pipe that somebody reads. For one that nobody reads, it doesn't wait.
pub(super) fn save(path: &Path, document: &[u8]) -> io::Result<()> {
    let not_waiting = OFlags::NONBLOCK.bits().cast_signed();
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).custom_flags(not_waiting).open(path)?;
    fcntl_setfl(&file, OFlags::empty())?;
    file.write_all(document)
}

/// Checks that reports can be written, each to a file of its own, before anything runs.
///
/// # Errors
/// For the first that can't.
pub(super) fn ready<'a>(reports: impl Iterator<Item = &'a PathBuf> + Clone) -> Result<(), Failure> {
    if let Some(path) = first_taken(reports.clone(), &mut Vec::new()) {
        return Err(Failure::OutputOnInput(path));
    }
    for path in reports {
        writable(path).map_err(|source| Failure::Report { path: path.clone(), source })?;
    }
    Ok(())
}

/// Whether a file can be written, or made in its folder.
///
/// # Errors
/// Why it can't.
pub(super) fn writable(path: &Path) -> io::Result<()> {
    if path.is_dir() || path.as_os_str().as_bytes().ends_with(b"/") {
        return Err(Errno::ISDIR.into());
    }
    // The folder doesn't tell, for instance, of a file system that takes no files.
    if !path.exists() && !path.is_symlink() {
        OpenOptions::new().write(true).create_new(true).open(path)?;
        return fs::remove_file(path);
    }
    let place = if path.exists() { path } else { folder_of(path) };
    Ok(accessat(CWD, place, Access::WRITE_OK, AtFlags::EACCESS)?)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
        let place = path.canonicalize().or_else(|_| place_of_new(path)).unwrap_or_else(|_| (*path).clone());
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

/// Where a file will be that isn't there yet.
fn place_of_new(path: &Path) -> io::Result<PathBuf> {
    Ok(folder_of(path).canonicalize()?.join(path.file_name().unwrap_or_default()))
}
