//! How many processes a package with several modules takes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use extproof::python::Python;

use crate::support::bench::Bench;
use crate::support::checks::{check, library, verdicts};
use crate::support::pythons::pythons;

/// Appends the process that imports the package to a file beside the package.
const NOTES_PROCESSES: &str = "
import os, posix
with open(os.path.dirname(os.path.dirname(__file__)) + '/processes', 'a') as file: file.write('%d ' % posix.getpid())
";

/// A package with these fixtures.
fn package_of(folder: &Path, python: &Python, fixtures: &[&str]) -> String {
    let package = folder.join("several");
    fs::create_dir(&package).unwrap();
    fs::write(package.join("__init__.py"), NOTES_PROCESSES).unwrap();
    for fixture in fixtures {
        let library = library(python, fixture);
        fs::copy(&library, package.join(library.file_name().unwrap())).unwrap();
    }
    package.to_str().unwrap().to_owned()
}

/// The verdicts of one trial besides those that are always tried, by module, and how many processes imported the package.
fn tried(fixtures: &[&str], trial: &str, python: &Python) -> (Vec<String>, usize) {
    let bench = Bench::new();
    let package = package_of(&bench.path("cases"), python, fixtures);
    let arguments = [package.as_str(), "--trial", trial, "--require", "import", "--format", "json"];
    let called = check(&bench, python, &arguments);
    let found = verdicts(&called);
    let processes = fs::read_to_string(bench.path("cases/processes")).unwrap();
    let processes: BTreeSet<&str> = processes.split_whitespace().collect();
    (fixtures.iter().map(|fixture| found[&format!("several.{fixture}")][trial].clone()).collect(), processes.len())
}

#[test]
fn all_modules_of_a_package_share_the_process_of_a_trial() {
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let fixtures = ["heap_types", "own_gil", "abi3", "multi_phase_state"];
        // Each is imported alone once, and then all of them together.
        assert_eq!(tried(&fixtures, "reinit", python), (vec!["works".to_owned(); 4], 4 + 1));
    }
}

#[test]
fn only_the_module_with_which_something_is_wrong_is_tried_alone() {
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let fixtures = ["heap_types", "static_types", "abi3", "multi_phase_state"];
        let wanted = ["works", "shares", "works", "works"].map(str::to_owned).to_vec();
        // Each alone once, all together, the others together, and the one alone.
        assert_eq!(tried(&fixtures, "sub-after-main", python), (wanted, 4 + 1 + 1 + 1));
    }
}

#[test]
fn modules_that_only_all_have_something_in_common_with_are_told_apart() {
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let fixtures = ["starts_thread", "heap_types", "abi3", "multi_phase_state"];
        let wanted = ["unclean", "works", "works", "works"].map(str::to_owned).to_vec();
        assert_eq!(tried(&fixtures, "teardown", python).0, wanted);
    }
}
