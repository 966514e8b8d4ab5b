//! What a killed harness left is swept away, and nothing else, whatever it looks like.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime};

use extproof::isolate::{Error, Folder, Sandbox};
use rustix::mount::{UnmountFlags, mount_bind, unmount};
use tempfile::TempDir;

use crate::support::{age, entries, not_run, room};

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
    fs::File::open(young.outer.join("marker")).unwrap().set_modified(SystemTime::now()).unwrap();
    assert_eq!((young.sweep(), young.outer.exists()), (0, true));
}

/// What a user may have in a folder for temporary files, for an hour: all of it stays.
#[test]
fn look_alikes_beside_the_room_are_never_looked_at() {
    let left = Left::new();
    let parent = left.parent.path();
    let (clone, copy, file) =
        (parent.join("extproof-main"), parent.join("extproof-copy"), parent.join("extproof-file"));
    fs::create_dir_all(clone.join(".git")).unwrap();
    fs::create_dir(&copy).unwrap();
    fs::copy(left.outer.join("marker"), copy.join("marker")).unwrap();
    fs::write(&file, "work").unwrap();
    symlink(&clone, parent.join("extproof-link")).unwrap();
    for path in [&clone, &copy, &file] {
        old(path);
    }
    let before = tree(parent);
    assert_eq!(left.sweep(), 1);
    let swept = |path: &PathBuf| path.starts_with(room(parent));
    assert_eq!(tree(parent), before.into_iter().filter(|path| !swept(path)).collect());
}

/// The same inside of the room, with the best names: none of them has the right marker.
#[test]
fn look_alikes_in_the_room_stay() {
    let left = Left::new();
    let (parent, room) = (left.parent.path(), room(left.parent.path()));
    let marker = fs::read_to_string(left.outer.join("marker")).unwrap();
    let user = parent.join("user");
    fs::create_dir_all(user.join("content")).unwrap();
    fs::write(user.join("content/file"), "work").unwrap();
    let name = |number: usize| format!("{number:020x}");
    let of = |number: usize| marker.replace(left.outer.file_name().unwrap().to_str().unwrap(), &name(number));
    let look_alike = |number: usize, text: Option<&str>| {
        let folder = room.join(name(number));
        fs::create_dir_all(folder.join("content")).unwrap();
        fs::write(folder.join("content/file"), "work").unwrap();
        if let Some(text) = text {
            fs::write(folder.join("marker"), text).unwrap();
            age(&folder);
        }
        old(&folder);
        folder
    };
    look_alike(1, None);
    look_alike(2, Some(""));
    look_alike(3, Some(&marker));
    look_alike(4, Some(&format!("{}more", of(4))));
    look_alike(5, Some(&of(5)[1..]));
    // Markers that are something else.
    fs::create_dir(look_alike(6, None).join("marker")).unwrap();
    fs::write(parent.join("text"), of(7)).unwrap();
    symlink(parent.join("text"), look_alike(7, None).join("marker")).unwrap();
    let fifo = look_alike(8, None).join("marker");
    assert!(Command::new("mkfifo").arg(fifo).status().unwrap().success());
    // Folders that are something else.
    fs::write(user.join("marker"), of(9)).unwrap();
    age(&user);
    symlink(&user, room.join(name(9))).unwrap();
    fs::write(room.join(name(10)), of(10)).unwrap();
    // Others may write to it, and may so have put somebody's folder there.
    fs::set_permissions(look_alike(11, Some(&of(11))), fs::Permissions::from_mode(0o777)).unwrap();
    let foreign = look_alike(12, Some(&of(12)));
    if let Err(error) = chown(&foreign, Some(12345), None) {
        not_run("look_alikes_in_the_room_stay", &format!("a folder of somebody else: {error}"));
        fs::remove_dir_all(foreign).unwrap();
    }
    // The user's own folder, with a marker that fits the name, at another place.
    let mounted = room.join(name(13));
    fs::write(user.join("marker"), of(13)).unwrap();
    age(&user);
    fs::create_dir(&mounted).unwrap();
    let is_mounted = mount_bind(&user, &mounted);
    if let Err(errno) = is_mounted {
        not_run("look_alikes_in_the_room_stay", &format!("a mount: {errno}"));
    }

    let before = tree(parent);
    let swept = left.sweep();
    let after = tree(parent);
    if is_mounted.is_ok() {
        unmount(&mounted, UnmountFlags::DETACH).unwrap();
    }
    assert_eq!(swept, 1);
    let of_left = |path: &PathBuf| path.starts_with(&left.outer);
    assert_eq!(after, before.into_iter().filter(|path| !of_left(path)).collect());
}

#[test]
fn a_room_that_is_none_of_ours_is_not_used_and_not_swept() {
    for what in ["a link", "a file", "open to all"] {
        let left = Left::new();
        let (parent, room) = (left.parent.path(), room(left.parent.path()));
        let user = parent.join("user");
        fs::rename(&room, &user).unwrap();
        match what {
            "a link" => symlink(&user, &room).unwrap(),
            "a file" => fs::write(&room, "work").unwrap(),
            _ => {
                fs::create_dir(&room).unwrap();
                fs::set_permissions(&room, fs::Permissions::from_mode(0o777)).unwrap();
                fs::rename(user.join(left.outer.file_name().unwrap()), &left.outer).unwrap();
            }
        }
        let before = tree(parent);
        assert_eq!(left.sweep(), 0, "{what}");
        let error = Sandbox::new(Some(parent)).unwrap_err();
        assert!(matches!(&error, Error::Room { path } if *path == room), "{what}: {error}");
        assert_eq!(tree(parent), before, "{what}");
    }
}

#[test]
fn an_empty_room_that_was_there_before_stays() {
    let parent = tempfile::tempdir().unwrap();
    let room = room(parent.path());
    fs::create_dir(&room).unwrap();
    fs::set_permissions(&room, fs::Permissions::from_mode(0o700)).unwrap();
    drop(Sandbox::new(Some(parent.path())).unwrap());
    assert!(room.is_dir(), "after a run");
    assert_eq!((Folder::sweep(Some(parent.path())), room.is_dir()), (0, true));
    let outer = copied(&Folder::new(Some(parent.path())).unwrap(), parent.path());
    age(&outer);
    assert_eq!((Folder::sweep(Some(parent.path())), room.is_dir(), entries(&room).len()), (1, true, 0));
}

#[test]
fn a_folder_whose_marker_is_hidden_by_a_mount_is_swept_when_the_mount_is_gone() {
    let left = Left::new();
    let (marker, file) = (left.outer.join("marker"), left.parent.path().join("file"));
    fs::write(&file, "work").unwrap();
    if let Err(errno) = mount_bind(&file, &marker) {
        not_run(
            "a_folder_whose_marker_is_hidden_by_a_mount_is_swept_when_the_mount_is_gone",
            &format!("nothing can be mounted: {errno}"),
        );
        return;
    }
    let swept = left.sweep();
    unmount(&marker, UnmountFlags::DETACH).unwrap();
    assert_eq!((swept, left.sweep()), (0, 1));
    assert_eq!(fs::read_to_string(file).unwrap(), "work");
}

fn old(path: &Path) {
    fs::File::open(path).unwrap().set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
}

/// Everything in a folder, without following links.
fn tree(folder: &Path) -> BTreeSet<PathBuf> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            all.extend(tree(&entry.path()));
        }
        all.insert(entry.path());
    }
    all
}

#[test]
fn folders_of_many_threads_come_and_go_in_one_room() {
    let parent = tempfile::tempdir().unwrap();
    // The room is taken away by whoever is ready last, at any moment.
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..500).for_each(|_| drop(Folder::new(Some(parent.path())).unwrap())));
        }
    });
    assert_eq!(entries(parent.path()).len(), 0);
}
