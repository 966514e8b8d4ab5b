//! `[tool.extproof]` in a `pyproject.toml`: which file is used, and what it says.

use std::fs;

use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{library, package, verdicts};
use crate::support::pythons::{executable, python};

/// A bench with a project in `code`: libraries in `code/dist`, and this in the table of its file.
fn project(table: &str) -> Bench {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("code/dist")).unwrap();
    fs::create_dir_all(bench.path("code/src/deep")).unwrap();
    for name in ["multi_phase", "once_per_process"] {
        let file = library(python(), name);
        fs::copy(&file, bench.path("code/dist").join(file.file_name().unwrap())).unwrap();
    }
    write(&bench, &format!("[project]\nname = 'x'\n[tool.extproof]\npython = '{}'\n{table}", executable()));
    bench
}

fn write(bench: &Bench, text: &str) {
    fs::write(bench.path("code/pyproject.toml"), text).unwrap();
}

/// `extproof check` in a folder of the bench, where nothing else chooses Pythons.
fn check_in(bench: &Bench, folder: &str, arguments: &[&str]) -> Called {
    let mut command = bench.command(&[&["check"], arguments].concat());
    Called::new(command.current_dir(bench.path(folder)).env_remove("EXTPROOF_PYTHONS"))
}

fn used(bench: &Bench) -> String {
    format!("extproof: using [tool.extproof] in {}\n", bench.path("code/pyproject.toml").display())
}

#[test]
fn the_first_file_upwards_is_used_and_named() {
    let bench = project("targets = 'dist/*.so'\ntrial = ['reload']\nrequire = ['import']\n");
    for folder in ["code", "code/src/deep"] {
        let called = check_in(&bench, folder, &["--format", "json"]);
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        assert!(called.stderr.starts_with(&used(&bench)), "{called:?}");
        let found = verdicts(&called);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["multi_phase", "once_per_process"]);
        assert_eq!(found["multi_phase"].keys().collect::<Vec<_>>(), ["import", "reload"]);
    }
    // It is the first, whatever is in it.
    fs::write(bench.path("code/src/pyproject.toml"), "[project]\nname = 'y'\n").unwrap();
    check_in(&bench, "code/src/deep", &[])
        .complains(exit::BAD_INPUT, &["no targets: name a TARGET, or add [tool.extproof]"]);
}

#[test]
fn a_file_can_be_named_or_ignored() {
    let bench = project("targets = 'dist/multi*'\ntrial = 'reload'\nrequire = 'import'\n");
    let file = bench.path("code/pyproject.toml");
    fs::create_dir(bench.path("other")).unwrap();
    let called = check_in(&bench, "other", &["--config", file.to_str().unwrap()]);
    assert!(called.code == exit::PASSED && called.stderr.starts_with(&used(&bench)), "{called:?}");
    let relative = check_in(&bench, "other", &["--config", "../code/pyproject.toml"]);
    assert_eq!(relative.code, exit::PASSED, "{relative:?}");
    check_in(&bench, "code", &["--no-config"]).complains(exit::BAD_INPUT, &["no targets: name a TARGET"]);
    let target = library(python(), "multi_phase");
    let arguments = ["--no-config", "--python", executable(), "--format", "json", "--trial", "spec"];
    let ignored = check_in(&bench, "code", &[&[target.to_str().unwrap()], &arguments[..]].concat());
    assert!(ignored.code == exit::PASSED && !ignored.stderr.contains("tool.extproof"), "{ignored:?}");
    fs::write(bench.path("other.toml"), "[project]\nname = 'x'\n").unwrap();
    check_in(&bench, "code", &["--config", "../other.toml"]).complains(exit::BAD_INPUT, &["missing `[tool.extproof]`"]);
    check_in(&bench, "code", &["--config", "none.toml"])
        .complains(exit::BAD_INPUT, &["none.toml", "can't read this file"]);
    check_in(&bench, "code", &["--config", "x", "--no-config"]).complains(exit::BAD_INPUT, &["cannot be used with"]);
    // Without targets, the file that lacks them is named.
    write(&bench, "[tool.extproof]\n");
    check_in(&bench, "code", &[])
        .complains(exit::BAD_INPUT, &["add `targets` to [tool.extproof] in", "code/pyproject.toml"]);
}

#[test]
fn the_command_line_wins_and_the_file_gives_the_rest() {
    let bench = project("targets = 'dist/once*'\ntrial = ['reload']\nrequire = ['import', 'reinit']\ntimeout = 77\n");
    check_in(&bench, "code", &[]).complains(exit::FAILED, &["required trial `reinit` did not pass: once_per_process"]);
    let good = library(python(), "multi_phase");
    let target = check_in(&bench, "code", &[good.to_str().unwrap(), "--format", "json"]);
    assert_eq!(target.code, exit::PASSED, "{target:?}");
    assert_eq!(verdicts(&target)["multi_phase"].keys().collect::<Vec<_>>(), ["import", "reinit", "reload"]);
    let trials = check_in(&bench, "code", &["--require", "spec", "--trial", "reimport", "--format", "json"]);
    assert_eq!(trials.code, exit::PASSED, "{trials:?}");
    assert_eq!(verdicts(&trials)["once_per_process"].keys().collect::<Vec<_>>(), ["import", "reimport", "spec"]);
    check_in(&bench, "code", &["--python", "3.99"]).complains(exit::NOTHING_RUN, &["no usable Python matches `3.99`"]);
    // What the environment chooses is closer to the call than the file.
    let mut command = bench.command(&["check"]);
    let called = Called::new(command.current_dir(bench.path("code")).env("EXTPROOF_PYTHONS", "3.98"));
    called.complains(exit::NOTHING_RUN, &["no usable Python matches `3.98`"]);
}

#[test]
fn the_time_limit_is_that_of_the_file_unless_the_command_has_one() {
    let bench = project("targets = 'slow'\ntrial = ['import']\nrequire = ['import']\ntimeout = 1\n");
    package(&bench.path("code"), python(), "slow", "import time; time.sleep(3)");
    check_in(&bench, "code", &[]).complains(22, &["hangs"]);
    let called = check_in(&bench, "code", &["--timeout", "60"]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
}

#[test]
fn targets_are_paths_patterns_and_names() {
    let bench = project("targets = ['dist', 'dist/multi*', 'dist/**/once*']\ntrial = 'import'\nrequire = 'import'\n");
    let folder = verdicts(&check_in(&bench, "code/src", &["--format", "json"]));
    assert_eq!(folder.keys().collect::<Vec<_>>(), ["multi_phase", "once_per_process"]);
    // A name is no path of the current folder, and the file's folder counts.
    write(&bench, "[tool.extproof]\ntargets = ['pkg.multi_phase']\ntrial = 'import'\nrequire = 'import'\n");
    package(&bench.path("site"), python(), "pkg", "");
    fs::create_dir_all(bench.path("code/src/pkg.multi_phase")).unwrap();
    let mut command = bench.command(&["check", "--format", "json", "--python", executable()]);
    let called = Called::new(command.current_dir(bench.path("code/src")).env("PYTHONPATH", bench.path("site")));
    assert_eq!(verdicts(&called)["pkg.multi_phase"]["import"], "works", "{called:?}");
}

#[test]
fn a_pattern_that_matches_nothing_is_a_missing_target() {
    let bench =
        project("trial = 'import'\ntargets = ['dist/multi*', 'dist/*.whl', './missing.so']\nrequire = 'import'\n");
    let called = check_in(&bench, "code", &["--format", "json"]);
    called.complains(
        10,
        &["pyproject.toml:6:27: nothing matches `dist/*.whl`; build it first", "`./missing.so` is neither"],
    );
    // The others are checked, and reports have what is missing.
    assert_eq!(verdicts(&called)["multi_phase"]["import"], "works");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(document["faults"][0]["name"], "dist/*.whl");
    write(&bench, &format!("[tool.extproof]\ntargets = 'dist/*.whl'\npython = '{}'\n", executable()));
    check_in(&bench, "code", &[]).complains(10, &["pyproject.toml:2:11: nothing matches `dist/*.whl`"]);
}

#[test]
fn only_the_chosen_modules_are_checked() {
    let bench = project("targets = ['dist/*']\nmodules = ['multi_*']\ntrial = 'import'\nrequire = 'import'\n");
    let modules = |called: &Called| verdicts(called).into_keys().collect::<Vec<_>>();
    let called = check_in(&bench, "code", &["--format", "json"]);
    assert_eq!((called.code, modules(&called)), (exit::PASSED, vec!["multi_phase".to_owned()]), "{called:?}");
    let called = check_in(&bench, "code", &["--format", "json", "--module", "once"]);
    assert_eq!(modules(&called), ["once_per_process"]);
    write(
        &bench,
        &format!(
            "[tool.extproof]\npython = '{}'\ntargets = 'dist'\nmodules = ['multi_phase', 'multi']\n",
            executable()
        ),
    );
    check_in(&bench, "code", &[]).complains(
        exit::BAD_INPUT,
        &["pyproject.toml:4:27: the targets have no module `multi`", "they have: multi_phase, once_per_process"],
    );
}

#[test]
fn mistakes_in_the_file_are_shown_at_their_places() {
    let bench = project("");
    for (text, words) in [
        (
            "[tool.extproof]\ntarget = 'x'\n",
            ["pyproject.toml:2:1: unknown key of `tool.extproof` `target`", "did you mean `targets`?"],
        ),
        (
            "[tool.extproof]\nrequire = ['own-gill']\n",
            ["pyproject.toml:2:12: unknown trial `own-gill`", "did you mean `own-gil`?"],
        ),
        ("[tool.extproof]\ntimeout = 'x'\n", ["pyproject.toml:2:11: `timeout`: expected a number", "found string"]),
        (
            "[tool.extproof]\n[[tool.extproof.known]]\ntrial = 'spec'\nverdict = 'bad'\nreason = 'x'\n",
            ["pyproject.toml:4:11: unknown verdict `bad`", "allowed: shares, keeps, refused"],
        ),
        (
            "[tool.extproof]\ntargets = 1\n",
            ["pyproject.toml:2:11: `targets`: expected a string or a list of strings", "found integer"],
        ),
        ("[tool.extproof]\nx\n", ["pyproject.toml:2:2: ", "the file must be valid TOML"]),
    ] {
        write(&bench, text);
        // Nothing is run before, also with a target.
        let called = check_in(&bench, "code", &["dist"]);
        called.complains(exit::BAD_INPUT, &words);
        assert!(called.stdout.is_empty() && !called.stderr.contains("checking"), "{called:?}");
    }
    fs::remove_file(bench.path("code/pyproject.toml")).unwrap();
    fs::create_dir(bench.path("code/pyproject.toml")).unwrap();
    check_in(&bench, "code", &["dist"]).complains(exit::BAD_INPUT, &["can't read this file"]);
    fs::remove_dir(bench.path("code/pyproject.toml")).unwrap();
    std::os::unix::fs::symlink("/no/such/file", bench.path("code/pyproject.toml")).unwrap();
    check_in(&bench, "code", &["dist"]).complains(exit::BAD_INPUT, &["can't read this file"]);
}

#[test]
fn reports_take_no_place_of_what_the_file_names() {
    let bench = project("targets = ['dist/*.so', 'broken.so']\nuse = 'use.py'\n");
    let module = fs::read_dir(bench.path("code/dist")).unwrap().next().unwrap().unwrap().path();
    let files = ["code/broken.so", "code/use.py"].map(|file| bench.path(file));
    files.iter().for_each(|file| fs::write(file, "pass").unwrap());
    for path in files.into_iter().chain([module]) {
        let before = fs::read(&path).unwrap();
        let called = check_in(&bench, "code", &["--report", &format!("json={}", path.display())]);
        called.complains(exit::BAD_INPUT, &["is already used by this command"]);
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn modules_are_listed_once() {
    let bench = project("");
    let from = fs::read_dir(bench.path("code/dist")).unwrap().map(|entry| entry.unwrap().path());
    let from = from.into_iter().find(|path| path.to_str().unwrap().contains("multi_phase")).unwrap();
    fs::copy(&from, bench.path("code/dist/multi_phase.so")).unwrap();
    let called = check_in(&bench, "code", &["dist", "--python", executable(), "--module", "zzz"]);
    called.complains(exit::BAD_INPUT, &["zzz"]);
    assert_eq!(called.stderr.matches("multi_phase").count(), 1, "{called:?}");
}
