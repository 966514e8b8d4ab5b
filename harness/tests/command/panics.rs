//! A mistake in extproof itself: this very program is called to make one.

use std::env;
use std::panic;
use std::process::{Command, exit};
use std::thread;

use extproof::cli::{Exit, guarded};
use extproof::isolate::Sandbox;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::entries;

const MISTAKEN: &str = "EXTPROOF_TEST_MISTAKEN";

/// Called by the test below.
#[test]
fn mistaken() {
    if env::var_os(MISTAKEN).is_none() {
        return;
    }
    let ended = guarded(|| {
        let _sandbox = Sandbox::new(None).unwrap();
        let work = || {
            let _sandbox = Sandbox::new(None).unwrap();
            panic!("two and two were five");
        };
        thread::scope(|scope| scope.spawn(work).join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
    });
    exit(if ended == Exit::HarnessError { 5 } else { 0 });
}

#[test]
fn is_told_in_a_sentence_and_leaves_nothing() {
    let bench = Bench::new();
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "--nocapture", "command::panics::mistaken"]).env(MISTAKEN, "1");
    let called = Called::new(command.env("TMPDIR", bench.tmp()).env_remove("RUST_BACKTRACE"));
    let place = format!("internal error at {}:", file!());
    called.complains(5, &[&place, "two and two were five", "Report these lines with the command that you ran"]);
    assert_eq!(called.stderr.matches(" internal error at ").count(), 1, "{}", called.stderr);
    assert_eq!(entries(&bench.tmp()).len(), 0);
}
