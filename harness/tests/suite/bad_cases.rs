//! Case files with mistakes: each is answered with file, line, column and what is allowed, and none stops the others.

use std::os::unix::fs::symlink;

use extproof::version::supported_range;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::pythons::executable;

/// A case file in which one line, or what stands for it, is replaced.
fn with(line: &str, other: &str) -> String {
    let good = "title = 'x'\nmodes = ['inittab']\nfixtures = ['single_phase']\nsteps = ['initialize', 'finalize']\n";
    assert!(good.contains(line));
    good.replace(line, other)
}

/// Lists cases of which `bad/x` is one, and checks what is said of it.
#[track_caller]
fn answers(text: &str, place: &str, words: &[&str]) {
    let bench = Bench::new();
    bench.file("bad/x", text);
    bench.file("good/x", with("", ""));
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    // An editor and a terminal can follow this; so it must not be wrapped.
    let place = format!("{}:{place}: ", bench.path("cases/bad/x.toml").display());
    called.complains(exit::BAD_INPUT, &[&place]);
    called.complains(exit::BAD_INPUT, words);
    assert_eq!(called.stdout, "good/x  x\n");
}

#[test]
fn syntax_errors() {
    answers(&with("title = 'x'", "title = 'x"), "1:11", &["expected `'`", "valid TOML"]);
    answers(&with("'finalize']", "'finalize'"), "4:34", &["unclosed array"]);
    answers(&with("title = 'x'", "title = 'x'\ntitle = 'y'"), "2:1", &["duplicate key"]);
    answers("", "1:1", &["missing `title`", "missing `modes`", "missing `fixtures`", "missing `steps`"]);
}

#[test]
fn steps_that_are_not_allowed_where_they_are() {
    let in_thread = |step: &str| with("'initialize'", &format!("'initialize', {{ threads = [[{step}]] }}"));
    let thread =
        ["isn't allowed in a thread", "allowed: import, forget, reload, execute, evaluate, observe, new_interpreter"];
    for (step, column) in
        [("'initialize'", 38), ("'run_main'", 38), ("{ register = 'x' }", 40), ("{ steps = [], threads = 1 }", 52)]
    {
        answers(&in_thread(step), &format!("4:{column}"), &thread);
    }
    let in_main = with("'initialize'", "{ run_main = [{ new_interpreter = 'A' }] }");
    answers(&in_main, "4:26", &["step `new_interpreter` isn't allowed in `run_main`", "allowed: import, "]);
    answers(&in_main.replace("new_interpreter", "new_interpret"), "4:26", &["unknown step `new_interpret`"]);
}

#[test]
fn unknown_names() {
    answers(&with("modes =", "modez ="), "2:1", &["unknown key of a case `modez`", "did you mean `modes`?", "about"]);
    answers(&with("'inittab'", "'initab'"), "2:10", &["unknown mode `initab`", "did you mean `inittab`?", "spec"]);
    answers(&with("'single_phase'", "'singel_phase'"), "3:13", &["unknown fixture", "did you mean `single_phase`?"]);
    answers(
        &with("'initialize'", "'initialized'"),
        "4:10",
        &["unknown step", "did you mean `initialize`?", "run_main"],
    );
    answers(&with("'initialize'", "{ imprt = 'x' }"), "4:12", &["unknown step `imprt`", "did you mean `import`?"]);
    answers(&with("'initialize'", "{ import = 'x', inn = 'y' }"), "4:26", &["key of step `import` `inn`", "expect"]);
    let library = "{ evaluate = '\"{library:nope}\"' }";
    answers(
        &with("'initialize'", library),
        "4:23",
        &["unknown fixture `nope`", "the names of files in c-ext-fixtures/"],
    );
}

#[test]
fn an_unknown_fixture_may_be_that_of_a_host() {
    let bench = Bench::new();
    bench.file("bad/x", with("'single_phase'", "'embedded_thing'"));
    let in_a_file = bench.run(&[]);
    let as_argument = bench.run(&["--fixture", "sinlge_phase"]);
    in_a_file.complains(exit::BAD_INPUT, &["x.toml:3:13: unknown fixture `embedded_thing`"]);
    as_argument.complains(exit::BAD_INPUT, &["unknown fixture `sinlge_phase`; did you mean `single_phase`? "]);
    for called in [in_a_file, as_argument] {
        called.complains(exit::BAD_INPUT, &["files in c-ext-fixtures/", "--host HOST adds those of your own host"]);
        // There are too many of them to repeat them all.
        assert!(!called.stderr.contains("exec_raises"), "{}", called.stderr);
    }
}

#[test]
fn unknown_names_inside_expectations_and_deviations() {
    let step = |expect: &str| with("'initialize'", &format!("{{ import = 'x', expect = {expect} }}"));
    answers(&step("'okay'"), "4:35", &["unknown expectation `okay`", "allowed: ok, failed"]);
    answers(&step("{ raise = 'X' }"), "4:37", &["unknown key of `expect`", "did you mean `raises`?"]);
    answers(&step("{ phase = 'start' }"), "4:45", &["unknown phase `start`", "allowed: find, load, init, exec"]);
    answers(&step("{ ends = 'crash' }"), "4:44", &["unknown end of a process `crash`", "SIGSEGV"]);
    let code = &["unknown end of a process `exit 300`", "allowed: exit 0 to exit 255, fatal, timeout, SIGHUP"];
    answers(&step("{ ends = 'exit 300' }"), "4:44", code);
    let count = &["`x`: expected an integer from 0 to 4294967295, found -1"];
    answers(&step("{ builtin_module_names = { x = -1 } }"), "4:66", count);
    let more = |text: &str| with("", "") + text;
    answers(&more("[[deviation]]\nwhy = 'x'\nreference = 'y'\n"), "7:13", &["not a link: `y`", "https://"]);
    answers(&more("[contract]\nquote = 'x'\n"), "5:1", &["missing `source`"]);
}

#[test]
fn what_no_run_can_meet() {
    let requires = |text: &str| with("", "") + "[requires]\n" + text;
    answers(&requires("python = '<3.9'"), "6:10", &["no supported Python matches <3.9", &supported_range()]);
    answers(&requires("python = '>=3.13, <3.13'"), "6:10", &["no supported Python matches"]);
    answers(&requires("python = 'new'"), "6:10", &["new"]);
    answers(&requires("python = '<3.13'\ngil = 'free-threaded'"), "6:10", &["free-threaded builds exist since 3.13"]);
    answers(&requires("gil = 'none'"), "6:7", &["unknown gil `none`", "allowed: default, free-threaded"]);
    answers(&requires("link = []"), "5:1", &["`link` is empty", "shared, exported, hidden, local"]);
    answers(&with("['inittab']", "[]"), "2:9", &["`modes` is empty", "allowed: inittab, filesystem, spec"]);
    answers(&with("['single_phase']", "[]"), "3:12", &["`fixtures` is empty", "files in c-ext-fixtures/"]);
    answers(&with("['inittab']", "['spec', 'spec']"), "2:18", &["duplicate `spec`"]);
    answers(&with("['initialize', 'finalize']", "[]"), "1:1", &["the case has no steps"]);
    answers(&(with("steps", "timeout = 0\nsteps")), "4:11", &["invalid timeout of 0 seconds", "1 to 600"]);
}

#[test]
fn paths_that_leave_the_run() {
    for path in ["../x", "a/../../x", "/tmp/x", "{library}", "{library:own_gil}", "{modules}/x", "{sandbox}/x"] {
        let leaves = format!("path `{path}` is outside the sandbox");
        let place = with("'initialize'", &format!("{{ place = '{path}' }}"));
        answers(&place, "4:20", &[&leaves, "allowed: relative paths without `..`"]);
        let files = with("", "") + &format!("[files]\n'{path}' = ''\n");
        answers(&files, "6:1", &[&leaves, "allowed: relative paths without `..`"]);
    }
    for name in ["../x", "a/../../x", "/tmp/x", ".x", "..x"] {
        answers(&with("'initialize'", &format!("{{ register = '{name}' }}")), "4:23", &["is outside the sandbox"]);
    }
}

#[test]
fn wrong_types_are_told_once() {
    let bench = Bench::new();
    bench.file("bad/x", with("'initialize'", "{ register = 1 }, 2, { import = [] }, { threads = 0 }"));
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    let words = [
        "`register`: expected a string",
        "`import`: expected a string, found array",
        "invalid number of threads: 0",
        "names and tables",
    ];
    called.complains(exit::BAD_INPUT, &words);
    let heads = called.stderr.lines().filter(|line| line.contains("x.toml:4:") && line.contains('×'));
    assert_eq!(heads.count(), 4, "{}", called.stderr);
}

#[test]
fn an_id_that_is_taken() {
    let bench = Bench::new();
    bench.file("a/same", with("", ""));
    bench.file("a/Same", with("", ""));
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    let (first, second) = (bench.path("cases/a/Same.toml"), bench.path("cases/a/same.toml"));
    let place = format!("{}:1:1: duplicate id `a/same`: also {}", second.display(), first.display());
    called.complains(exit::BAD_INPUT, &[&place, "rename one of the files"]);
    assert_eq!(called.stdout, "a/Same  x\n");

    // The same path in two folders.
    let folder = bench.path("cases");
    let folder = folder.to_str().unwrap();
    bench
        .call(&["list", "--cases", folder, "--cases", folder])
        .complains(exit::BAD_INPUT, &["`a/Same` is named twice", "name each folder and file once"]);
}

#[test]
fn files_that_can_not_be_read() {
    let bench = Bench::new();
    bench.file("good/x", with("", ""));
    bench.file("bad/latin", b"title = '\xe9'\n");
    symlink("nowhere", bench.path("cases/bad/link.toml")).unwrap();
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    let words = ["latin.toml:1:10: the file isn't UTF-8", "link.toml:1:1: can't read this file", "or remove it"];
    called.complains(exit::BAD_INPUT, &words);
    assert_eq!(called.stdout, "good/x  x\n");
}

#[test]
fn a_filter_reads_only_what_it_chooses() {
    let bench = Bench::new();
    bench.file("bad/x", "title = 1");
    bench.file("bad/latin", b"title = '\xe9'\n");
    bench.file("good/x", with("", ""));
    let called = bench.run(&["good/x", "--format", "json"]);
    called.complains(exit::FAILED, &[]);
    assert!(!called.stderr.contains("bad/"), "{}", called.stderr);
    assert_eq!(called.document().run("good/x").end(), "end: exit 0");
    let folder = bench.path("cases");
    let list = |filters: &[&str]| bench.call(&[&["list", "--cases", folder.to_str().unwrap()], filters].concat());
    assert_eq!((list(&["good"]).code, list(&["good"]).stdout.as_str()), (exit::PASSED, "good/x  x\n"));
    // A file that is chosen has to be read.
    list(&["/x"]).complains(exit::BAD_INPUT, &["bad/x.toml:1:9: `title`: expected a string"]);
    list(&["good", "nowhere"]).complains(exit::BAD_INPUT, &["no case id contains `nowhere`"]);
    bench.run(&["bad/latin"]).complains(exit::BAD_INPUT, &["latin.toml:1:10: the file isn't UTF-8"]);
}

#[test]
fn every_id_has_an_area() {
    let bench = Bench::new();
    bench.file("area/x", with("", ""));
    bench.file("top", with("", ""));
    let ids = |path: &str| bench.call(&["list", "--cases", bench.path(path).to_str().unwrap()]).stdout;
    assert_eq!(ids("cases"), "area/x     x\ncases/top  x\n");
    assert_eq!(ids("cases/area"), "area/x  x\n");
    assert_eq!(ids("cases/area/x.toml"), "area/x  x\n");
    let mut relative = bench.command(&["list", "--cases", "x.toml"]);
    assert_eq!(Called::new(relative.current_dir(bench.path("cases/area"))).stdout, "area/x  x\n");
    let path = bench.path("cases/area/x.toml");
    let called = bench.call(&["run", "--cases", path.to_str().unwrap(), "--host", "capi", "--python", executable()]);
    assert!(called.stdout.lines().any(|line| line.starts_with(" area ")), "{}", called.stdout);
}

#[test]
fn the_other_cases_are_run() {
    let bench = Bench::new();
    bench.file("bad/x", "title = 1");
    bench.file("good/x", with("", ""));
    let called = bench.run(&["--format", "json"]);
    called.complains(exit::BAD_INPUT, &["bad/x.toml:1:9: `title`: expected a string, found integer"]);
    let document = called.document();
    assert_eq!((document.runs.len(), document.run("good/x").end()), (1, "end: exit 0"));
}

#[test]
fn a_host_that_is_given_as_a_case() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let manifest = bench.path("cases/host.toml");
    std::fs::write(&manifest, "name = 'x'\nabout = 'x'\n[program]\nrun = ['./program']\n").unwrap();
    let called = bench.call(&["list", "--cases", manifest.to_str().unwrap()]);
    called.complains(exit::BAD_INPUT, &["host.toml:1:1: not a case: it describes a host", "name it with --host"]);
    assert!(!called.stderr.contains("missing `title`"), "{called:?}");
    // Between cases, it is none of them.
    let called = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    assert_eq!((called.code, called.stdout.as_str()), (exit::PASSED, "a/x  x\n"), "{called:?}");
}
