//! What cases, hosts and compilers say, in the reports of runs and on standard error.

use std::fs;

use crate::support::bench::{Bench, exit};
use crate::support::formats::assert_plain;
use crate::support::own_host::OwnHost;
use crate::support::pythons::executable;

/// Means something to terminals and logs.
const HOSTILE: &str = "\x1b[2J\u{9b}31m\u{202e}";

#[test]
fn a_transcript_that_is_shown_controls_nothing() {
    let bench = Bench::new();
    let kind = "type('E\\nend: exit 9', (Exception,), {})";
    bench.code("a/x", &format!("raise {kind}('::error::a\\n::error::b\\x1b[2J')"));
    let cases = bench.path("cases");
    let called = bench.call(&["show", "a/x", "--cases", cases.to_str().unwrap(), "--python", executable()]);
    assert_plain(&called.stdout);
    assert_plain(&called.stderr);
    for words in [" → E\\nend: exit 9\n", "    \\x3a:error::a\n", "    \\x3a:error::b\\x1b[2J\n"] {
        assert!(called.stdout.contains(words), "no {words} in {}", called.stdout);
    }
}

#[test]
fn mistakes_are_shown_at_their_place_in_what_can_be_seen() {
    let bench = Bench::new();
    bench.file("a/x", format!("title = '{HOSTILE}'\n"));
    bench.file("b/y", "title = 'x'\n\tsteps = [{ execute = '\u{9b}\u{202e}', evalate = 2 }]\n");
    let called = bench.run(&[]);
    assert_plain(&called.stderr);
    called
        .complains(exit::BAD_INPUT, &["title = '\\x1b[2J\\x9b31m\\u202e'", "y.toml:2:29: unknown key", "y.toml:2:29]"]);
    // The mark is below what it means.
    let lines: Vec<&str> = called.stderr.lines().collect();
    let column = |line: &str, text: &str| line.find(text).map(|at| line[..at].chars().count());
    let is_marked = |pair: &[&str]| {
        let place = column(pair[0], "evalate = 2");
        place.is_some() && place == column(pair[1], "───┬───")
    };
    assert!(lines.windows(2).any(is_marked), "{}", called.stderr);
}

#[test]
fn what_a_host_says_stays_text() {
    let host = OwnHost::program(&format!("#!/bin/sh\nprintf 'bad{HOSTILE}\\n::error::x\\n' >&2\nexit 1\n"));
    for called in [host.check(), host.run(&[])] {
        assert_plain(&called.stderr);
        assert_plain(&called.stdout);
        assert!((called.stderr.clone() + &called.stdout).contains("\\x3a:error::x"), "{called:?}");
    }
}

#[test]
fn what_a_compiler_says_stays_text() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    fs::create_dir(bench.path("host")).unwrap();
    let script = format!("printf 'bad{HOSTILE}\\n::error::x\\n' >&2; exit 1");
    fs::write(bench.path("host/build"), script).unwrap();
    let manifest = "name = 'mine'\nabout = 'x'\n[command]\nbuild = ['sh', '{source}/build', '{output}']\n";
    fs::write(bench.path("host/host.toml"), manifest).unwrap();
    let cases = bench.path("cases");
    let host = bench.path("host");
    let arguments =
        ["run", "--python", executable(), "--cases", cases.to_str().unwrap(), "--host", host.to_str().unwrap()];
    let called = bench.call(&arguments);
    assert_plain(&called.stdout);
    assert!(called.stdout.contains("bad\\x1b[2J\\x9b31m\\u202e\n  \\x3a:error::x\n"), "{called:?}");
}

#[test]
fn arguments_stay_text() {
    let called = Bench::new().call(&["check", "--no\n::error::x\u{202e}\x1b[2J"]);
    called.complains(exit::BAD_INPUT, &["unexpected argument", "\\x3a:error::x\\u202e"]);
    assert_plain(&called.stderr);
}
