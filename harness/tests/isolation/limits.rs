//! What a run may use.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use extproof::isolate::{End, Limits, Program, Sandbox};

use crate::support::isolated::{killed_by, limits, run_in, run_sh, sh};
use crate::support::pythons::executable;
use crate::support::{entries, not_run, text};

#[test]
fn a_flood_of_output_is_cut_off() {
    let limits = Limits { output: 10_000, ..limits() };
    let finished = run_sh("yes | head -c 50000000; yes no | head -c 10000 >&2; exit 4", &limits);
    assert_eq!(finished.end, End::Exited(4));
    assert_eq!((finished.stdout.bytes.len(), finished.stdout.truncated), (10_000, true));
    assert_eq!((finished.stderr.bytes.len(), finished.stderr.truncated), (10_000, false));
}

#[test]
fn an_endless_flood_ends_with_the_time() {
    let limits = Limits { output: 100, time: Duration::from_millis(300), ..limits() };
    let finished = run_in(&Sandbox::new(None).unwrap(), &Program::new("/usr/bin/yes"), &limits);
    assert_eq!(finished.end, End::TimedOut);
    assert_eq!((finished.stdout.bytes.len(), finished.stdout.truncated), (100, true));
}

/// Five programs share one processor, so that each needs five times as long as it works.
#[test]
fn time_in_which_others_have_the_processor_does_not_count() {
    const TEST: &str = "time_in_which_others_have_the_processor_does_not_count";
    let waited = fs::read_to_string("/proc/self/schedstat");
    if !waited.is_ok_and(|line| line.split_whitespace().count() == 3) {
        not_run(TEST, "the kernel doesn't tell how long a program waited for a processor");
        return;
    }
    let works = |seconds: f64| format!("import time\nwhile time.process_time() < {seconds}: pass");
    let script = format!(
        r#"cpu=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)
        for i in 1 2 3 4; do taskset -c $cpu "$0" -c '{}' & done
        exec taskset -c $cpu "$0" -c '{}'"#,
        works(60.0),
        works(1.0)
    );
    let limits = Limits { time: Duration::from_secs(2), ..limits() };
    let finished = run_in(&Sandbox::new(None).unwrap(), &sh(&script).arg(executable()), &limits);
    assert_eq!(finished.end, End::Exited(0), "{finished:?}");
    assert!(finished.elapsed > limits.time, "the processor wasn't shared: {finished:?}");
}

#[test]
fn a_flood_of_events_is_ended_by_the_limit() {
    let limits = Limits { events: 100_000, ..limits() };
    let finished = run_sh("exec yes >> $EXTPROOF_EVENTS", &limits);
    assert_eq!(killed_by(&finished), "SIGXFSZ");
    assert_eq!((finished.events.len(), finished.events_truncated), (100_000, true));
}

#[test]
fn memory_is_limited() {
    // `tail` keeps everything after the last newline, and there is none.
    let tail = Program::new("/usr/bin/tail").arg("/dev/zero");
    let limits = Limits { memory: Some(64 << 20), ..limits() };
    let finished = run_in(&Sandbox::new(None).unwrap(), &tail, &limits);
    assert_eq!(finished.end, End::Exited(1));
    assert!(text(&finished.stderr.bytes).contains("memory exhausted"), "{finished:?}");
}

#[test]
fn a_crash_leaves_no_core_file() {
    let sandbox = Sandbox::new(None).unwrap();
    let script = "cat /proc/self/limits; ulimit -S -c $(ulimit -H -c); kill -SEGV $$";
    let finished = run_in(&sandbox, &sh(script), &limits());
    assert_eq!(killed_by(&finished), "SIGSEGV");
    assert_eq!(entries(sandbox.path()), BTreeSet::from(["events.jsonl", "modules"].map(str::to_owned)));
    // A limit of 0 comes from outside; ours is 1, which also keeps crash reporters from being started.
    let limit = text(&finished.stdout.bytes).lines().find_map(|line| line.strip_prefix("Max core file size")).unwrap();
    assert!(limit.split_whitespace().take(2).all(|value| value == "0" || value == "1"), "{limit}");
}
