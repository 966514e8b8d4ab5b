//! Signals to a program that carries out runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use extproof::isolate::{Error, Interrupt, Sandbox, run};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::isolated::{limits, sh};
use crate::support::{ATTENDED, entries, eventually, is_gone, with_signals};

/// What the tests below start as a process of its own: four runs at once, and the exit code by convention.
#[test]
#[ignore = "started by other tests"]
fn interrupted_child() {
    let Some(parent) = std::env::var_os("ISOLATION_TEST_FOLDER").map(PathBuf::from) else { return };
    let interrupt = Interrupt::on_signals().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let sandbox = Sandbox::new(Some(&parent)).unwrap();
                let program = sh("sleep 1000 & echo $$ $! > pids; mv pids $OUT/pids.$$; wait").env("OUT", &parent);
                assert!(matches!(run(&program, &sandbox, &limits(), interrupt), Err(Error::Interrupted)));
            });
        }
    });
    fs::write(parent.join("cleaned"), "").unwrap();
    if std::env::var_os("ISOLATION_TEST_STUCK").is_some() {
        thread::sleep(Duration::from_secs(120));
    }
    std::process::exit(128 + interrupt.signal().unwrap());
}

fn start_interrupted_child(folder: &Path, stuck: bool) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "isolation::interrupt::interrupted_child", "--ignored", "--nocapture"])
        .env("ISOLATION_TEST_FOLDER", folder);
    if stuck {
        command.env("ISOLATION_TEST_STUCK", "1");
    }
    let child = with_signals(ATTENDED, &command).stdout(Stdio::null()).spawn().unwrap();
    eventually("four runs", || entries(folder).iter().filter(|name| name.starts_with("pids.")).count() == 4);
    child
}

#[test]
fn a_signal_ends_all_runs_and_leaves_nothing() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::QUIT, 131)] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = start_interrupted_child(folder.path(), false);
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        for name in entries(folder.path()) {
            assert!(!name.starts_with("extproof-"), "{name} was left");
            let pids = fs::read_to_string(folder.path().join(name)).unwrap();
            assert!(pids.split_whitespace().all(is_gone), "{pids}");
        }
    }
}

#[test]
fn a_later_signal_ends_a_clean_up_that_is_stuck() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = start_interrupted_child(folder.path(), true);
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::INT).unwrap();
    eventually("clean-up", || folder.path().join("cleaned").exists());
    // One that comes at once may be the first, sent twice.
    let status = loop {
        kill_process(pid, Signal::INT).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
    };
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(Signal::INT.as_raw()));
}
