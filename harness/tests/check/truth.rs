//! What `extproof check` says of modules whose behaviour is known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use extproof::python::Python;

use crate::support::bench::Bench;
use crate::support::checks::{check, compile, library, materials, verdicts};
use crate::support::pythons::pythons;

const ROWS: &str = include_str!("rows.txt");

/// Growth has a test of its own.
const TRIALS: &str = "import,spec,inittab,reimport,reload,reinit,sub-after-main,sub-before-main,two-subs,\
                      two-subs-reversed,strict,own-gil,threads,own-gil-threads,free-threading,debug-memory,teardown";

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
                let trials: &[&str] = match trial {
                    "subs" => &["sub-after-main", "sub-before-main", "two-subs", "two-subs-reversed"],
                    "own" => &["own-gil", "own-gil-threads"],
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
    let fixtures: BTreeSet<&str> = rows.iter().map(|row| row.fixture).collect();
    for python in pythons() {
        let materials = materials(python);
        let mut arguments = vec!["--format", "json", "--trial", TRIALS];
        arguments.extend(fixtures.iter().map(|fixture| materials.libraries[*fixture].to_str().unwrap()));
        let called = check(&bench, python, &arguments);
        let found = verdicts(&called);
        for fixture in &fixtures {
            let row = rows.iter().find(|row| row.fixture == *fixture && fits(row.pythons, python)).unwrap();
            let shown =
                found[*fixture].iter().filter(|(_, verdict)| !["works", "not-applicable"].contains(&verdict.as_str()));
            let shown: BTreeMap<&str, &str> =
                shown.map(|(trial, verdict)| (trial.as_str(), verdict.as_str())).collect();
            assert_eq!(shown, row.verdicts, "{fixture} on Python {}: {}", python.version, called.stdout);
        }
    }
}

#[test]
fn a_leak_is_seen_and_its_absence_too() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/leaks.c");
    let trials = ["--format", "json", "--trial", "growth-reinit,growth-sub"];
    for python in pythons() {
        // The free-threaded 3.13 itself grows by 2 MiB in each life, beside which 64 KiB can't be seen.
        if python.version.free_threaded {
            continue;
        }
        let leaks = compile(python, &source, &bench.tmp());
        let tight = library(python, "multi_phase");
        let called =
            check(&bench, python, &[&trials[..], &[leaks.to_str().unwrap(), tight.to_str().unwrap()]].concat());
        let found = verdicts(&called);
        for trial in ["growth-reinit", "growth-sub"] {
            assert_eq!(found["leaks"][trial], "grows", "Python {}: {}", python.version, called.stdout);
            assert_eq!(found["multi_phase"][trial], "works", "Python {}: {}", python.version, called.stdout);
        }
        std::fs::remove_file(leaks).unwrap();
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
            "declares: multi-phase initialisation, no slot about interpreters or the GIL",
            "declare Py_MOD_PER_INTERPRETER_GIL_SUPPORTED",
            "declares: multi-phase initialisation, support of a GIL per interpreter",
            "declares: single-phase initialisation, which can declare nothing",
        ] {
            assert!(called.stdout.contains(words), "no `{words}` on Python {}: {}", python.version, called.stdout);
        }
    }
}
