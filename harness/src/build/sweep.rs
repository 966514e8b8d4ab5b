//! Removes from the store what hasn't been used for a long time.
//!
//! Every process that uses a shelf holds a shared lock on it as long as it lives. Only a process that is alone on the
//! shelf looks for old entries, and only once a day.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use super::store::clear;
use crate::isolate::Interrupt;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Entries used within this time stay, however large the shelf is.
const RECENT: Duration = DAY;
const LIMITS: ShelfLimits = ShelfLimits { unused: DAY.saturating_mul(30), size: 2 << 30 };
const IN_USE: &str = "in-use.lock";

/// How much a shelf keeps.
struct ShelfLimits {
    /// Entries that weren't used for this time are removed.
    unused: Duration,
    /// Above this number of bytes, the entries that weren't used for longest are removed.
    size: u64,
}

/// Marks a shelf as used by this process, and removes old entries if the process is alone there and the first of the
/// day.
///
/// Errors are ignored: where nothing can be written, nothing can be removed.
pub(super) fn enter(shelf: &Path, interrupt: &Interrupt) {
    static ENTERED: Mutex<BTreeMap<PathBuf, File>> = Mutex::new(BTreeMap::new());
    let mut entered = ENTERED.lock().unwrap_or_else(PoisonError::into_inner);
    if !entered.contains_key(shelf)
        && let Ok(lock) = lock(shelf, interrupt)
    {
        entered.insert(shelf.to_owned(), lock);
    }
}

fn lock(shelf: &Path, interrupt: &Interrupt) -> io::Result<File> {
    let path = shelf.join(IN_USE);
    let lock = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    if lock.try_lock().is_ok() {
        let now = SystemTime::now();
        let swept = lock.metadata()?.len() > 0 && age(lock.metadata()?.modified()?, now) < DAY;
        if !swept {
            sweep(shelf, now, &LIMITS);
            // An empty file means that the shelf was never swept.
            fs::write(shelf.join(IN_USE), "The time of this file is that of the last look for what is old.\n")?;
        }
        lock.unlock()?;
    }
    // Another process may be sweeping.
    const PAUSE: Duration = Duration::from_millis(20);
    loop {
        match lock.try_lock_shared() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if interrupt.signal().is_none() => thread::sleep(PAUSE),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Records that a folder is used now.
pub(super) fn used(folder: &Path) {
    drop(File::open(folder).and_then(|folder| folder.set_modified(SystemTime::now())));
}

struct StoredFolder {
    path: PathBuf,
    unused: Duration,
    size: u64,
}

fn sweep(shelf: &Path, now: SystemTime, limits: &ShelfLimits) {
    let mut entries: Vec<StoredFolder> = fs::read_dir(shelf)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(fs::Metadata::is_dir)?;
            let path = entry.path();
            if !is_of_store(&path) {
                return None;
            }
            Some(StoredFolder { unused: age(data.modified().ok()?, now), size: size(&path), path })
        })
        .collect();
    entries.sort_by_key(|entry| entry.unused);
    let mut kept = 0;
    for entry in entries {
        // Nobody is finishing it: this process is alone here.
        let unfinished = entry.path.extension().is_some_and(|end| end == "unfinished");
        let too_much = unfinished || kept + entry.size > limits.size;
        if entry.unused > limits.unused || (too_much && entry.unused > RECENT) {
            remove(&entry.path);
        } else {
            kept += entry.size;
        }
    }
}

/// Whether it has a name of the store, which ends with a key. Nothing else may be removed.
fn is_of_store(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let key = name.trim_end_matches(".unfinished").rsplit('-').next().unwrap_or_default();
    key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Renames it first, so that no incomplete folder ever has its name.
fn remove(folder: &Path) {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.trim_end_matches(".unfinished");
    let unfinished = folder.with_file_name(format!("{name}.unfinished"));
    if folder == unfinished || (clear(&unfinished).is_ok() && fs::rename(folder, &unfinished).is_ok()) {
        drop(clear(&unfinished));
    }
    drop(clear(&folder.with_file_name(format!("{name}.lock"))));
}

fn age(then: SystemTime, now: SystemTime) -> Duration {
    now.duration_since(then).unwrap_or_default()
}

/// The bytes of everything below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let data = entry.metadata().ok()?;
            Some(if data.is_dir() { size(&entry.path()) } else { data.len() })
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);
    const KEY: &str = "-0123456789abcdef";

    /// The name of an entry in the store.
    fn keyed(name: &str) -> String {
        let (name, end) = name.split_at(name.find('.').unwrap_or(name.len()));
        format!("{name}{KEY}{end}")
    }

    /// A folder with 100 bytes that was used so long ago, and its lock.
    fn entry(shelf: &Path, name: &str, unused: Duration) {
        let name = &keyed(name);
        fs::create_dir(shelf.join(name)).unwrap();
        fs::write(shelf.join(name).join("file"), [0; 100]).unwrap();
        fs::write(shelf.join(format!("{name}.lock")), "").unwrap();
        File::open(shelf.join(name)).unwrap().set_modified(SystemTime::now() - unused).unwrap();
    }

    fn names(shelf: &Path) -> Vec<String> {
        let names = fs::read_dir(shelf)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(KEY, ""));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_not_used_for_long_is_removed() {
        let shelf = tempfile::tempdir().unwrap();
        entry(shelf.path(), "old", DAY * 31);
        entry(shelf.path(), "older", DAY * 300);
        entry(shelf.path(), "new", DAY * 29);
        entry(shelf.path(), "left.unfinished", DAY * 2);
        entry(shelf.path(), "begun.unfinished", HOUR);
        used(&shelf.path().join(keyed("older")));
        sweep(shelf.path(), SystemTime::now(), &LIMITS);
        let left = ["begun.unfinished", "begun.unfinished.lock", "left.unfinished.lock", "new", "new.lock", "older"];
        assert_eq!(names(shelf.path())[..6], left);
    }

    #[test]
    fn folders_of_other_names_stay() {
        let shelf = tempfile::tempdir().unwrap();
        for name in ["old", "3.12.1-0123", "x-0123456789abcdeg", "0123456789abcdef.d"] {
            let folder = shelf.path().join(name);
            fs::create_dir(&folder).unwrap();
            File::open(&folder).unwrap().set_modified(SystemTime::now() - DAY * 300).unwrap();
        }
        sweep(shelf.path(), SystemTime::now(), &ShelfLimits { size: 0, ..LIMITS });
        assert_eq!(names(shelf.path()).len(), 4);
    }

    #[test]
    fn a_large_shelf_loses_what_was_not_used_for_the_longest_time() {
        let shelf = tempfile::tempdir().unwrap();
        for (name, unused) in [("a", HOUR), ("b", HOUR * 2), ("c", DAY * 2), ("d", DAY * 3), ("e", DAY * 4)] {
            entry(shelf.path(), name, unused);
        }
        sweep(shelf.path(), SystemTime::now(), &ShelfLimits { size: 350, ..LIMITS });
        assert_eq!(names(shelf.path()), ["a", "a.lock", "b", "b.lock", "c", "c.lock"]);
        sweep(shelf.path(), SystemTime::now(), &ShelfLimits { size: 0, ..LIMITS });
        assert_eq!(names(shelf.path()), ["a", "a.lock", "b", "b.lock"]);
    }

    #[test]
    fn only_the_first_of_a_day_that_is_alone_removes_anything() {
        let shelf = tempfile::tempdir().unwrap();
        let interrupt = Interrupt::never().unwrap();
        let is_there = || shelf.path().join(keyed("old")).exists();
        entry(shelf.path(), "old", DAY * 31);
        let other = File::create(shelf.path().join(IN_USE)).unwrap();
        other.lock_shared().unwrap();
        drop(lock(shelf.path(), &interrupt).unwrap());
        assert!(is_there());
        other.unlock().unwrap();
        drop(lock(shelf.path(), &interrupt).unwrap());
        assert!(!is_there());
        entry(shelf.path(), "old", DAY * 31);
        drop(lock(shelf.path(), &interrupt).unwrap());
        assert!(is_there());
        other.set_modified(SystemTime::now() - DAY * 2).unwrap();
        drop(lock(shelf.path(), &interrupt).unwrap());
        assert!(!is_there());
    }
}
