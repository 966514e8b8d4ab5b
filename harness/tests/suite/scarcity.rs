//! Machines that grant few descriptors, processes or threads: what is missing is reported, and nothing is left.

use std::process::Command;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::{entries, not_run, processes_of};

fn bench() -> Bench {
    let bench = Bench::new();
    for id in ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6"] {
        bench.code(id, "import os\nos.mkdir('modules/deep')\nopen('modules/deep/file', 'x').close()");
    }
    // What is needed is built before it gets scarce.
    bench.run(&[]);
    bench
}

/// Runs the suite by these words, and checks that it ends in a way that it has words for.
#[track_caller]
fn ends_well(bench: &Bench, words: &[String]) {
    let run = bench.run_command(&["--jobs", "4"]);
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(run.get_program()).args(run.get_args()).env("TMPDIR", bench.tmp());
    let called = Called::new(&mut command);
    let known = [exit::FAILED, exit::BAD_INPUT, exit::BUILD_FAILED, exit::NOTHING_RUN, exit::HARNESS_ERROR];
    assert!(known.contains(&called.code) && !called.stderr.contains("panicked"), "{words:?}: {called:?}");
    assert_eq!(entries(&bench.tmp()).len(), 0, "{words:?}: {called:?}");
    assert_eq!(processes_of(&bench.tmp()), [], "{words:?}");
}

#[test]
fn few_descriptors_leave_nothing() {
    let bench = bench();
    // Less is not enough to load the program.
    for count in (7..24).chain([28, 32, 40]) {
        ends_well(&bench, &["prlimit".to_owned(), format!("--nofile={count}")]);
    }
}

#[test]
fn few_processes_and_threads_leave_nothing() {
    let bench = bench();
    let mut user: Vec<String> = Vec::new();
    if rustix::process::geteuid().is_root() {
        // Root has as many as it likes. Another user has the limit, but must read the Pythons, which may be root's.
        let words = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_override,+dac_read_search \
                     --ambient-caps=+dac_override,+dac_read_search";
        user.extend(words.split_whitespace().map(str::to_owned));
        let tried = Command::new(&user[0]).args(&user[1..]).arg("true").output();
        if !tried.is_ok_and(|tried| tried.status.success()) {
            not_run("few_processes_and_threads_leave_nothing", "no other user is available");
            return;
        }
    }
    for count in 1..8 {
        ends_well(&bench, &[&user[..], &["prlimit".to_owned(), format!("--nproc={count}")]].concat());
    }
}
