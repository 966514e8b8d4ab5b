//! What was built and not used for long is removed, and never what somebody uses.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use extproof::build::build_probe;
use extproof::isolate::Interrupt;
use extproof::project::Project;
use tempfile::TempDir;

use crate::support::elsewhere::project;
use crate::support::pythons::python;

/// A folder that was used two months ago.
fn aged(shelf: &Path) -> PathBuf {
    let folder = shelf.join("3.12.0-0123456789abcdef");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("file"), "").unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(60 * 24 * 60 * 60);
    File::open(&folder).unwrap().set_modified(long_ago).unwrap();
    folder
}

fn build(work: &TempDir) -> PathBuf {
    let project = Project::new(project().to_owned(), work.path().to_owned());
    build_probe(&project, python(), &Interrupt::never().unwrap(), &|_| {}).unwrap()
}

#[test]
fn what_nobody_used_for_long_is_removed() {
    let work = TempDir::new().unwrap();
    let old = aged(&work.path().join("probes"));
    let probe = build(&work);
    assert!(probe.is_file() && !old.exists());
}

#[test]
fn nothing_is_removed_while_another_process_uses_the_store() {
    let work = TempDir::new().unwrap();
    let shelf = work.path().join("probes");
    let old = aged(&shelf);
    let other = File::create(shelf.join("in-use.lock")).unwrap();
    other.lock_shared().unwrap();
    assert!(build(&work).is_file() && old.exists());
}

#[test]
fn what_is_used_is_not_old() {
    let work = TempDir::new().unwrap();
    let probe = build(&work);
    let folder = probe.parent().unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(60 * 24 * 60 * 60);
    File::open(folder).unwrap().set_modified(long_ago).unwrap();
    assert_eq!(build(&work), probe);
    let used = folder.metadata().unwrap().modified().unwrap();
    assert!(used.elapsed().unwrap() < Duration::from_secs(60 * 60));
}
