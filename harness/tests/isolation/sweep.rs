//! What a killed harness left is swept away, and nothing else, whatever it looks like.

use std::fs;
use std::path::{Path, PathBuf};

use extproof::isolate::{Folder, Sandbox};
use tempfile::TempDir;

use crate::support::{age, entries};

/// A folder for temporary files with something that a harness left, as it is after SIGKILL.
struct Left {
    parent: TempDir,
    outer: PathBuf,
}

impl Left {
    fn new() -> Self {
        let parent = tempfile::tempdir().unwrap();
        let outer = copied(&Folder::new(Some(parent.path())).unwrap(), parent.path());
        age(&outer);
        Self { parent, outer }
    }

    fn sweep(&self) -> usize {
        Folder::sweep(Some(self.parent.path()))
    }
}

/// A folder as it is when nobody has it any more: what is dropped is removed, so it is made once more.
fn copied(folder: &Folder, parent: &Path) -> PathBuf {
    let outer = folder.path().parent().unwrap();
    let aside = parent.join("aside");
    fs::create_dir(&aside).unwrap();
    fs::copy(outer.join("marker"), aside.join("marker")).unwrap();
    fs::create_dir_all(aside.join("content/deep")).unwrap();
    fs::write(aside.join("content/deep/file"), "x").unwrap();
    let (moved, place) = (parent.join("moved"), outer.to_owned());
    fs::rename(outer, &moved).unwrap();
    fs::rename(aside, &place).unwrap();
    fs::remove_dir_all(moved).unwrap();
    place
}

#[test]
fn what_a_killed_harness_left_is_removed() {
    let left = Left::new();
    assert_eq!(left.sweep(), 1);
    assert_eq!(entries(left.parent.path()).len(), 0, "the empty room is gone, too");
}

#[test]
fn what_is_used_kept_or_young_stays() {
    let left = Left::new();
    let used = Sandbox::new(Some(left.parent.path())).unwrap();
    let kept = Sandbox::new(Some(left.parent.path())).unwrap().keep();
    age(used.path().parent().unwrap());
    let young = Left::new();
    assert_eq!((left.sweep(), left.outer.exists()), (1, false));
    assert!(used.path().is_dir() && kept.join("modules").is_dir());
    fs::File::open(young.outer.join("marker")).unwrap().set_modified(std::time::SystemTime::now()).unwrap();
    assert_eq!((young.sweep(), young.outer.exists()), (0, true));
}
