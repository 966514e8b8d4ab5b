//! No process of a run outlives it.

use std::fs;
use std::thread;
use std::time::Duration;

use extproof::isolate::{End, Limits, Sandbox};

use crate::support::isolated::{limits, run_in, run_sh, sh};
use crate::support::{entries, is_gone, processes_of, text};

#[test]
fn timeout_kills_the_whole_group() {
    let limits = Limits { time: Duration::from_millis(300), ..limits() };
    let finished = run_sh("sleep 1000 & echo $! $$; wait", &limits);
    assert_eq!(finished.end, End::TimedOut);
    let pids = text(&finished.stdout.bytes).split_whitespace();
    assert!(pids.inspect(|pid| assert!(is_gone(pid), "{pid} is alive")).count() == 2);
}

#[test]
fn a_grandchild_that_holds_the_output_open_is_not_waited_for() {
    let finished = run_sh("sleep 1000 & echo $!", &limits());
    assert_eq!(finished.end, End::Exited(0));
    assert!(is_gone(text(&finished.stdout.bytes)));
}

#[test]
fn processes_that_leave_the_group_are_found() {
    let script =
        |detach: &str| format!("{detach} sh -c 'echo $$ >> pids; exec sleep 1000' & until test -s pids; do :; done");
    for detach in ["setsid", "setsid env -i /bin/setsid", "setsid setsid -f"] {
        let sandbox = Sandbox::new(None).unwrap();
        let finished = run_in(&sandbox, &sh(&script(detach)), &limits());
        assert_eq!(finished.end, End::Exited(0));
        let pids = fs::read_to_string(sandbox.path().join("pids")).unwrap();
        assert!(pids.lines().all(is_gone), "{detach}: {pids}");
    }
}

#[test]
fn a_process_with_a_group_of_its_own_is_found() {
    // A job of a shell with job control has a group of its own.
    let limits = Limits { time: Duration::from_millis(300), ..limits() };
    let finished = run_sh("set -m; sleep 1000 & echo $!; wait", &limits);
    assert_eq!(finished.end, End::TimedOut);
    assert!(is_gone(text(&finished.stdout.bytes)));
}

#[test]
fn many_runs_at_once_do_not_disturb_each_other() {
    let parent = tempfile::tempdir().unwrap();
    let one = |number: usize| {
        let sandbox = Sandbox::new(Some(parent.path())).unwrap();
        let script =
            format!("sleep 1000 & setsid sleep 1000 & echo {number} | tee $EXTPROOF_EVENTS; exit {}", number % 100);
        let finished = run_in(&sandbox, &sh(&script), &limits());
        assert_eq!(finished.end, End::Exited((number % 100) as i32));
        assert_eq!(text(&finished.stdout.bytes).trim(), number.to_string());
        assert_eq!(finished.stdout.bytes, finished.events);
    };
    thread::scope(|scope| {
        for thread in 0..32 {
            scope.spawn(move || (0..5).for_each(|run| one(thread * 5 + run)));
        }
    });
    assert_eq!(entries(parent.path()).len(), 0);
    assert_eq!(processes_of(parent.path()), []);
}
