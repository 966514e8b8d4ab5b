//! What tests with real processes share.

pub(crate) mod adversary;
pub(crate) mod bench;
pub(crate) mod called;
pub(crate) mod checks;
pub(crate) mod elsewhere;
pub(crate) mod formats;
pub(crate) mod isolated;
pub(crate) mod own_host;
pub(crate) mod program;
pub(crate) mod pythons;
pub(crate) mod refusals;
pub(crate) mod wheels;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, geteuid, test_kill_process};

/// Says that a machine can't run a test. Unlike what `println!` writes, this is seen.
pub(crate) fn not_run(test: &str, reason: &str) {
    let _ = writeln!(stderr(), "{test} is not run here: {reason}");
}

/// Waits for something that happens soon, unless the harness is broken.
pub(crate) fn eventually(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(120), "still waiting: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The names in a folder.
pub(crate) fn entries(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The temporary folders of harnesses in a folder: `(TOKEN, TOKEN/content)`.
pub(crate) fn temporary(parent: &Path) -> Vec<(PathBuf, PathBuf)> {
    let room = room(parent);
    let folders = if room.exists() { entries(&room) } else { BTreeSet::new() };
    folders.iter().map(|token| (room.join(token), room.join(token).join("content"))).collect()
}

/// Where harnesses of this user have their temporary folders.
pub(crate) fn room(parent: &Path) -> PathBuf {
    parent.join(format!("extproof-{}", geteuid().as_raw()))
}

/// Makes a temporary folder look as if its harness had been killed an hour ago.
pub(crate) fn age(outer: &Path) {
    let old = SystemTime::now() - Duration::from_secs(3600);
    File::open(outer.join("marker")).unwrap().set_modified(old).unwrap();
}

/// Everything on this machine that has the folder in its environment.
pub(crate) fn processes_of(folder: &Path) -> Vec<Pid> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let mentions = |text: Vec<u8>| text.windows(folder.len()).any(|window| window == folder);
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    processes.filter(|process| fs::read(process.join("environ")).is_ok_and(mentions)).filter_map(pid_of).collect()
}

fn pid_of(process: PathBuf) -> Option<Pid> {
    Pid::from_raw(process.file_name()?.to_str()?.parse().ok()?)
}

/// As a terminal starts a program. What is ignored here, as in a background job of a shell, would be ignored there too.
pub(crate) const ATTENDED: &str = "--default-signal=INT,TERM,HUP,QUIT";

/// The command, started by `env` with an option about signals.
pub(crate) fn with_signals(option: &str, command: &Command) -> Command {
    let mut env = Command::new("env");
    env.arg(option).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => env.env(name, value),
            None => env.env_remove(name),
        };
    }
    env
}

/// The process is not even a zombie.
pub(crate) fn is_gone(pid: &str) -> bool {
    test_kill_process(Pid::from_raw(pid.trim().parse().unwrap()).unwrap()).is_err()
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}
