//! However a run ends, the harness says how, and it never takes an early end for success.

use crate::support::bench::{Bench, exit};
use crate::support::{eventually, not_run, processes_of};

const RUNTIME: &str = "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }, 'finalize'";

#[test]
fn crashes_are_violations_that_name_their_step() {
    for (fixture, end) in
        [("init_crashes", "end: SIGSEGV in import init_crashes"), ("init_aborts", "end: SIGABRT in import init_aborts")]
    {
        let (run, code) = Bench::with_case("a/ends", fixture, RUNTIME).only(&[]);
        assert_eq!((run.verdict(), run.end(), code), ("violation", end, exit::FAILED));
        // What happened before is there, up to the last event of the fixture.
        let event = format!("import {fixture} → the process ended\n  {fixture} init 1\n");
        assert!(run.get("transcript").contains(&event), "{run:?}");
        assert_eq!((run.get("load"), run.get("teardown")), ("violated", "ok"));
    }
}

#[test]
fn an_exit_code_of_0_in_the_middle_is_no_success() {
    let (run, code) = Bench::with_case("a/exits", "init_exits", RUNTIME).only(&[]);
    assert_eq!((run.verdict(), run.end()), ("violation", "end: exit 0 in import init_exits"));
    assert_eq!(code, exit::FAILED);

    let bench = Bench::new();
    bench.code("a/exits", "import os; os._exit(0)");
    let (run, code) = bench.only(&[]);
    assert_eq!((run.verdict(), run.end(), code), ("violation", "end: exit 0 in execute", exit::FAILED));
}

#[test]
fn an_end_between_the_last_step_and_the_exit_belongs_to_teardown() {
    let bench = Bench::new();
    // Called by the C library's `exit`, after the host has written its last event.
    let code = "import ctypes\nlibc = ctypes.CDLL(None)\n\
                libc.__cxa_atexit(ctypes.cast(libc.abort, ctypes.c_void_p), None, None)";
    bench.code("a/late", code);
    let (run, code) = bench.only(&[]);
    if run.get("transcript").contains("→ ImportError") || run.get("transcript").contains("→ ModuleNotFoundError") {
        return not_run("a late end", "this Python has no ctypes");
    }
    assert_eq!((run.verdict(), run.end(), code), ("violation", "end: SIGABRT", exit::FAILED), "{run:?}");
    assert_eq!((run.get("load"), run.get("teardown")), ("ok", "violated"));
}

#[test]
fn a_run_that_hangs_is_killed_with_its_children() {
    let bench = Bench::with_case("a/hangs", "init_hangs", RUNTIME);
    let (run, code) = bench.only(&["--timeout", "1"]);
    assert_eq!((run.verdict(), run.end()), ("violation", "end: timeout in import init_hangs"));
    assert_eq!(code, exit::FAILED);
    assert_eq!(processes_of(&bench.tmp()), []);
}

#[test]
fn a_case_sets_its_own_time() {
    let bench = Bench::new();
    let case = "title = 'x'\nmodes = ['inittab']\nfixtures = ['init_hangs']\ntimeout = 1\nsteps = [\
                { register = '{fixture}' }, 'initialize', { import = '{fixture}', expect = { ends = 'timeout' } }]";
    bench.file("a/hangs", case);
    let (run, code) = bench.only(&["--timeout", "600"]);
    // The end is as expected, so only the review is missing.
    assert_eq!((run.verdict(), run.end()), ("new", "end: timeout in import init_hangs"));
    assert_eq!(code, exit::FAILED);
}

#[test]
fn a_process_that_outlives_its_run_is_killed() {
    let bench = Bench::new();
    bench.code("a/forks", "import os, time\nif os.fork() == 0:\n  os.setsid()\n  time.sleep(1000)\n  os._exit(0)");
    let (run, _) = bench.only(&[]);
    assert_eq!(run.end(), "end: exit 0");
    eventually("nothing is left", || processes_of(&bench.tmp()).is_empty());
}

#[test]
fn an_expected_crash_holds_and_another_end_does_not() {
    let bench = Bench::new();
    for (id, ends) in [("a/right", "SIGSEGV"), ("a/wrong", "SIGABRT"), ("a/fatal", "fatal")] {
        let import = format!("{{ import = '{{fixture}}', expect = {{ ends = '{ends}' }} }}");
        bench.case(id, "init_crashes", &format!("{{ register = '{{fixture}}' }}, 'initialize', {import}"));
    }
    let (document, code) = bench.json(&[]);
    let verdicts = ["a/right", "a/wrong", "a/fatal"].map(|id| document.run(id).verdict());
    assert_eq!((verdicts, code), (["new", "violation", "violation"], exit::FAILED));
}
