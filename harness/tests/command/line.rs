//! The command line besides runs: what is asked for wrongly, lists, colours, and output that nobody reads.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::bench::{Bench, exit, plain};
use crate::support::called::Called;
use crate::support::not_run;
use crate::support::pythons::executable;

const RUNTIME: &str = "'initialize', 'finalize'";

#[test]
fn unknown_names_are_answered_with_what_is_allowed() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    for (arguments, words) in [
        (&["--mode", "initab"][..], &["unknown mode `initab`", "inittab, filesystem, spec"][..]),
        (&["--host", "cappi"], &["unknown host `cappi`; did you mean `capi`?", "allowed: all, capi, "]),
        (&["--fixture", "singel_phase"], &["unknown fixture `singel_phase`", "single_phase"]),
        (&["nothing/such"], &["no case id contains `nothing/such`", "extproof list"]),
        (&["a/x", "nothing/such"], &["no case id contains `nothing/such`"]),
        (&["--format", "xml"], &["invalid value 'xml'", "json"]),
        (&["--jobs", "0"], &["invalid value '0'"]),
        (&["--timeout", "0"], &["invalid value '0'"]),
        (&["--timeout", "soon"], &["invalid value 'soon'"]),
        (&["--no-such-option"], &["unexpected argument '--no-such-option'"]),
    ] {
        let called = bench.run(arguments);
        called.complains(exit::BAD_INPUT, words);
        assert_eq!(called.stdout, "");
    }
    bench.call(&["rnu"]).complains(exit::BAD_INPUT, &["unrecognized subcommand 'rnu'"]);
    bench.call(&[]).complains(exit::BAD_INPUT, &["Usage"]);
}

#[test]
fn nothing_to_run_is_no_success() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    // Known, but no case has it.
    for arguments in [["--mode", "spec"], ["--fixture", "own_gil"]] {
        bench.run(&arguments).complains(exit::NOTHING_RUN, &["nothing was run"]);
    }
    bench.file("a/x", "title = 'x'\nmodes = ['inittab']\nfixtures = ['own_gil']\nsteps = ['initialize']\nrequires = { python = '<3.9.1' }");
    bench.run(&[]).complains(exit::NOTHING_RUN, &["nothing was run"]);

    let empty = Bench::new();
    let folder = empty.path("cases");
    let cases = ["list", "--cases", folder.to_str().unwrap()];
    empty.call(&cases).complains(exit::BAD_INPUT, &["no cases found"]);
    empty
        .call(&["list", "--cases", "/no/such"])
        .complains(exit::BAD_INPUT, &["/no/such", "choose a folder or file of cases"]);
}

#[test]
fn help_names_every_exit_code() {
    let called = Bench::new().call(&["--help"]);
    assert_eq!(called.code, exit::PASSED);
    for code in ["  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "  128 + n  "] {
        assert!(called.stdout.contains(code), "{}", called.stdout);
    }
}

#[test]
fn list_gives_text_and_json() {
    let bench = Bench::with_case("a/long-name", "single_phase", RUNTIME);
    bench.case("b/x", "own_gil", RUNTIME);
    let folder = bench.path("cases");
    let cases = folder.to_str().unwrap();
    let called = bench.call(&["list", "--cases", cases]);
    assert_eq!((called.code, called.stdout.as_str()), (exit::PASSED, "a/long-name  x\nb/x          x\n"));
    let called = bench.call(&["list", "--json", "--cases", cases, "b/"]);
    let list: serde_json::Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(
        (&list[0]["case"], &list[0]["modes"][0], &list[0]["fixtures"][0]),
        (&"b/x".into(), &"inittab".into(), &"own_gil".into())
    );
    assert!(list[1].is_null());
    // One file is a case as well.
    assert_eq!(bench.call(&["list", "--cases", folder.join("b/x.toml").to_str().unwrap()]).stdout, "b/x  x\n");
}

#[test]
fn show_tells_what_happens() {
    let bench =
        Bench::with_case("a/x", "single_phase", "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }");
    let folder = bench.path("cases");
    let arguments = ["show", "a/x", "--cases", folder.to_str().unwrap(), "--python", executable()];
    let called = bench.call(&arguments);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    for words in [
        "a/x\nx\n",
        "Steps:\n  register {fixture}",
        "== inittab · single_phase · Python 3.",
        "import single_phase → module #1",
        "end: exit 0",
    ] {
        assert!(called.stdout.contains(words), "no `{words}` in {}", called.stdout);
    }
}

#[test]
fn pythons_gives_text_and_json() {
    let bench = Bench::new();
    let called = bench.call(&["pythons", "--json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&called.stdout).unwrap();
    assert!(list.iter().any(|python| python["usable"] == true));
    let text = bench.call(&["pythons"]).stdout;
    assert!(list.iter().all(|python| text.contains(python["path"].as_str().unwrap())), "{text}");
    let none = bench.call(&["pythons", "--python", "/no/such/python"]);
    assert_eq!(none.code, exit::NOTHING_RUN, "{none:?}");
}

#[test]
fn output_that_nobody_reads_is_no_panic() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    let folder = bench.path("cases");
    let cases = folder.to_str().unwrap();
    for command in [
        &mut bench.run_command(&[]),
        &mut bench.run_command(&["--format", "json"]),
        &mut bench.command(&["list", "--cases", cases]),
        &mut bench.command(&["list", "--json", "--cases", cases]),
        &mut bench.command(&["show", "--cases", cases, "--python", executable()]),
        &mut bench.command(&["pythons"]),
        &mut bench.command(&["pythons", "--json"]),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let called = Called::new_with(command.stdout(writer).stderr(Stdio::piped()));
        // By convention, as if SIGPIPE had ended it.
        assert_eq!(called.code, 141, "{command:?} {called:?}");
        assert!(!called.stderr.contains("panicked") && !called.stderr.contains("error"), "{called:?}");
    }
    // Nor is it one if messages can't be told.
    bench.file("a/bad", "");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = bench.run_command(&[]).stdout(Stdio::null()).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(exit::BAD_INPUT));
}

#[test]
fn one_line_of_a_long_list_can_be_read() {
    let bench = Bench::new();
    // More than a pipe holds, which is 64 KiB: else the list may be written before its reader goes.
    let long = "x".repeat(200);
    for number in 0..1000 {
        bench.case(&format!("a/{number}{long}"), "single_phase", RUNTIME);
    }
    let folder = bench.path("cases");
    let mut child = bench.command(&["list", "--cases", folder.to_str().unwrap()]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = [0; 6];
    child.stdout.take().unwrap().read_exact(&mut line).unwrap();
    assert!(line.starts_with(b"a/0"));
    let called = Called::from(&child.wait_with_output().unwrap());
    assert_eq!((called.code, called.stderr.as_str()), (141, ""));
}

#[test]
fn there_is_colour_only_where_it_is_wanted() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    let coloured = |environment: &[(&str, &str)]| {
        let mut command = bench.run_command(&["nothing/such"]);
        Called::new(command.envs(environment.iter().copied())).stderr.contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!on_terminal(&bench, "NO_COLOR=1").contains('\u{1b}'));
    assert!(on_terminal(&bench, "").contains('\u{1b}'));
}

/// What an error looks like on a terminal, which `script` makes.
fn on_terminal(bench: &Bench, environment: &str) -> String {
    let program = bench.command(&[]).get_program().to_str().unwrap().to_owned();
    let cases = bench.path("cases");
    let call = format!("env {environment} TERM=xterm '{program}' list nothing/such --cases '{}'", cases.display());
    let log = bench.path("log");
    let mut script = Command::new("script");
    plain(&mut script);
    let done = script.args(["-q", "-c", &call]).arg(&log).stdin(Stdio::null()).stdout(Stdio::null()).status();
    if done.is_err() {
        not_run("colour on a terminal", "there is no `script` to make one");
        return if environment.is_empty() { "\u{1b}".to_owned() } else { String::new() };
    }
    let text = fs::read_to_string(log).unwrap();
    // The first line is written by `script`.
    let text: String = text.lines().filter(|line| !line.starts_with("Script ")).collect();
    assert!(text.contains("no case id contains"), "{text}");
    text
}

#[test]
fn show_tells_what_the_snapshots_say_on_every_python() {
    let bench = Bench::new();
    let call = |arguments: &[&str]| bench.call(&[&["show", "inittab/duplicate-functions"], arguments].concat());
    let whole = call(&["--fixture", "single_phase"]);
    assert_eq!((whole.code, whole.stderr.as_str()), (exit::PASSED, ""), "{whole:?}");
    let sections: Vec<&str> = whole.stdout.lines().filter(|line| line.starts_with("== ")).collect();
    let python = |pythons: &str| format!("== inittab · single_phase · Python {pythons} ==");
    assert_eq!(sections, ["3.9 to 3.12, 3.15 and later", "3.13 to 3.14", "3.13t and later"].map(python));
    let one = call(&["--fixture", "single_phase", "--python", "3.13"]).stdout;
    assert!(one.contains(" · Python 3.13 ==\n"), "{one}");
    assert!(one.contains("single_phase_reinit init 2") && !one.contains("GIL enabled"), "{one}");
    let other = call(&["--host", "embed", "--fixture", "single_phase", "--python", "3.12"]).stdout;
    assert!(other.contains(" · host embed ==\n"), "{other}");
    call(&["--python", executable()]).complains(exit::BAD_INPUT, &["is not a version of Python 3", "--run"]);
}

#[test]
fn show_says_what_is_not_recorded() {
    let bench = Bench::new();
    fs::create_dir(bench.path("empty")).unwrap();
    let empty = bench.path("empty").to_str().unwrap().to_owned();
    let called = bench.call(&["show", "inittab/null-function", "--snapshots", &empty]);
    let file = format!("not recorded: no {empty}/inittab/null-function.snap");
    assert!(called.code == exit::PASSED && called.stdout.contains(&file), "{called:?}");
    assert!(called.stdout.contains(&format!("extproof run inittab/null-function --snapshots {empty} --accept")));
    let called = bench.call(&["show", "free-threading/warning", "--python", "3.9"]);
    assert!(called.stdout.contains("warning.snap has no transcript of these modes, fixtures, hosts and Pythons"));
    let called = bench.call(&["show", "guarantees/shadowing"]);
    assert!(called.code == exit::PASSED && called.stdout.contains("; others: --host embed"), "{called:?}");
}
