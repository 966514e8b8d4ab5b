//! A folder of built things, shared by all extproof processes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::BuildError;
use super::contents::{Contents, Damage};
use super::key::Key;
use super::sweep;
use crate::isolate::{self, Interrupt};
use crate::removal::remove_folder;

/// Something to build, once for each state of what it depends on.
pub(super) struct WantedBuild<'a> {
    /// The folder of its kind.
    pub(super) shelf: &'a Path,
    /// The first part of the name of its own folder.
    pub(super) name: &'a str,
    /// What it is, for people.
    pub(super) what: &'a str,
    /// A hash of everything that it depends on now.
    pub(super) key: &'a dyn Fn() -> Result<Key, BuildError>,
    /// Ends the build, or the wait for another process's build.
    pub(super) interrupt: &'a Interrupt,
    /// Reports what is being built.
    pub(super) tell: &'a dyn Fn(&str),
}

impl WantedBuild<'_> {
    /// Returns its folder, filled by `build` if it is missing or damaged.
    ///
    /// A folder with its name is complete, because it is named last. Processes that want the same wait for the first.
    pub(super) fn get(&self, build: impl Fn(&Path) -> Result<(), BuildError>) -> Result<PathBuf, BuildError> {
        const PATIENCE: usize = 3;
        sweep::enter(self.shelf, self.interrupt);
        for _ in 0..PATIENCE {
            let key = (self.key)()?.finish();
            let name = format!("{}-{key}", self.name);
            let folder = self.shelf.join(&name);
            if Contents::check(&folder, &name).is_ok() {
                sweep::used(&folder);
                return Ok(folder);
            }
            fs::create_dir_all(self.shelf).map_err(BuildError::file("create", self.shelf))?;
            sweep::enter(self.shelf, self.interrupt);
            let _lock = lock(&self.shelf.join(format!("{name}.lock")), self.interrupt)?;
            match Contents::check(&folder, &name) {
                Ok(()) => return Ok(folder),
                Err(damage) => self.announce(&folder, &damage),
            }
            let unfinished = self.shelf.join(format!("{name}.unfinished"));
            clear(&unfinished)?;
            fs::create_dir(&unfinished).map_err(BuildError::file("create", &unfinished))?;
            build(&unfinished)?;
            if (self.key)()?.finish() != key {
                // The build may have read the old sources, the new ones, or a mixture.
                clear(&unfinished)?;
                continue;
            }
            Contents::record(&unfinished, &name).map_err(BuildError::file("write down what is in", &unfinished))?;
            clear(&folder)?;
            fs::rename(&unfinished, &folder).map_err(BuildError::file("rename", &unfinished))?;
            return Ok(folder);
        }
        Err(BuildError::Restless { what: self.what.to_owned() })
    }

    fn announce(&self, folder: &Path, damage: &Damage) {
        let what = self.what;
        if folder.symlink_metadata().is_ok() {
            (self.tell)(&format!("{what} again, because {} {damage}", folder.display()));
        } else {
            (self.tell)(what);
        }
    }
}

/// The newest of the folders that were built under a name, for whatever content, if it is complete.
pub(super) fn newest(shelf: &Path, name: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(shelf).ok()?.flatten().filter_map(|entry| {
        let file_name = entry.file_name().into_string().ok()?;
        let is_key = |key: &str| key.len() == 16 && !key.contains('.');
        file_name.strip_prefix(name)?.strip_prefix('-').filter(|key| is_key(key))?;
        Some((entry.metadata().ok()?.modified().ok()?, file_name))
    });
    let (_, file_name) = entries.max()?;
    let folder = shelf.join(&file_name);
    Contents::check(&folder, &file_name).is_ok().then_some(folder)
}

/// Removes what has a name of the store, whatever it is.
pub(super) fn clear(path: &Path) -> Result<(), BuildError> {
    match remove_folder(path) {
        // The folder above it may be missing, too.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(BuildError::file("remove", path)),
    }
}

/// Waits for an exclusive lock, which lasts until the file is closed or the process ends.
pub(super) fn lock(path: &Path, interrupt: &Interrupt) -> Result<File, BuildError> {
    // Opened only for writing, a named pipe would wait for a reader.
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let file = file.map_err(BuildError::file("create", path))?;
    // `File::lock` would go on waiting after a signal.
    const PAUSE: Duration = Duration::from_millis(20);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if interrupt.signal().is_some() => {
                return Err(isolate::Error::Interrupted.into());
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(source)) => return Err(BuildError::file("lock", path)(source)),
        }
    }
}
