//! Modules that leave processes or words behind.

use std::fs;
use std::path::Path;

use crate::support::bench::Bench;
use crate::support::checks::{check, compile, package, trial};
use crate::support::is_gone;
use crate::support::pythons::{python, pythons};

/// Forks twice, so that what follows is done by a process in a session of its own.
const DAEMON: &str = "import os, ctypes, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open('PIDS', 'a') as pids: pids.write(f'{os.getpid()}\\n')
        os.chdir('/')
        BECOME
    os._exit(0)
os.wait()
";

/// Checks a package whose import does this, and gives the verdict on its end.
fn teardown(code: &str) -> String {
    let bench = Bench::new();
    let pids = bench.path("pids");
    let code = DAEMON.replace("BECOME", code).replace("PIDS", pids.to_str().unwrap());
    let package = package(&bench.path("."), python(), "leaving", &code);
    let called = check(&bench, python(), &["--format", "json", "--trial", "teardown", package.to_str().unwrap()]);
    let pids = fs::read_to_string(pids).unwrap();
    assert!(pids.lines().count() >= 2 && pids.lines().all(is_gone), "{pids}");
    let trial = trial(&called, "teardown");
    format!("{}: {}", trial["verdict"].as_str().unwrap(), trial["detail"].as_str().unwrap())
}

#[test]
fn a_daemon_that_empties_its_environment_is_told_and_does_not_outlive_the_check() {
    let said = teardown("os.execve('/bin/sleep', ['a-daemon', '778'], {})");
    assert_eq!(said, "unclean: leaves 1 process (sleep)");
}

#[test]
fn a_daemon_that_names_itself_is_told_and_does_not_outlive_the_check() {
    let said = teardown(
        "os.closerange(0, 64)
        fields = open('/proc/self/stat').read().rsplit(')', 1)[1].split()
        begin, end = int(fields[47]), int(fields[48])
        ctypes.memset(begin, 0, end - begin)
        ctypes.CDLL(None).prctl(15, b'my daemon', 0, 0, 0)
        time.sleep(301)",
    );
    assert_eq!(said, "unclean: leaves 1 process (my daemon)");
}

#[test]
fn a_daemon_that_hides_is_told_and_does_not_outlive_the_check() {
    let said = teardown(
        "ctypes.CDLL(None).prctl(15, b'hidden', 0, 0, 0)
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
        os.closerange(0, 64)
        time.sleep(300)",
    );
    assert_eq!(said, "unclean: leaves 1 process (hidden)");
}

#[test]
fn what_is_printed_while_python_ends_is_told() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/says_goodbye.c");
    for python in pythons() {
        let bench = Bench::new();
        let library = compile(python, &source, &bench.path("cases"));
        let called = check(&bench, python, &["--format", "json", "--trial", "teardown", library.to_str().unwrap()]);
        let trial = trial(&called, "teardown");
        let said = "prints while Python ends: binding: leaked 2 types! and 1 line more";
        assert_eq!((&trial["verdict"], &trial["detail"]), (&"unclean".into(), &said.into()), "{called:?}");
    }
}

#[test]
fn what_an_import_prints_is_not_what_is_left() {
    let bench = Bench::new();
    let noise = "import sys; print('hello', file=sys.stderr)";
    let package = package(&bench.path("."), python(), "noisy", noise);
    let called = check(&bench, python(), &["--trial", "teardown", package.to_str().unwrap()]);
    assert!(called.code == 0 && !called.stdout.contains("unclean"), "{called:?}");
}
