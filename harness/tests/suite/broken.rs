//! Broken files of which nothing else needs anything: only what needs them fails.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use tempfile::TempDir;

use crate::support::bench::{Bench, PROGRAM, exit, plain};
use crate::support::called::Called;
use crate::support::elsewhere::project;
use crate::support::pythons::executable;

/// A bench with a case for the fixture `mine`, and one for the fixture `broken`, which has a syntax error.
fn with_syntax_error() -> Bench {
    let bench = Bench::new();
    let cases = bench.path("cases");
    for name in ["mine", "broken"] {
        assert_eq!(bench.call(&["new", "fixture", name, "--in", cases.to_str().unwrap()]).code, exit::PASSED);
        bench.case(
            &format!("{name}/import"),
            name,
            "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }",
        );
    }
    let path = bench.path("cases/fixtures/broken.c");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text + "int no_semicolon\n").unwrap();
    bench
}

#[test]
fn a_fixture_that_does_not_compile_is_an_error_of_the_runs_that_need_it() {
    let bench = with_syntax_error();
    bench.case("broken/also", "mine", "{ register = 'x', fixture = 'broken' }, 'initialize'");
    bench.case("broken/library", "mine", "'initialize', { execute = '\"{library:broken}\"' }");
    let called = bench.run(&["--format", "json"]);
    called.complains(exit::BUILD_FAILED, &["error: fixture `broken` can't be built for Python 3.", "/broken.c\n"]);
    assert_eq!(called.stderr.matches("no_semicolon").count(), 1, "the compiler's words, once: {}", called.stderr);
    let document = called.document();
    assert!(document.run("mine/import").get("transcript").contains("import mine → module #1"), "{called:?}");
    for case in ["broken/import", "broken/also", "broken/library"] {
        let run = document.run(case);
        assert_eq!(run.verdict(), "error");
        assert!(run.get("reason").starts_with("fixture `broken` can't be built: "), "{run:?}");
    }
}

#[test]
fn a_fixture_that_does_not_compile_is_nothing_to_the_runs_that_are_chosen() {
    let bench = with_syntax_error();
    let chosen = bench.run(&["mine"]);
    chosen.complains(exit::FAILED, &[]);
    assert!(chosen.stdout.contains("new: mine/import") && !chosen.stderr.contains("broken"), "{chosen:?}");
    bench.run(&["broken"]).complains(exit::BUILD_FAILED, &["no_semicolon"]);

    let out = bench.path("out");
    let exported = bench.run(&["--export", out.to_str().unwrap()]);
    exported.complains(exit::BUILD_FAILED, &["no_semicolon"]);
    assert_eq!(exported.stdout.lines().count(), 1, "{exported:?}");
    let cases = bench.path("cases");
    let show = |filter| bench.call(&["show", filter, "--cases", cases.to_str().unwrap(), "--python", executable()]);
    show("broken").complains(exit::BUILD_FAILED, &["no_semicolon"]);
    assert_eq!(show("mine").code, exit::PASSED);
}

#[test]
fn a_fixture_that_compiles_again_is_run() {
    let bench = with_syntax_error();
    bench.run(&[]).complains(exit::BUILD_FAILED, &["no_semicolon"]);
    let path = bench.path("cases/fixtures/broken.c");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text + ";\n").unwrap();
    let (document, code) = bench.json(&[]);
    assert_eq!((code, document.run("broken/import").verdict()), (exit::FAILED, "new"));
}

#[test]
fn a_fixture_with_which_no_host_can_be_linked_is_an_error_of_the_runs_that_need_it() {
    for (code, words) in [
        ("int misspelled(void) { return PyLong_FormLong(1); }", "PyLong_FormLong"),
        ("int declared(void);\nint uses(void) { return declared(); }", "declared"),
        ("PyObject *PyInit_single_phase(void) { return 0; }", "PyInit_single_phase"),
    ] {
        let bench = with_syntax_error();
        let path = bench.path("cases/fixtures/broken.c");
        let text = fs::read_to_string(&path).unwrap().replace("int no_semicolon", code);
        fs::write(path, text).unwrap();
        let called = bench.run(&[]);
        called.complains(exit::BUILD_FAILED, &["error: fixture `broken` ", words]);
        assert!(called.stdout.contains("new: mine/import"), "{called:?}");
        assert!(called.stdout.contains("error: broken/import"), "{called:?}");
    }
}

#[test]
fn a_file_that_is_no_fixture_is_told_and_everything_else_is_run_and_listed() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    fs::create_dir(bench.path("cases/fixtures")).unwrap();
    fs::write(bench.path("cases/fixtures/broken.c"), "int x;\n").unwrap();
    let cases = bench.path("cases");
    let cases = cases.to_str().unwrap();
    let words = ["error: ", "broken.c: no banner"];
    let ran = bench.run(&[]);
    ran.complains(exit::BUILD_FAILED, &words);
    assert!(ran.stdout.contains("new: a/x"), "{ran:?}");
    let listed = bench.call(&["list", "--cases", cases]);
    listed.complains(exit::BUILD_FAILED, &words);
    assert_eq!(listed.stdout, "a/x  x\n");
    let fixtures = bench.call(&["list", "--fixtures", "--cases", cases]);
    fixtures.complains(exit::BUILD_FAILED, &words);
    assert!(fixtures.stdout.contains("\nsingle_phase "), "{fixtures:?}");
    let chosen = bench.call(&["list", "a/x", "--cases", cases]);
    assert_eq!((chosen.code, chosen.stderr.as_str()), (exit::PASSED, ""));
}

#[test]
fn what_is_no_regular_file_is_told_as_no_fixture() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let at = |name: &str| bench.path("cases/fixtures").join(name);
    fs::create_dir_all(at("folder.c")).unwrap();
    symlink("nowhere", at("dangling.c")).unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe.c")).status().unwrap().success());
    let ran = bench.run(&[]);
    ran.complains(
        exit::BUILD_FAILED,
        &["dangling.c: No such file", "folder.c: it isn't a regular", "pipe.c: it isn't"],
    );
    assert!(ran.stdout.contains("new: a/x"), "{ran:?}");
}

#[test]
fn two_fixtures_of_one_name_are_an_error_of_what_uses_that_name() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    bench.case("b/x", "multi_phase", "'initialize', 'finalize'");
    fs::create_dir(bench.path("cases/fixtures")).unwrap();
    let path = "c-ext-fixtures/multi_phase.c";
    fs::copy(project().join(path), bench.path("cases/fixtures/multi_phase.c")).unwrap();
    let words = ["c-ext-fixtures/multi_phase.c and ", "have the same fixture name; rename one"];
    let chosen = bench.run(&["a/x"]);
    assert!(chosen.code == exit::FAILED && chosen.stdout.contains("new: a/x"), "{chosen:?}");
    bench.run(&["b/x"]).complains(exit::BAD_INPUT, &words);
    let all = bench.run(&[]);
    all.complains(exit::BUILD_FAILED, &words);
    assert!(all.stdout.contains("new: a/x"), "{all:?}");
}

#[test]
fn a_folder_without_fixtures_is_nothing_to_cases() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    fs::create_dir(bench.path("cases/fixtures")).unwrap();
    fs::write(bench.path("cases/fixtures/data.json"), "{}").unwrap();
    let listed = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    assert_eq!((listed.code, listed.stdout.as_str()), (exit::PASSED, "a/x  x\n"), "{listed:?}");
}

#[test]
fn a_damaged_snapshot_is_an_error_of_the_runs_that_are_compared_with_it() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    bench.case("b/x", "single_phase", "'initialize', 'finalize'");
    let snapshots = bench.path("snapshots");
    fs::create_dir(&snapshots).unwrap();
    let with = |more: &[&str]| bench.run(&[&["--snapshots", snapshots.to_str().unwrap()], more].concat());
    assert_eq!(with(&["--accept"]).code, exit::PASSED);
    fs::write(snapshots.join("b/x.snap"), "damaged").unwrap();
    let words = "b/x.snap: not a snapshot: expected `---`";
    let called = with(&["--format", "json"]);
    called.complains(exit::BAD_INPUT, &[words]);
    assert_eq!(called.stderr.matches("b/x.snap").count(), 1, "{called:?}");
    let document = called.document();
    assert_eq!((document.run("a/x").verdict(), document.run("b/x").verdict()), ("ok", "error"));
    assert!(document.run("b/x").get("reason").starts_with("its snapshot can't be used: "), "{called:?}");
    // Nothing is recorded over what somebody may want to restore.
    with(&["--accept"]).complains(exit::BAD_INPUT, &[words]);
    assert_eq!(fs::read_to_string(snapshots.join("b/x.snap")).unwrap(), "damaged");
    assert_eq!(with(&["a/x"]).code, exit::PASSED);
}

/// A project of which one manifest and one case are broken.
struct Checkout(TempDir);

impl Checkout {
    fn new() -> Self {
        let checkout = Self(TempDir::new().unwrap());
        let at = |path: &str| checkout.0.path().join(path);
        for folder in ["harness/hosts/broken", "harness/hosts/capi", "cases/inittab"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        let cases = ["null-function", "empty-name"].map(|case| format!("cases/inittab/{case}.toml"));
        let others = ["c-ext-fixtures", "docs", "snapshots", "harness/hosts/c"].map(str::to_owned);
        for path in others.iter().chain(&cases) {
            symlink(project().join(path), at(path)).unwrap();
        }
        // A stand-in for the reference, which isn't built by cargo.
        let manifest = fs::read_to_string(project().join("harness/hosts/c/host.toml")).unwrap();
        let manifest = manifest.replace("\"c\"", "\"capi\"").replace("{source}", "{source}/../c");
        fs::write(at("harness/hosts/capi/host.toml"), manifest).unwrap();
        fs::write(at("cases/inittab/null-function-again.toml"), "title = 1\n").unwrap();
        fs::write(at("harness/hosts/broken/host.toml"), "name = 'other'\nx = 1\n").unwrap();
        checkout
    }

    fn call(&self, arguments: &[&str]) -> Called {
        let mut command = Command::new(PROGRAM);
        plain(command.args(arguments).current_dir(self.0.path()));
        Called::new(&mut command)
    }
}

const MANIFEST: &str = "broken/host.toml:2:1: unknown key of a host `x`";
const CASE: &str = "null-function-again.toml:1:9: `title`: expected a string";

#[test]
fn a_broken_manifest_and_a_broken_case_are_told_and_everything_else_is_run_listed_and_tested() {
    let checkout = Checkout::new();
    let listed = checkout.call(&["list"]);
    listed.complains(exit::BAD_INPUT, &[MANIFEST, CASE]);
    assert_eq!(listed.stdout.lines().count(), 2, "{listed:?}");
    let ran = checkout.call(&["run", "--python", executable(), "--host", "capi"]);
    ran.complains(exit::BAD_INPUT, &[MANIFEST, CASE]);
    assert!(ran.stdout.contains("not run"), "{ran:?}");
    let tested = checkout.call(&["host-check", "all", "--python", executable()]);
    tested.complains(exit::BAD_INPUT, &[MANIFEST]);
    assert!(tested.stdout.contains("host c passed") && tested.stdout.contains("host capi passed"), "{tested:?}");
}

#[test]
fn only_what_is_asked_for_must_be_whole() {
    let checkout = Checkout::new();
    let quiet = |arguments: &[&str]| {
        let called = checkout.call(arguments);
        assert!(called.code == exit::PASSED && !called.stderr.contains('×'), "{called:?}");
        called.stdout
    };
    // The broken case begins with this id, but a whole id means one case.
    assert!(quiet(&["list", "inittab/null-function"]).starts_with("inittab/null-function "));
    assert!(quiet(&["list", "empty"]).starts_with("inittab/empty-name "));
    assert!(quiet(&["show", "inittab/null-function"]).starts_with("inittab/null-function\n"));
    let found = quiet(&["list", "NULL", "for", "its", "init", "function"]);
    assert!(found.contains("inittab/null-function "), "{found}");
    assert!(quiet(&["host-check", "c", "--python", executable()]).contains("host c passed"));
    for broken in [&["list", "null"], &["show", "null-function-again"]] {
        checkout.call(broken).complains(exit::BAD_INPUT, &[CASE]);
    }
    checkout.call(&["host-check", "other", "--python", executable()]).complains(exit::BAD_INPUT, &[MANIFEST]);
}
