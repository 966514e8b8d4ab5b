//! The command in a place where nothing is built yet.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::bench::PROGRAM;
use super::entries;
use super::program::copy_program;

/// A copy of the command that has a work folder of its own, in which nothing is built yet.
pub(crate) struct Elsewhere {
    folder: TempDir,
}

impl Elsewhere {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        copy_program(Path::new(PROGRAM), &folder.path().join("bin/extproof"));
        fs::write(folder.path().join("CACHEDIR.TAG"), "").unwrap();
        Self { folder }
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.folder.path().join("bin/extproof")
    }

    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("extproof")
    }

    /// Copies a folder of what has been built already, which is only a matter of time.
    pub(crate) fn take_over(&self, name: &str) {
        let target = Path::new(PROGRAM).ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
        let Some(work) = target.map(|target| target.join("extproof")) else { return };
        // Nobody may be building there meanwhile.
        let Ok(lock) = File::open(work.join("hosts/cargo.lock")) else { return };
        lock.lock().unwrap();
        let (from, to) = (work.join(name), self.work().join(name));
        fs::create_dir_all(&to).unwrap();
        // What isn't finished changes while it is copied.
        let is_finished = |name: &String| !name.ends_with(".unfinished") && !name.ends_with(".lock");
        let there = if from.is_dir() { entries(&from) } else { BTreeSet::new() };
        for entry in there.iter().filter(|name| is_finished(name)) {
            let copied = Command::new("cp").arg("-a").arg(from.join(entry)).arg(&to).status();
            assert!(copied.unwrap().success());
        }
    }
}

/// The folder of this project's sources.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
