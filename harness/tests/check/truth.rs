//! What `extproof check` says of modules whose behaviour is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use extproof::check::Trial;
use extproof::python::Python;

use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, compile, library, materials, trial, verdicts};
use crate::support::formats::unwrapped;
use crate::support::pythons::pythons;

const ROWS: &str = include_str!("rows.txt");

/// All that don't take long. Growth has tests of its own.
fn trials() -> String {
    Trial::all().filter(|trial| !trial.is_long()).map(Trial::name).collect::<Vec<_>>().join(",")
}

struct Row {
    fixture: &'static str,
    pythons: &'static str,
    /// Trial and verdict.
    verdicts: BTreeMap<&'static str, &'static str>,
}

fn rows() -> Vec<Row> {
    let lines = ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut cells = line.split('|').map(str::trim);
            let (fixture, pythons) = (cells.next().unwrap(), cells.next().unwrap());
            let mut verdicts = BTreeMap::new();
            for item in cells.next().unwrap().split(',').map(str::trim).filter(|item| !item.is_empty()) {
                let (trial, verdict) = item.split_once(": ").unwrap();
                let trials: &[&str] = match (trial, verdict) {
                    // Threads look at nothing that could be shared.
                    ("subs", "shares") => &["sub-after-main", "sub-before-main", "two-subs", "two-subs-reversed"],
                    ("subs", _) => {
                        &["sub-after-main", "sub-before-main", "two-subs", "two-subs-reversed", "sub-threads"]
                    }
                    ("own", _) => &["own-gil", "own-gil-threads"],
                    _ => &[trial],
                };
                verdicts.extend(trials.iter().map(|trial| (*trial, verdict)));
            }
            Row { fixture, pythons, verdicts }
        })
        .collect()
}

fn fits(pythons: &str, python: &Python) -> bool {
    let version = python.version;
    match pythons {
        "all" => true,
        "old" => version.minor < 12,
        "gil" => version.minor >= 12 && !version.free_threaded,
        "free" => version.free_threaded,
        "3.12 before 3.12.7" => version.minor == 12 && version.micro < 7,
        other => panic!("{other} is no word for Pythons"),
    }
}

#[test]
fn every_archetype_has_its_row() {
    let bench = Bench::new();
    let rows = rows();
    let trials = trials();
    let fixtures: BTreeSet<&str> = rows.iter().map(|row| row.fixture).collect();
    for python in pythons() {
        let materials = materials(python);
        let mut arguments = vec!["--format", "json", "--trial", &trials];
        arguments.extend(fixtures.iter().map(|fixture| materials.libraries[*fixture].to_str().unwrap()));
        let called = check(&bench, python, &arguments);
        let found = verdicts(&called);
        for fixture in &fixtures {
            is_as_in_its_row(fixture, &found[*fixture], python, &called);
        }
    }
}

/// Whether a fixture got the verdicts of its row.
fn is_as_in_its_row(fixture: &str, found: &BTreeMap<String, String>, python: &Python, called: &Called) {
    let rows = rows();
    let row = rows.iter().find(|row| row.fixture == fixture && fits(row.pythons, python)).unwrap();
    let shown = found.iter().filter(|(_, verdict)| !["works", "n/a"].contains(&verdict.as_str()));
    let shown: BTreeMap<&str, &str> = shown.map(|(trial, verdict)| (trial.as_str(), verdict.as_str())).collect();
    assert_eq!(shown, row.verdicts, "{fixture} on Python {}: {called:?}", python.version);
}

#[test]
fn archetypes_in_one_package_get_the_verdicts_that_they_get_alone() {
    let trials = trials();
    for python in pythons() {
        let bench = Bench::new();
        let package = bench.path("cases/together");
        fs::create_dir(&package).unwrap();
        fs::write(package.join("__init__.py"), "").unwrap();
        let fixtures: BTreeSet<&str> = rows().iter().map(|row| row.fixture).collect();
        for fixture in &fixtures {
            let library = library(python, fixture);
            fs::copy(&library, package.join(library.file_name().unwrap())).unwrap();
        }
        let arguments = ["--format", "json", "--trial", &trials, package.to_str().unwrap()];
        let called = check(&bench, python, &arguments);
        let found = verdicts(&called);
        for fixture in fixtures {
            is_as_in_its_row(fixture, &found[&format!("together.{fixture}")], python, &called);
        }
    }
}

#[test]
fn what_is_declared_is_told_and_compared() {
    let bench = Bench::new();
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        let silent = library(python, "multi_phase");
        let own = library(python, "own_gil");
        let single = library(python, "single_phase_reinit");
        let libraries = [&silent, &own, &single].map(|path| path.to_str().unwrap());
        let called = check(&bench, python, &libraries);
        for words in [
            "declares: multi-phase initialization, no slot about interpreters or the GIL",
            "declare Py_MOD_PER_INTERPRETER_GIL_SUPPORTED",
            "declares: multi-phase initialization, support for a GIL per interpreter",
            "declares: single-phase initialization, which can declare nothing",
        ] {
            assert!(
                unwrapped(&called.stdout).contains(words),
                "no `{words}` on Python {}: {}",
                python.version,
                called.stdout
            );
        }
    }
}

#[test]
fn a_module_that_comes_back_dead_fails() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/dead.c");
    for python in pythons() {
        let bench = Bench::new();
        let library = compile(python, &source, &bench.path("cases"));
        let called =
            check(&bench, python, &[library.to_str().unwrap(), "--trial", "reinit,reimport", "--format", "json"]);
        let found: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
        let trials = found["modules"][0]["trials"].as_array().unwrap();
        let trial = |name: &str| trials.iter().find(|trial| trial["trial"] == name).unwrap();
        let reinit = trial("reinit");
        if python.version.minor < 14 {
            let detail = "later imports give a different module; None now: answer";
            assert_eq!((&reinit["verdict"], &reinit["detail"]), (&"fails".into(), &detail.into()), "{called:?}");
        } else {
            // The object itself doesn't survive there: what comes of its use isn't defined.
            assert!(["fails", "crashed"].iter().any(|verdict| reinit["verdict"] == *verdict), "{called:?}");
        }
        assert_eq!(trial("reimport")["verdict"], "works", "{called:?}");
    }
}

#[test]
fn a_module_that_is_whole_in_the_first_interpreter_only_fails() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/first_only.c");
    let trials = "reimport,reload,reinit,sub-after-main,sub-before-main,two-subs,two-subs-reversed";
    for python in pythons() {
        let bench = Bench::new();
        let library = compile(python, &source, &bench.path("cases"));
        let called = check(&bench, python, &[library.to_str().unwrap(), "--trial", trials, "--format", "json"]);
        let found: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
        for trial in found["modules"][0]["trials"].as_array().unwrap() {
            let wanted = match trial["trial"].as_str().unwrap() {
                // What is required is always tried. A reload keeps the object and what is in it.
                "import" | "spec" | "teardown" | "reload" => ("works", ""),
                _ => ("fails", "later imports give a different module; missing now: answer"),
            };
            let seen = (trial["verdict"].as_str().unwrap(), trial["detail"].as_str().unwrap());
            assert_eq!(seen, wanted, "{} on Python {}: {called:?}", trial["trial"], python.version);
        }
    }
}

#[test]
fn types_without_a_module_are_looked_at_like_others() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/plain_name.c");
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let bench = Bench::new();
        let library = compile(python, &source, &bench.path("cases"));
        let arguments = [library.to_str().unwrap(), "--trial", "two-subs", "--format", "json"];
        let called = check(&bench, python, &arguments);
        let trial = trial(&called, "two-subs");
        let seen = (&trial["verdict"], &trial["detail"]);
        assert_eq!(seen, (&"shares".into(), &"plain_name.Plain (type)".into()), "{called:?}");
    }
}
