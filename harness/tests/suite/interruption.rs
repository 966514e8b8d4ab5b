//! Signals in the middle of a suite: what is running ends, nothing stays, and the exit code is the usual one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::{ATTENDED, age, entries, eventually, processes_of, temporary, with_signals};

const HANGS: &str = "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }";

fn bench() -> Bench {
    let bench = Bench::new();
    for id in ["a/one", "a/two", "a/three"] {
        bench.case(id, "init_hangs", HANGS);
    }
    bench
}

/// Starts a suite and waits until two of its runs hang.
fn start(bench: &Bench, signals: &str) -> Child {
    let mut command = with_signals(signals, &bench.run_command(&["--jobs", "2", "--format", "json"]));
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let hangs = |content: &Path| {
        let events = fs::read_to_string(content.join("events.jsonl"));
        events.is_ok_and(|events| events.contains("\"init_hangs\""))
    };
    let hanging = || temporary(&bench.tmp()).iter().filter(|(_, content)| hangs(content)).count();
    eventually("two runs hang", || hanging() == 2);
    child
}

#[test]
fn a_signal_ends_the_suite_and_leaves_nothing() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131)] {
        let bench = bench();
        let child = start(&bench, ATTENDED);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let begin = Instant::now();
        let called = Called::from(&child.wait_with_output().unwrap());
        // A second, with room for a machine under load.
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        called.complains(code, &["interrupted"]);
        assert_eq!(called.stdout, "", "half a report would be taken for a whole one");
        assert_eq!(entries(&bench.tmp()).len(), 0);
        assert_eq!(processes_of(&bench.tmp()), []);
    }
}

#[test]
fn a_signal_that_is_sent_twice_leaves_nothing_either() {
    // As `timeout` does: once to the process, and once to its group.
    for pause in [0, 1, 20] {
        let bench = bench();
        let child = start(&bench, ATTENDED);
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        // It may have ended by now.
        let _ = kill_process(Pid::from_child(&child), Signal::TERM);
        Called::from(&child.wait_with_output().unwrap()).complains(143, &["interrupted"]);
        assert_eq!(entries(&bench.tmp()).len(), 0);
        assert_eq!(processes_of(&bench.tmp()), []);
    }
}

#[test]
fn a_signal_that_is_ignored_stays_so() {
    let bench = bench();
    let child = start(&bench, "--ignore-signal=INT");
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    Called::from(&child.wait_with_output().unwrap()).complains(143, &["interrupted"]);
}

#[test]
fn what_a_killed_harness_left_is_swept_by_the_next() {
    let bench = bench();
    let mut child = start(&bench, ATTENDED);
    child.kill().unwrap();
    child.wait().unwrap();
    // Nobody can end these but the one who killed the harness.
    for pid in processes_of(&bench.tmp()) {
        let _ = kill_process(pid, Signal::KILL);
    }
    let left = temporary(&bench.tmp());
    assert_eq!(left.len(), 2);
    // The user's own folder has nothing to do with it.
    let clone = bench.tmp().join("extproof-main");
    fs::create_dir_all(clone.join(".git")).unwrap();
    File::open(&clone).unwrap().set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    // What is young may be about to be used, so it stays.
    let list = |cases: &str| bench.run_command(&["--export", bench.path("out").to_str().unwrap(), cases]);
    Called::new(&mut list("a/one"));
    assert_eq!(temporary(&bench.tmp()), left);
    left.iter().for_each(|(outer, _)| age(outer));
    Called::new(&mut list("a/one"));
    assert_eq!(entries(&bench.tmp()), BTreeSet::from(["extproof-main".to_owned()]));
    assert!(clone.join(".git").is_dir());
}
