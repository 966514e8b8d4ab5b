//! What the growth trials say of modules that leave a known amount of memory behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::checks::{check, compile, compile_as, materials};
use crate::support::pythons::pythons;

const TRIALS: [&str; 2] = ["growth-reinit", "growth-sub"];

/// Bytes and blocks in each round, and the symbol from which most of it comes.
type Known = (u64, u64, Option<&'static str>);

/// The modules of `growing/`.
const KNOWN: [(&str, Known); 8] = [
    ("blocks", (32 * 248, 32, Some("exec_module"))),
    ("standard", (300 << 10, 1, Some("exec_module"))),
    ("imports", (0, 0, None)),
    ("listed", (100_033, 1, Some("list"))),
    ("table", (1000, 1, Some("exec_module"))),
    ("once", (0, 0, None)),
    ("threaded", (5000, 1, Some("take"))),
    ("forms", (111_111, 6, Some("exec_module"))),
];

/// Fixtures that leave nothing behind.
const TIGHT: [&str; 11] = [
    "abi3",
    "gil_not_used",
    "heap_types",
    "multi_phase",
    "multi_phase_state",
    "own_gil",
    "single_phase",
    "single_phase_reinit",
    "single_phase_state",
    "starts_thread",
    "static_types",
];

/// A module of `growing/`, compiled.
fn module(folder: &Path, python: &Python, name: &str) -> PathBuf {
    compile(
        python,
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/growing").join(format!("{name}.c")),
        folder,
    )
}

/// What each trial says of each module: verdict and growth.
fn growths(bench: &Bench, python: &Python, files: &[PathBuf]) -> BTreeMap<String, BTreeMap<String, (String, Value)>> {
    let mut arguments = vec!["--format", "json", "--trial", "growth-reinit,growth-sub"];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    let called = check(bench, python, &arguments);
    let document: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let trial = |trial: &Value| (text(&trial["trial"]), (text(&trial["verdict"]), trial["growth"].clone()));
    let modules = document["modules"].as_array().unwrap().iter();
    modules
        .map(|module| (text(&module["name"]), module["trials"].as_array().unwrap().iter().map(trial).collect()))
        .collect()
}

/// Pythons whose memory can be watched.
fn watched() -> impl Iterator<Item = &'static Python> {
    pythons().iter().filter(|python| !python.version.free_threaded)
}

fn known(growth: &Value) -> (u64, u64, Option<&str>) {
    let number = |key: &str| growth[key].as_u64().unwrap_or(u64::MAX);
    (number("bytes"), number("blocks"), growth["symbol"].as_str())
}

#[test]
fn what_a_module_leaves_behind_is_told_to_the_byte() {
    let bench = Bench::new();
    for python in watched() {
        let folder = bench.path(&python.version.to_string());
        fs::create_dir_all(&folder).unwrap();
        let files: Vec<PathBuf> = KNOWN.iter().map(|(name, _)| module(&folder, python, name)).collect();
        for _ in 0..2 {
            let found = growths(&bench, python, &files);
            for (name, wanted) in KNOWN {
                for trial in TRIALS {
                    let (verdict, growth) = &found[name][trial];
                    let on = format!("{name}, {trial} on {}: {verdict} {growth}", python.version);
                    assert_eq!(known(growth), wanted, "{on}");
                    assert_eq!(verdict, if wanted.0 > 0 { "grows" } else { "works" }, "{on}");
                }
            }
        }
    }
}

#[test]
fn modules_that_give_everything_back_do_not_grow() {
    let bench = Bench::new();
    for python in watched() {
        let libraries = materials(python).libraries;
        let files: Vec<PathBuf> = TIGHT.iter().map(|name| libraries[*name].clone()).collect();
        for (name, trials) in growths(&bench, python, &files) {
            for trial in TRIALS {
                let (verdict, growth) = &trials[trial];
                if verdict == "n/a" {
                    // Python itself crashes, or refuses.
                    continue;
                }
                let on = format!("{name}, {trial} on {}: {verdict} {growth}", python.version);
                assert_eq!((verdict.as_str(), known(growth)), ("works", (0, 0, None)), "{on}");
            }
        }
    }
}

#[test]
fn a_module_object_that_nobody_gives_back_is_the_modules() {
    let bench = Bench::new();
    for python in watched() {
        let folder = bench.path(&python.version.to_string());
        fs::create_dir_all(&folder).unwrap();
        let files = [module(&folder, python, "lost")];
        let [first, second] = [(), ()].map(|()| growths(&bench, python, &files));
        for trial in TRIALS {
            let (verdict, growth) = &first["lost"][trial];
            let on = format!("{trial} on {}: {growth}", python.version);
            assert_eq!((verdict.as_str(), growth["symbol"].as_str()), ("grows", Some("definition")), "{on}");
            // The object itself, at least.
            assert!(growth["bytes"].as_u64() >= Some(64), "{on}");
            assert_eq!(&second["lost"][trial].1, growth, "{on}");
        }
    }
}

#[test]
fn what_python_leaves_of_a_packages_code_is_not_its_modules() {
    let bench = Bench::new();
    for python in watched() {
        let folder = bench.path(&python.version.to_string());
        let code: String =
            (0..1500).map(|number| format!("def function_{number}(argument_{number}): pass\n")).collect();
        let package =
            crate::support::checks::package(&folder, python, "pure", &format!("from . import multi_phase\n{code}"));
        let found = growths(&bench, python, &[package]);
        for trial in TRIALS {
            let (verdict, growth) = &found["pure.multi_phase"][trial];
            assert_eq!((verdict.as_str(), known(growth)), ("works", (0, 0, None)), "{trial} on {}", python.version);
        }
    }
}

#[test]
fn what_a_sibling_leaves_behind_is_charged_to_the_sibling() {
    let bench = Bench::new();
    for python in watched() {
        let folder = bench.path(&python.version.to_string());
        let package = crate::support::checks::package(&folder, python, "beside", "from . import blocks");
        module(&package, python, "blocks");
        let found = growths(&bench, python, &[package]);
        for trial in TRIALS {
            let known = |name: &str| (found[name][trial].0.as_str(), known(&found[name][trial].1));
            let on = format!("{trial} on {}", python.version);
            assert_eq!(known("beside.multi_phase"), ("works", (0, 0, None)), "{on}");
            assert_eq!(known("beside.blocks"), ("grows", KNOWN[0].1), "{on}");
        }
    }
}

#[test]
fn what_another_module_takes_that_the_module_calls_is_the_others() {
    let bench = Bench::new();
    let source = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/check/growing/{name}.c"));
    for python in watched() {
        let site = bench.path(&python.version.to_string());
        // One is of another package; one is of the same, and nobody else would tell of it.
        for (package, taker, code) in [("own", "taker", 0), ("both", "both.taker", 1)] {
            let folder = site.join(package);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("__init__.py"), "").unwrap();
            module(if package == taker.split('.').next().unwrap() { &folder } else { &site }, python, "taker");
            let caller = folder.join(format!("caller{}", python.ext_suffix));
            compile_as(python, &source("caller"), &caller, &[&format!("-DTAKER=\"{taker}\"")]);
            let trials = TRIALS.join(",");
            let arguments = ["--trial", &trials, "--require", &trials, "--format", "json"];
            let called = check(&bench, python, &[&[folder.to_str().unwrap()], &arguments[..]].concat());
            let document: Value =
                serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
            let modules = document["modules"].as_array().unwrap();
            let caller = modules.iter().find(|module| module["name"] == format!("{package}.caller")).unwrap();
            for trial in caller["trials"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|trial| TRIALS.iter().any(|name| trial["trial"] == *name))
            {
                assert_eq!((&trial["verdict"], &trial["because_of"]), (&"grows".into(), &taker.into()), "{called:?}");
                assert_eq!(known(&trial["growth"]), (4321, 1, Some("take")), "{called:?}");
            }
            assert_eq!(called.code, code, "{called:?}");
        }
    }
}

#[test]
fn without_symbols_the_place_is_told() {
    let bench = Bench::new();
    for python in watched() {
        let folder = bench.path(&python.version.to_string());
        fs::create_dir_all(&folder).unwrap();
        let library = module(&folder, python, "blocks");
        assert!(Command::new("strip").arg(&library).status().unwrap().success());
        let found = growths(&bench, python, std::slice::from_ref(&library));
        for trial in TRIALS {
            let growth = &found["blocks"][trial].1;
            assert_eq!(known(growth), (32 * 248, 32, None), "{trial} on {}: {growth}", python.version);
            assert_eq!(growth["library"].as_str(), library.canonicalize().unwrap().to_str());
            assert!(growth["offset"].as_u64() > Some(0), "{growth}");
        }
    }
}

#[test]
fn memory_that_nobody_can_watch_has_no_figure() {
    let bench = Bench::new();
    for python in pythons().iter().filter(|python| python.version.free_threaded) {
        let found = growths(&bench, python, &[materials(python).libraries["multi_phase"].clone()]);
        for trial in TRIALS {
            let (verdict, growth) = &found["multi_phase"][trial];
            assert_eq!((verdict.as_str(), growth), ("n/a", &Value::Null), "{trial}");
        }
    }
}
