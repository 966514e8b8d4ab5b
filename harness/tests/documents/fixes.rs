//! The code in C of `docs/fixes.md`: what stands before has the fault, and what stands after doesn't.

use std::fs;
use std::path::Path;

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::checks::{check, compile_as};
use crate::support::not_run;
use crate::support::pythons::pythons;

/// A section, the sources around its code before and after, a trial, and its verdicts.
type Fix = (&'static str, [&'static str; 2], &'static str, [&'static str; 2]);

const FIXES: [Fix; 8] = [
    ("A shared dict", ["shared_dict"; 2], "sub-after-main", ["shares", "works"]),
    ("A shared heap type", ["shared_heap_type"; 2], "sub-after-main", ["shares", "works"]),
    ("A static type", ["static_type_before", "static_type_after"], "sub-after-main", ["shares", "works"]),
    ("A shared exception", ["shared_exception"; 2], "sub-after-main", ["shares", "works"]),
    ("An object in a C static", ["object_in_a_static"; 2], "statics", ["keeps", "works"]),
    ("A module with single-phase initialization", ["single_phase"; 2], "strict", ["refused", "works"]),
    ("A module without the slot for interpreters", ["slots"; 2], "own-gil", ["refused", "works"]),
    ("A module that enables the GIL", ["slots"; 2], "free-threading", ["enables-gil", "works"]),
];

/// The code of a section, before and after.
fn code<'a>(document: &'a str, heading: &str) -> [&'a str; 2] {
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).unwrap();
    let blocks: Vec<&str> = section.split("```c\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    [blocks[0], blocks[1]]
}

/// The verdict on a module around this code.
fn verdict(python: &Python, code: &str, source: &str, trial: &str) -> String {
    let bench = Bench::new();
    let folder = bench.path("cases");
    fs::write(folder.join("snippet.h"), code).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/documents/fixes/{source}.c"));
    let library = folder.join(format!("_ext{}", python.ext_suffix));
    let include = format!("-I{}", folder.display());
    compile_as(python, &source, &library, &["-Wall", "-Wextra", "-Werror", &include]);
    let called = check(&bench, python, &["--format", "json", "--trial", trial, library.to_str().unwrap()]);
    let document: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let trials = document["modules"][0]["trials"].as_array().unwrap();
    let found = trials.iter().find(|found| found["trial"] == trial).unwrap();
    found["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn the_code_before_has_the_fault_and_the_code_after_does_not() {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fixes.md")).unwrap();
    for (heading, sources, trial, verdicts) in FIXES {
        // The newest Python that the trial is for has all that the code needs.
        let is_for =
            |python: &&Python| python.version.minor > 11 && python.version.free_threaded == (trial == "free-threading");
        let Some(python) = pythons().iter().filter(is_for).max_by_key(|python| python.version) else {
            not_run(heading, "there is no Python for it");
            continue;
        };
        for ((code, source), verdict_there) in code(&document, heading).into_iter().zip(sources).zip(verdicts) {
            let found = verdict(python, code, source, trial);
            assert_eq!(found, verdict_there, "{heading}: {trial} on Python {}:\n{code}", python.version);
        }
    }
}
