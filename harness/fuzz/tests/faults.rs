//! Each fault that a parser can have is found, and the input that shows it is kept.

use std::fs;
use std::process::{Command, Output};

fn call(arguments: &[&str]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_extproof-fuzz")).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output, said)
}

/// A fault is told in these words, with an input that shows it once more.
#[track_caller]
fn is_found(target: &str, words: &str) {
    let (output, said) = call(&[target, "--seconds", "60", "--seed", "1"]);
    assert!(!output.status.success() && said.contains(words), "{said}");
    let file = said.split_once("by the input in ").unwrap_or_else(|| panic!("{said}")).1.lines().next().unwrap();
    assert!(fs::read(file).unwrap().len() > 4, "{said}");
    let (again, said) = call(&[target, "--input", file]);
    assert!(!again.status.success() && said.contains(words), "{said}");
    fs::remove_file(file).unwrap();
}

#[test]
fn a_panic_is_found() {
    is_found("faulty-panic", "no way");
}

#[test]
fn an_overflow_of_the_stack_is_found() {
    is_found("faulty-stack", "overflowed its stack");
}

#[test]
fn a_flood_of_memory_is_found() {
    is_found("faulty-memory", "memory allocation of 2147483648 bytes failed");
}

#[test]
fn a_parser_that_hangs_is_found() {
    is_found("faulty-time", "more than 5 s for one input");
}

#[test]
fn a_broken_promise_is_found() {
    is_found("faulty-words", "what is written isn't read");
}

#[test]
fn a_sound_parser_passes_and_the_seed_is_told() {
    let (output, said) = call(&["version", "--seconds", "1", "--seed", "7"]);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("seed 7") && said.contains(" inputs, "), "{said}");
}

#[test]
fn targets_are_listed_and_others_refused() {
    let (_, list) = call(&["--list"]);
    assert!(list.lines().count() > 8 && !list.contains("faulty"), "{list}");
    let (output, said) = call(&["snapshots"]);
    assert!(!output.status.success() && said.contains("`snapshots` is no target"), "{said}");
}
