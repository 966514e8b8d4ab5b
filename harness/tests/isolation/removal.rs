//! Removing a folder removes what is in it, however deep and closed, and nothing that is only mounted there.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use extproof::isolate::{End, Folder, Interrupt, Sandbox, run};
use rustix::mount::{MountPropagationFlags, UnmountFlags, mount_bind, mount_change, unmount};
use tempfile::TempDir;

use crate::support::isolated::{limits, sh};
use crate::support::{age, entries, not_run, temporary};

/// A folder of the user with a file that nobody may lose, and one for temporary files.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        fs::create_dir_all(folder.path().join("user/deep")).unwrap();
        fs::write(folder.path().join("user/deep/file"), "work").unwrap();
        Self { folder }
    }

    /// One in which something can be mounted.
    fn with_mounts(test: &str) -> Option<Self> {
        let scene = Self::new();
        let (user, place) = (scene.user(), scene.folder.path().join("place"));
        fs::create_dir(&place).unwrap();
        if let Err(errno) = mount_bind(&user, &place) {
            not_run(test, &format!("nothing can be mounted: {errno}"));
            return None;
        }
        unmount(&place, UnmountFlags::empty()).unwrap();
        fs::remove_dir(place).unwrap();
        Some(scene)
    }

    fn user(&self) -> PathBuf {
        self.folder.path().join("user")
    }

    fn tmp(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// Lets a program do this in its sandbox, and removes that.
    fn run(&self, script: &str) {
        let sandbox = Sandbox::new(Some(&self.tmp())).unwrap();
        let program = sh(&format!("set -e; {script}")).env("USER_FOLDER", self.user());
        match run(&program, &sandbox, &limits(), &Interrupt::never().unwrap()) {
            Ok(finished) => assert_eq!(finished.end, End::Exited(0), "{finished:?}"),
            // What was mounted hides the events.
            Err(error) => assert!(error.is_of_run(), "{error}"),
        }
    }

    #[track_caller]
    fn nothing_is_lost(&self) {
        assert_eq!(fs::read_to_string(self.user().join("deep/file")).unwrap(), "work");
    }

    #[track_caller]
    fn nothing_is_left(&self) {
        assert_eq!(entries(&self.tmp()).len(), 0);
        assert_eq!(mounts(&self.tmp()), [""; 0]);
    }
}

impl Drop for Scene {
    /// Takes away what a test that failed has left mounted.
    fn drop(&mut self) {
        for mount in mounts(self.folder.path()).iter().rev() {
            let _ = mount_change(mount, MountPropagationFlags::PRIVATE);
            let _ = unmount(mount, UnmountFlags::DETACH);
        }
    }
}

/// What is mounted below a folder.
fn mounts(folder: &Path) -> Vec<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    let places = mounts.lines().filter_map(|line| line.split(' ').nth(4));
    places.filter(|place| Path::new(place).starts_with(folder)).map(str::to_owned).collect()
}

#[test]
fn what_a_program_mounts_into_its_sandbox_is_not_emptied() {
    let test = "what_a_program_mounts_into_its_sandbox_is_not_emptied";
    for script in [
        "mkdir m; mount --bind $USER_FOLDER m",
        "mkdir -p modules/a/b; mount --bind $USER_FOLDER modules/a/b",
        "mkdir m; mount --bind $USER_FOLDER m; mount --bind $USER_FOLDER m",
        "touch file; mount --bind $USER_FOLDER/deep/file file",
        "mount --bind $USER_FOLDER $HOME",
        "mount --bind $USER_FOLDER $HOME/..",
        "mount --bind $USER_FOLDER/deep/file ../marker",
        "rm ../marker; mkdir ../marker; mount --bind $USER_FOLDER ../marker",
        "mkdir m; mount --rbind / m",
        "mkdir m; mount -t tmpfs none m; mkdir m/n; mount --bind $USER_FOLDER m/n",
        "mkdir -m 700 m; mount --bind $USER_FOLDER m; chmod 0 .",
    ] {
        let Some(scene) = Scene::with_mounts(test) else { return };
        scene.run(script);
        scene.nothing_is_lost();
        scene.nothing_is_left();
    }
}

#[test]
fn taking_a_mount_away_takes_nothing_away_elsewhere() {
    let Some(scene) = Scene::with_mounts("taking_a_mount_away_takes_nothing_away_elsewhere") else { return };
    // Mounts that are shared with their copies, as all are on most machines.
    let (user, disk) = (scene.user(), scene.folder.path().join("user/disk"));
    mount_bind(&user, &user).unwrap();
    mount_change(&user, MountPropagationFlags::SHARED).unwrap();
    fs::create_dir(&disk).unwrap();
    mount_bind(scene.user().join("deep"), &disk).unwrap();
    scene.run("mkdir m; mount --rbind $USER_FOLDER m; test -f m/disk/file");
    let still_mounted = disk.join("file").is_file();
    scene.nothing_is_left();
    unmount(&user, UnmountFlags::DETACH).unwrap();
    assert!(still_mounted);
    scene.nothing_is_lost();
}

#[test]
fn links_are_removed_and_not_followed() {
    let scene = Scene::new();
    scene.run("ln -s $USER_FOLDER link; ln -s $USER_FOLDER/deep modules/link; ln $USER_FOLDER/deep/file hard");
    scene.nothing_is_lost();
    scene.nothing_is_left();
}

#[test]
fn what_lies_beside_the_working_directory_is_removed_too() {
    let scene = Scene::new();
    scene.run("mkdir -p ../beside/deep; touch ../beside/deep/file ../file; rm -r modules; chmod 0 .. .");
    scene.nothing_is_left();
    scene.run("rm ../marker; mkdir -p ../marker/deep; touch ../marker/deep/file");
    scene.nothing_is_left();
}

#[test]
fn a_folder_that_somebody_moved_or_replaced_is_let_alone() {
    let scene = Scene::new();
    let folder = Folder::new(Some(&scene.tmp())).unwrap();
    let outer = folder.path().parent().unwrap().to_owned();
    fs::write(folder.path().join("file"), "work").unwrap();
    fs::rename(&outer, scene.folder.path().join("moved")).unwrap();
    symlink(scene.user(), &outer).unwrap();
    drop(folder);
    assert!(scene.folder.path().join("moved/content/file").is_file() && outer.is_symlink());
    scene.nothing_is_lost();
}

/// What the tests below start as a process of its own, with fewer rights or descriptors: lets a sandbox go.
#[test]
#[ignore = "started by other tests"]
fn letting_child() {
    let Some(parent) = std::env::var_os("ISOLATION_TEST_FOLDER").map(PathBuf::from) else { return };
    let sandbox = Sandbox::new(Some(&parent)).unwrap();
    let script = std::env::var("ISOLATION_TEST_SCRIPT").unwrap();
    let made = Command::new("sh").args(["-c", &script]).current_dir(sandbox.path()).status().unwrap();
    assert!(made.success());
    println!("made");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
}

/// Starts that process by other words, lets it make something, and does something before the sandbox is let go.
fn let_go(words: &str, parent: &Path, script: &str, meanwhile: impl FnOnce()) {
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut child = Command::new(words[0])
        .args(&words[1..])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "isolation::removal::letting_child", "--ignored", "--nocapture"])
        .env("ISOLATION_TEST_FOLDER", parent)
        .env("ISOLATION_TEST_SCRIPT", script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line != "made\n" {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut said, &mut line).unwrap() > 0, "it made nothing");
    }
    meanwhile();
    drop(child.stdin.take());
    std::io::copy(&mut said, &mut std::io::sink()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// Not root's right to read and write everything.
const WITHOUT_OVERRIDE: &str = "setpriv --inh-caps -all --bounding-set -dac_override,-dac_read_search";

#[test]
fn folders_that_nobody_may_enter_are_removed() {
    let scene = Scene::new();
    let closed = "mkdir -p a/b/c/d e/f; touch a/b/c/file e/f/file; chmod 500 a/b; chmod 0 a/b/c/d a/b/c a e/f";
    let_go(if is_root() { WITHOUT_OVERRIDE } else { "env" }, &scene.tmp(), closed, || {});
    scene.nothing_is_left();
}

#[test]
fn a_tree_deeper_than_paths_and_descriptors_reach_is_removed() {
    let scene = Scene::new();
    // Folders beside each other on each level, and one level in another.
    let deep = "python3 -c '
import os
for level in range(300):
    os.mkdir(\"b\"); open(\"b/file\", \"x\").close()
    os.mkdir(\"d\" * 20); os.chdir(\"d\" * 20)
'";
    let_go("prlimit --nofile=24 env", &scene.tmp(), deep, || {});
    scene.nothing_is_left();
}

#[test]
fn a_mount_that_can_not_be_taken_away_stays_with_what_is_in_it() {
    let Some(scene) = Scene::with_mounts("a_mount_that_can_not_be_taken_away_stays_with_what_is_in_it") else { return };
    let mounted = || temporary(&scene.tmp()).remove(0).1.join("m");
    let words = "setpriv --inh-caps -all --bounding-set -sys_admin";
    let_go(words, &scene.tmp(), "mkdir m", || mount_bind(scene.user(), mounted()).unwrap());
    scene.nothing_is_lost();
    assert!(mounted().join("deep/file").is_file(), "the folder stays, so that somebody can look at it");
    // Whoever may do so takes the mount away, and with it the folder, later.
    age(mounted().ancestors().nth(2).unwrap());
    assert_eq!(Folder::sweep(Some(&scene.tmp())), 1);
    scene.nothing_is_lost();
    scene.nothing_is_left();
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
