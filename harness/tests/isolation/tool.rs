//! Calls of programs that help.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use extproof::isolate::tool::{Called, call};
use extproof::isolate::{End, Error, Interrupt, Limits};

use crate::support::is_gone;

fn sh(script: &str, input: &[u8], limits: &Limits) -> Called {
    let mut command = Command::new("sh");
    call(command.args(["-c", script]), input, limits, &Interrupt::never().unwrap()).unwrap()
}

fn limits() -> Limits {
    Limits::of_tool(Duration::from_secs(120))
}

#[test]
fn what_it_reads_and_writes_is_what_the_caller_gives_and_gets() {
    let input = "line\n".repeat(100_000);
    let called = sh("cat; echo done >&2; exit 3", input.as_bytes(), &limits());
    assert_eq!(called.end, End::Exited(3));
    assert!(!called.succeeded());
    assert_eq!(called.said(), [input, "done\n".to_owned()]);
    assert_eq!(sh("cat", &[], &limits()).said()[0], "");
}

#[test]
fn too_much_output_is_cut_and_does_not_block() {
    let called = sh("head -c 10000000 /dev/zero", &[], &Limits { output: 1000, ..limits() });
    assert_eq!((called.end, called.stdout.bytes.len(), called.stdout.truncated), (End::Exited(0), 1000, true));
}

#[test]
fn its_processes_end_with_it_and_are_not_waited_for() {
    let begin = Instant::now();
    let called = sh("sleep 1000 & echo $! $$", &[], &limits());
    assert_eq!(called.end, End::Exited(0));
    assert!(called.said()[0].split_whitespace().all(is_gone));
    let called = sh("sleep 1000 & echo $! $$; wait", &[], &Limits::of_tool(Duration::from_millis(300)));
    assert_eq!(called.end, End::TimedOut);
    assert!(called.said()[0].split_whitespace().all(is_gone));
    assert!(begin.elapsed() < Duration::from_secs(100));
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let never = Interrupt::never().unwrap();
    let error = call(&mut Command::new("/no/such/tool"), &[], &limits(), &never).unwrap_err();
    assert!(matches!(&error, Error::Spawn { program, .. } if program.ends_with("tool")), "{error}");
}

#[test]
fn many_at_once_do_not_take_each_other_for_their_own() {
    thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || {
                for _ in 0..10 {
                    let called = sh(&format!("(exit 1); sh -c 'exit {number}'; echo $?"), &[], &limits());
                    assert_eq!(called.said()[0].trim(), number.to_string());
                }
            });
        }
    });
}

#[test]
fn descriptors_are_closed() {
    let open = || fs::read_dir("/proc/self/fd").unwrap().count();
    sh("true", b"x", &limits());
    let before = open();
    (0..50).for_each(|_| drop(sh("true", b"x", &limits())));
    // Other tests run side by side.
    assert!(open() < before + 50);
}
