//! A cache of what Pythons said: a file that may be missing, broken or not writable at any time.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::facts::{Facts, SCRIPT, is_shim};
use crate::file;

/// Changes with the meaning of the file, unless the script changes anyway.
const FORMAT: u32 = 2;

pub(super) struct Cache {
    file: PathBuf,
    content: Content,
    changed: bool,
}

#[derive(Serialize, Deserialize)]
struct Content {
    format: u32,
    /// The script that was asked: answers to another one don't count.
    script: String,
    /// Of `pythons`.
    digest: String,
    pythons: BTreeMap<String, CachedFacts>,
}

/// What every format has.
#[derive(Deserialize)]
struct Head {
    format: u32,
    script: String,
}

/// The file with the facts of Pythons isn't as it was written.
#[derive(Debug, thiserror::Error)]
#[error("{} is damaged", path.display())]
pub struct DamagedFacts {
    path: PathBuf,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct CachedFacts {
    as_found: Stamp,
    /// Of the real executable: what is found may be a wrapper, which doesn't change when the Python behind it is
    /// updated.
    executable: Stamp,
    facts: Facts,
}

/// Tells one state of a file from another.
#[derive(PartialEq, Serialize, Deserialize)]
struct Stamp {
    modified: (i64, i64),
    /// Unlike the time above, nobody can set it.
    changed: (i64, i64),
    size: u64,
    inode: u64,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let data = path.metadata().ok()?;
        let (modified, changed) = ((data.mtime(), data.mtime_nsec()), (data.ctime(), data.ctime_nsec()));
        Some(Self { modified, changed, size: data.size(), inode: data.ino() })
    }
}

impl Content {
    fn read(file: &Path) -> Result<Option<Self>, DamagedFacts> {
        let damaged = || DamagedFacts { path: file.to_owned() };
        if file.symlink_metadata().is_err() {
            return Ok(None);
        }
        let text = file::read(file).map_err(|_| damaged())?;
        let head: Head = serde_json::from_slice(&text).map_err(|_| damaged())?;
        if head.format != FORMAT || head.script != SCRIPT {
            return Ok(None);
        }
        let content: Self = serde_json::from_slice(&text).map_err(|_| damaged())?;
        if content.digest != content.digest() { Err(damaged()) } else { Ok(Some(content)) }
    }

    fn digest(&self) -> String {
        // What can't be turned into JSON isn't written either: see `save`.
        format!("{:016x}", xxh3_64(&serde_json::to_vec(&self.pythons).unwrap_or_default()))
    }
}

impl Cache {
    /// Reads the file. A missing one, or one of another version of extproof, is ignored; `tell` reports a damaged one.
    pub(super) fn read(file: &Path, tell: &dyn Fn(&DamagedFacts)) -> Self {
        let content = Content::read(file);
        let damaged = content.is_err();
        let content = content.unwrap_or_else(|damage| {
            tell(&damage);
            None
        });
        let empty =
            || Content { format: FORMAT, script: SCRIPT.to_owned(), digest: String::new(), pythons: BTreeMap::new() };
        Self { file: file.to_owned(), content: content.unwrap_or_else(empty), changed: damaged }
    }

    /// The folder that builds are laid out in.
    pub(super) fn layouts(&self) -> PathBuf {
        self.file.with_file_name("in-tree")
    }

    /// The facts of the executable found at a path, if nothing has changed since.
    pub(super) fn get(&self, path: &Path) -> Option<&Facts> {
        let entry = self.content.pythons.get(path.to_str()?)?;
        let is_same = |path: &Path, stamp: &Stamp| Stamp::of(path).as_ref() == Some(stamp);
        (is_same(path, &entry.as_found) && is_same(&entry.facts.executable, &entry.executable)).then_some(&entry.facts)
    }

    pub(super) fn put(&mut self, path: &Path, facts: &Facts) {
        if is_shim(path) {
            return;
        }
        let stamps = (Stamp::of(path), Stamp::of(&facts.executable));
        if let (Some(key), (Some(as_found), Some(executable))) = (path.to_str(), stamps) {
            let entry = CachedFacts { as_found, executable, facts: facts.clone() };
            if self.content.pythons.get(key) != Some(&entry) {
                self.content.pythons.insert(key.to_owned(), entry);
                self.changed = true;
            }
        }
    }

    /// Writes the file if something changed. Without it discovery is only slower, so errors are ignored.
    pub(super) fn save(mut self) {
        if !self.changed {
            return;
        }
        self.content.pythons.retain(|path, _| Path::new(path).exists());
        self.content.digest = self.content.digest();
        let Some(folder) = self.file.parent() else { return };
        let _ = std::fs::create_dir_all(folder);
        if let Ok(file) = tempfile::NamedTempFile::new_in(folder)
            && serde_json::to_writer(&file, &self.content).is_ok()
        {
            let _ = file.persist(&self.file);
        }
    }
}
