//! Lays runs out so that they can be reproduced.

use std::fs;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, rename, renameat_with};
use rustix::io::Errno;

use super::planned::PlannedRun;
use crate::advice::Advised;
use crate::engine::{Host, lay_out};
use crate::project::Project;
use crate::removal::remove_folder;
use crate::shell::quoted;

const SCRIPT: &str = "reproduce.sh";
const HEADING: &str = "# Repeats one run of extproof; the events are shown when it has ended, however it ends.";

/// A folder for a run that can't be written.
#[derive(Debug, thiserror::Error)]
#[error("can't write {}: {}", path.display(), Advised(source))]
pub struct ExportError {
    /// The folder.
    path: PathBuf,
    /// What the system says.
    source: io::Error,
}

/// A run that was laid out to be reproduced.
#[derive(Clone, Debug)]
pub struct Reproduction {
    /// The command that starts the host, quoted for a shell.
    pub host: String,
    /// The scenario file.
    pub scenario: PathBuf,
    /// A shell script that starts the host on the scenario as the harness does.
    pub script: PathBuf,
}

/// Lays a run out in a folder of extproof's own, so that it can be reproduced.
///
/// # Errors
/// When the folder can't be written.
pub fn export(run: &PlannedRun<'_>, host: &Host, folder: &Path) -> Result<Reproduction, ExportError> {
    let (fresh, reproduce) = laid_out(run, host, folder)?;
    put(&fresh.0, folder).map_err(|source| ExportError { path: folder.to_owned(), source })?;
    Ok(reproduce)
}

/// The same in a folder of the user's, who may have changed an earlier export there.
///
/// # Errors
/// When the folder can't be written, or has anything but an earlier export, unchanged, and what reproducing it leaves.
pub fn export_for_user(run: &PlannedRun<'_>, host: &Host, folder: &Path) -> Result<Reproduction, ExportError> {
    let failed = |source| ExportError { path: folder.to_owned(), source };
    let (fresh, reproduce) = laid_out(run, host, folder)?;
    if fs::symlink_metadata(folder).is_ok() && !is_untouched(&fresh.0, folder).map_err(failed)? {
        return Err(failed(io::Error::other("exists already, with other content; choose another folder")));
    }
    put(&fresh.0, folder).map_err(failed)?;
    Ok(reproduce)
}

/// A run laid out in a folder that doesn't have its name yet.
fn laid_out(run: &PlannedRun<'_>, host: &Host, folder: &Path) -> Result<(Unfinished, Reproduction), ExportError> {
    let failed = |source| ExportError { path: folder.to_owned(), source };
    let parent = folder.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(failed)?;
    // Put in place when it is complete: others may be laying out the same run, or reading it.
    let fresh = Unfinished::new(parent).map_err(failed)?;
    let scenario = lay_out(&run.scene(), &run.setting(), &fresh.0, folder).map_err(failed)?;
    let events = folder.join("events.jsonl");
    let folder_text = quote(folder);
    let host: Vec<String> = iter::once(host.launch.program.as_path())
        .chain(host.launch.arguments.iter().map(Path::new))
        .map(quote)
        .collect();
    let host = host.join(" ");
    let text = format!(
        "{HEADING}\n\
         cd {folder_text} && : >events.jsonl\n\
         env -i EXTPROOF_EVENTS={} HOME={folder_text} LC_ALL=C.UTF-8 PATH=/usr/bin:/bin TMPDIR={folder_text} \\\n  {} {}\n\
         echo \"exit status $?\"\ncat events.jsonl\n",
        quote(&events),
        host,
        quote(&scenario),
    );
    fs::write(fresh.0.join(SCRIPT), text).map_err(failed)?;
    let script = folder.join(SCRIPT);
    Ok((fresh, Reproduction { host, scenario, script }))
}

/// A folder that doesn't have its name yet. Dropping this removes what is there.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(parent: &Path) -> io::Result<Self> {
        Ok(Self(tempfile::Builder::new().prefix(".unfinished-").tempdir_in(parent)?.keep()))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Usually it was renamed, and nothing is here. After an exchange, the older export is, in which a run may have
        // mounted something.
        drop(remove_folder(&self.0));
    }
}

/// Whether a folder has the content of a fresh one, and otherwise only what reproducing a run leaves: events and
/// libraries.
fn is_untouched(fresh: &Path, folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(fresh)? {
        let fresh = entry?.path();
        let there = folder.join(fresh.file_name().unwrap_or_default());
        let same = match (fs::symlink_metadata(&fresh)?.is_dir(), fs::symlink_metadata(&there)) {
            (_, Err(_)) => false,
            (true, Ok(data)) => data.is_dir() && is_untouched(&fresh, &there)?,
            (false, Ok(data)) => data.is_file() && fs::read(&fresh)? == fs::read(&there)?,
        };
        if !same {
            return Ok(false);
        }
    }
    for entry in fs::read_dir(folder)? {
        let there = entry?.path();
        let is_known = fresh.join(there.file_name().unwrap_or_default()).exists();
        if !is_known && !is_left_by_run(&there) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_left_by_run(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "events.jsonl" || name == "libraries")
        || path.extension().is_some_and(|suffix| suffix == "so")
}

/// Gives a folder its name. An older folder of that name takes its former place, or is removed.
fn put(fresh: &Path, folder: &Path) -> io::Result<()> {
    const PATIENCE: usize = 100;
    for _ in 0..PATIENCE {
        if !is_replaceable(folder)? {
            return Err(io::Error::other("exists already, and isn't a run of extproof; choose another folder"));
        }
        match renameat_with(CWD, fresh, CWD, folder, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(Errno::NOENT) => {}
            // Not every file system can exchange.
            Err(_) => drop(remove_folder(folder)),
        }
        match rename(fresh, folder) {
            // Another process was faster.
            Err(Errno::NOTEMPTY | Errno::EXIST) => {}
            renamed => return Ok(renamed?),
        }
    }
    Err(Errno::NOTEMPTY.into())
}

/// Whether there is nothing, or an earlier export.
fn is_replaceable(folder: &Path) -> io::Result<bool> {
    let script = folder.join(SCRIPT);
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Ok(metadata) if metadata.is_dir() && fs::symlink_metadata(&script).is_ok_and(|script| script.is_file()) => {
            Ok(fs::read(script)?.starts_with(HEADING.as_bytes()) && has_nothing_else(folder)?)
        }
        found => found.map(|_| false),
    }
}

/// Whether there is nothing but what an export and reproducing it leave.
fn has_nothing_else(folder: &Path) -> io::Result<bool> {
    const OURS: [&str; 5] = [SCRIPT, "events.jsonl", "libraries", "modules", "scenario.json"];
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if !OURS.iter().any(|ours| name == *ours) {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn reproduce(run: &PlannedRun<'_>, host: &Host, project: &Project) -> Result<Reproduction, ExportError> {
    let name = format!("{}-{}-{}-{}", run.mode, run.fixture, run.setup.python.version, run.kind.name);
    export(run, host, &project.work.join("failed").join(&run.case.id).join(name))
}

/// A path, quoted for a shell.
fn quote(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}
