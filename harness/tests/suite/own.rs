//! Cases and fixtures of somebody's own, from their templates to their snapshots.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::bench::{Bench, PROGRAM, exit};
use crate::support::called::Called;
use crate::support::elsewhere::project;
use crate::support::entries;
use crate::support::pythons::executable;

#[test]
fn what_templates_begin_runs_and_is_recorded() {
    let bench = Bench::new();
    let (cases, snapshots) = (bench.path("cases"), bench.path("snapshots"));
    fs::create_dir(&snapshots).unwrap();
    let (cases, snapshots) = (cases.to_str().unwrap(), snapshots.to_str().unwrap());
    // All three kinds can be in one folder.
    for (kind, name) in [("fixture", "mine"), ("case", "first/import"), ("host", "neighbour")] {
        let called = bench.call(&["new", kind, name, "--in", cases]);
        assert_eq!(called.code, exit::PASSED, "{called:?}");
    }
    let listed = bench.call(&["list", "--cases", cases]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (exit::PASSED, 1), "{listed:?}");
    let listed = bench.call(&["list", "--fixtures", "--cases", cases]).stdout;
    assert!(listed.lines().any(|line| line.starts_with("mine ")), "{listed}");

    let run = |more: &[&str]| {
        let arguments = [&["run", "--cases", cases, "--python", executable(), "--host", "capi"], more].concat();
        bench.call(&arguments)
    };
    let new = run(&[]);
    let words = [
        "new: first/import · inittab · mine",
        "    import mine → module #1",
        "  accept: mkdir -p snapshots && extproof run first/import --cases ",
    ];
    assert!(new.code == exit::FAILED && words.iter().all(|words| new.stdout.contains(words)), "{new:?}");
    run(&["--accept"]).complains(exit::BAD_INPUT, &["--accept needs --snapshots DIR"]);
    let accepted = run(&["--snapshots", snapshots, "--accept"]);
    assert!(accepted.stderr.contains("recorded ") && entries(snapshots.as_ref()).contains("first"), "{accepted:?}");
    assert_eq!(accepted.code, exit::PASSED, "what was recorded is reviewed: {accepted:?}");
    let snapshot = bench.path("snapshots/first/import.snap");
    let mode = fs::metadata(&snapshot).unwrap().permissions().mode() & 0o777;
    let usual = fs::metadata(bench.path("cases/first/import.toml")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, usual, "others can read it as any file");
    let reviewed = run(&["--snapshots", snapshots]);
    assert_eq!(reviewed.code, exit::PASSED, "{reviewed:?}");

    // A single case has the fixtures beside its area's folder.
    let one = bench.path("cases/first/import.toml");
    let arguments = ["run", "--cases", one.to_str().unwrap(), "--python", executable(), "--host", "capi"];
    let single = bench.call(&[&arguments[..], &["--snapshots", snapshots]].concat());
    assert_eq!(single.code, exit::PASSED, "{single:?}");
}

#[test]
fn a_case_that_is_given_without_its_fixtures_says_where_they_are() {
    let bench = Bench::new();
    let cases = bench.path("cases").canonicalize().unwrap();
    let root = cases.to_str().unwrap();
    bench.call(&["new", "fixture", "mine", "--in", root]);
    bench.case("area/deep/x", "mine", "'initialize'");
    let list = |path: &str, more: &[&str]| bench.call(&[&["list", "--cases", path], more].concat());
    let advice = format!("it is in {root}/fixtures, and comes with `--cases {root} area/deep/x`");
    for path in ["area", "area/deep", "area/deep/x.toml"] {
        list(&format!("{root}/{path}"), &[]).complains(exit::BAD_INPUT, &["unknown fixture `mine`", &advice]);
    }
    let all = list(root, &["area/deep/x"]);
    assert_eq!((all.code, all.stdout.as_str()), (exit::PASSED, "area/deep/x  x\n"), "{all:?}");

    // The folder for fixtures is beside the case, or beside its area.
    bench.case("area/x", "mine", "'initialize'");
    assert_eq!(list(&format!("{root}/area/x.toml"), &[]).code, exit::PASSED);

    fs::rename(cases.join("fixtures/mine.c"), cases.join("area/mine.c")).unwrap();
    let advice = format!("move {root}/area/mine.c to {root}/area/fixtures");
    list(&format!("{root}/area/x.toml"), &[]).complains(exit::BAD_INPUT, &["unknown fixture `mine`", &advice]);
}

#[test]
fn a_broken_fixture_matters_only_to_what_uses_it() {
    let bench = Bench::new();
    let cases = bench.path("cases");
    let cases = cases.to_str().unwrap();
    for (kind, name) in [("fixture", "mine"), ("case", "first/import")] {
        assert_eq!(bench.call(&["new", kind, name, "--in", cases]).code, exit::PASSED);
    }
    fs::write(bench.path("cases/fixtures/broken.c"), "int x;\n").unwrap();
    let case = fs::read_to_string(bench.path("cases/first/import.toml")).unwrap();
    bench.file("second/import", case.replace("\"mine\"", "\"broken\""));
    let run = |more: &[&str]| {
        let python = ["--python", executable(), "--host", "capi"];
        bench.call(&[&["run", "--cases", cases], more, &python].concat())
    };
    let new = run(&["first"]);
    assert!(new.code == exit::FAILED && new.stdout.contains("new: first/import · inittab · mine"), "{new:?}");
    run(&["second"]).complains(exit::BAD_INPUT, &["unknown fixture `broken`", "it can't be used: ", "broken.c"]);
    run(&["first", "--fixture", "broken"]).complains(exit::BAD_INPUT, &["it can't be used: ", "broken.c"]);
    run(&[]).complains(exit::BUILD_FAILED, &["broken.c"]);
}

#[test]
fn a_broken_manifest_matters_only_to_what_uses_it() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("harness/hosts/broken")).unwrap();
    fs::create_dir_all(at("cases/a")).unwrap();
    fs::copy(project().join("cases/inittab/null-function.toml"), at("cases/a/b.toml")).unwrap();
    for path in ["c-ext-fixtures", "harness/hosts/c", "harness/hosts/capi"] {
        symlink(project().join(path), at(path)).unwrap();
    }
    fs::write(at("harness/hosts/broken/host.toml"), "name = 'other'\nx = 1\n").unwrap();
    let list = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        Called::new(command.arg("list").args(arguments).current_dir(folder.path()))
    };
    let listed = list(&["a/b"]);
    assert_eq!(listed.code, exit::PASSED, "{listed:?}");
    let words = ["broken/host.toml:2:1: unknown key of a host `x`"];
    list(&[]).complains(exit::BAD_INPUT, &words);
    for host in ["broken", "other", "all"] {
        list(&["a/b", "--host", host]).complains(exit::BAD_INPUT, &words);
    }
}

/// Linking a host takes a moment, compiling it for every Python takes minutes.
#[test]
fn a_new_fixture_compiles_no_host() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let known = bench.call(&["run", "--cases", bench.path("cases").to_str().unwrap(), "--python", executable()]);
    assert_eq!(known.code, exit::FAILED, "{known:?}");
    let own = bench.path("own");
    let own = own.to_str().unwrap();
    for (kind, name) in [("fixture", "added"), ("case", "a/added")] {
        bench.call(&["new", kind, name, "--in", own]);
    }
    // What an earlier run of this test has linked is still there.
    let source = bench.path("own/fixtures/added.c");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, format!("{text}/* {} */\n", bench.path("").display())).unwrap();
    let mut command = bench.command(&["run", "--cases", own, "--python", executable()]);
    let called = Called::new(command.env("CARGO", bench.path("none")));
    assert!(called.code == exit::FAILED && called.stdout.contains("new: a/added"), "{called:?}");
    assert!(called.stderr.contains("building host capi for Python"), "it is linked: {called:?}");
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let bench = Bench::new();
    let folder = bench.path("cases");
    let new = |kind: &str, name: &str| bench.call(&["new", kind, name, "--in", folder.to_str().unwrap()]);
    for (kind, name, file) in [("case", "a/x", "a/x.toml"), ("fixture", "x", "fixtures/x.c"), ("host", "x", "x/host.c")]
    {
        assert_eq!(new(kind, name).code, exit::PASSED);
        fs::write(folder.join(file), "mine").unwrap();
        new(kind, name).complains(exit::BAD_INPUT, &["can't write", file]);
        assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), "mine");
    }
    for (kind, name) in
        [("case", "x"), ("case", "a/../x"), ("case", "A/x"), ("fixture", "../x"), ("fixture", "1x"), ("host", "a/b")]
    {
        new(kind, name).complains(exit::BAD_INPUT, &["can't be the name of a "]);
    }
    let of_fixture = |kind: &str, fixture: &str| {
        bench.call(&["new", kind, "a/y", "--fixture", fixture, "--in", folder.to_str().unwrap()])
    };
    of_fixture("case", "multi_phases").complains(exit::BAD_INPUT, &["`multi_phases`", "multi_phase"]);
    for (kind, name) in [("fixture", "multi_phase"), ("host", "capi")] {
        new(kind, name).complains(exit::BAD_INPUT, &["already; choose another name"]);
    }
    of_fixture("host", "multi_phase").complains(exit::BAD_INPUT, &["only a case imports a fixture"]);
    assert!(!folder.join("a/y.toml").exists());
}

#[test]
fn a_host_from_the_template_keeps_the_contract() {
    let bench = Bench::new();
    let folder = bench.path("hosts");
    bench.call(&["new", "host", "mine", "--in", folder.to_str().unwrap()]);
    let host = folder.join("mine");
    let called = bench.call(&["host-check", host.to_str().unwrap(), "--python", executable()]);
    assert!(called.code == exit::PASSED && called.stdout.contains("host mine passed"), "{called:?}");
}

/// Runs a command of a report as somebody who copies it.
fn paste(bench: &Bench, called: &Called, label: &str) -> Called {
    let told = called.stdout.lines().find_map(|line| line.trim_start().strip_prefix(label)).unwrap();
    let path = format!("{}:{}", Path::new(PROGRAM).parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-c", told]).current_dir(bench.path("")).env("PATH", path).env("TMPDIR", bench.tmp());
    command.env("EXTPROOF_PYTHONS", executable());
    Called::new(&mut command)
}

#[test]
fn what_a_report_says_to_run_next_can_be_pasted() {
    let bench = Bench::new();
    let cases = bench.path("it's my cases");
    let next = bench.call(&["new", "fixture", "my_own", "--in", cases.to_str().unwrap()]);
    let next = paste(&bench, &next, "write a case that imports it: ");
    assert_eq!(next.code, exit::PASSED, "{next:?}");
    let ran = paste(&bench, &next, "run it: ");
    assert!(ran.stdout.contains("new: own/my-own · inittab · my_own"), "{ran:?}");

    // A second fixture has a case of its own, too.
    let two = bench.path("two");
    bench.call(&["new", "fixture", "first_one", "--in", two.to_str().unwrap()]);
    let next = bench.call(&["new", "fixture", "other_one", "--in", two.to_str().unwrap()]);
    let ran = paste(&bench, &paste(&bench, &next, "write a case that imports it: "), "run it: ");
    assert!(ran.stdout.contains("new: own/other-one · inittab · other_one"), "{ran:?}");

    let cases = cases.to_str().unwrap();
    let run = ["run", "--cases", cases, "--python", executable(), "--host", "capi", "--mode", "inittab"];
    let new = bench.call(&run);
    let accepted = paste(&bench, &new, "accept: ");
    assert!(
        accepted.code == exit::PASSED && accepted.stderr.contains("recorded snapshots/own/my-own.snap"),
        "{accepted:?}"
    );
    assert!(accepted.stdout.contains("2 ok"), "both modes, on the one host: {accepted:?}");

    // What a call names is named again.
    let snapshots = bench.path("other snapshots");
    fs::create_dir(&snapshots).unwrap();
    let new = bench.call(&[&run[..], &["--snapshots", snapshots.to_str().unwrap()]].concat());
    let closer = paste(&bench, &new, "look closer: ");
    assert!(closer.code == exit::FAILED && closer.stdout.contains("\nsandbox of own/my-own"), "{closer:?}");
    let accepted = paste(&bench, &new, "accept: ");
    assert_eq!(accepted.code, exit::PASSED, "{accepted:?}");
    assert!(snapshots.join("own/my-own.snap").is_file());
}

#[test]
fn a_case_can_have_the_name_of_manifests() {
    let bench = Bench::with_case("a/host", "multi_phase", "'initialize', 'finalize'");
    let listed = bench.call(&["list", "--cases", bench.path("cases").to_str().unwrap()]);
    assert!(listed.stdout.starts_with("a/host "), "{listed:?}");
}

#[test]
fn recorded_snapshots_of_ones_own_are_shown_and_their_damage_can_be_repaired() {
    let bench = Bench::with_case("a/x", "multi_phase", "'initialize', { execute = 'import sys' }, 'finalize'");
    let (cases, snapshots) = (bench.path("cases"), bench.path("snapshots"));
    fs::create_dir(&snapshots).unwrap();
    let snapshots = snapshots.to_str().unwrap();
    let show = || bench.call(&["show", "a/x", "--cases", cases.to_str().unwrap(), "--snapshots", snapshots]);
    let nothing = show();
    assert!(nothing.code == exit::PASSED && !nothing.stdout.contains("== inittab"), "nothing is run: {nothing:?}");
    let advice = format!("`extproof run a/x --cases {} --snapshots {snapshots} --accept`", cases.display());
    assert!(nothing.stdout.contains(&advice), "{nothing:?}");
    bench.run(&["--snapshots", snapshots, "--accept"]);
    let shown = show();
    assert!(
        shown.stdout.contains("== inittab · multi_phase · Python 3.") && shown.stdout.contains("\n  end: exit 0"),
        "{shown:?}"
    );
    let file = bench.path("snapshots/a/x.snap");
    fs::write(&file, "damaged").unwrap();
    show().complains(exit::BAD_INPUT, &["a/x.snap: not a snapshot", "the same `extproof run` with --accept"]);
    fs::remove_file(&file).unwrap();
    assert_eq!(bench.run(&["--snapshots", snapshots, "--accept"]).code, exit::PASSED);
    assert!(file.is_file());
    let nowhere = bench.call(&["show", "a/x", "--cases", cases.to_str().unwrap(), "--snapshots", "/no/such"]);
    nowhere.complains(exit::BAD_INPUT, &["/no/such: not a folder"]);
}
