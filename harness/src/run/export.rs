//! Laying runs out so that they can be repeated by hand.

use std::fs;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, rename, renameat_with};
use rustix::io::Errno;

use super::carry_out::{RunError, lay_out, write_files};
use super::host::Host;
use super::planned::PlannedRun;
use crate::project::Project;
use crate::removal::remove_folder;

const SCRIPT: &str = "by-hand.sh";
const HEADING: &str = "# Repeats one run of extproof; the events are shown when it has ended, however it ends.";

/// A run that was laid out to be repeated by hand.
#[derive(Clone, Debug)]
pub struct ByHand {
    /// The words that start the host, as a shell takes them.
    pub host: String,
    /// The scenario file.
    pub scenario: PathBuf,
    /// A shell script that starts the host on the scenario as the harness does.
    pub script: PathBuf,
}

/// Lays a run out in a folder so that it can be repeated by hand.
///
/// # Errors
/// When the folder can't be written.
pub fn export(run: &PlannedRun<'_>, host: &Host, folder: &Path) -> Result<ByHand, RunError> {
    let failed = |source| RunError::Write { path: folder.to_owned(), source };
    let parent = folder.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(failed)?;
    // Put in place when it is whole: others may lay out the same run at this moment, or look at it.
    let fresh = Unfinished::new(parent).map_err(failed)?;
    fs::create_dir(fresh.0.join("modules")).map_err(failed)?;
    let events = folder.join("events.jsonl");
    write_files(&fresh.0, &lay_out(run, folder, &events))?;
    let scenario = folder.join("scenario.json");
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
    put(&fresh.0, folder).map_err(failed)?;
    let script = folder.join(SCRIPT);
    Ok(ByHand { host, scenario, script })
}

/// A folder without its name yet. What is in it when dropped is removed.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(parent: &Path) -> io::Result<Self> {
        Ok(Self(tempfile::Builder::new().prefix(".unfinished-").tempdir_in(parent)?.keep()))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Most often it has got its name, so that nothing is here. The run may have been repeated in the old one, and
        // have mounted something.
        drop(remove_folder(&self.0));
    }
}

/// Gives a folder its name; an older one of that name is at the old place afterwards.
fn put(fresh: &Path, folder: &Path) -> io::Result<()> {
    const PATIENCE: usize = 100;
    for _ in 0..PATIENCE {
        if !is_replaceable(folder)? {
            return Err(io::Error::other("it is there already and no run of extproof; choose another folder"));
        }
        match renameat_with(CWD, fresh, CWD, folder, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(Errno::NOENT) => {}
            // Not every file system can exchange.
            Err(_) => drop(remove_folder(folder)),
        }
        match rename(fresh, folder) {
            // Somebody was faster.
            Err(Errno::NOTEMPTY | Errno::EXIST) => {}
            renamed => return Ok(renamed?),
        }
    }
    Err(Errno::NOTEMPTY.into())
}

/// Whether there is nothing, or a run that was laid out before.
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

/// Whether nobody has put anything beside what an export and its run by hand leave.
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

pub(super) fn by_hand(run: &PlannedRun<'_>, host: &Host, project: &Project) -> Result<ByHand, RunError> {
    let name = format!("{}-{}-{}-{}", run.mode, run.fixture, run.setup.python.version, run.kind.name);
    export(run, host, &project.work.join("failed").join(&run.case.id).join(name))
}

/// A path as a shell takes it.
fn quote(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:".contains(c);
    if text.chars().all(plain) { text.into_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
