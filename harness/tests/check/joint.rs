//! How many processes a package with several modules takes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use extproof::python::Python;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{blamed, check, compile_as, library, verdicts};
use crate::support::pythons::pythons;

/// Appends the process that imports the package to a file beside the package.
const NOTES_PROCESSES: &str = "
import os, posix
with open(os.path.dirname(os.path.dirname(__file__)) + '/processes', 'a') as file: file.write('%d ' % posix.getpid())
";

/// A package with these fixtures, and with this in its `__init__`.
fn package_of(folder: &Path, python: &Python, fixtures: &[&str], code: &str) -> String {
    let package = folder.join("several");
    fs::create_dir(&package).unwrap();
    fs::write(package.join("__init__.py"), NOTES_PROCESSES.to_owned() + code).unwrap();
    for fixture in fixtures {
        let library = library(python, fixture);
        fs::copy(&library, package.join(library.file_name().unwrap())).unwrap();
    }
    package.to_str().unwrap().to_owned()
}

/// The verdicts of one trial besides those that are always tried, by module, and how many processes imported the package.
fn tried(fixtures: &[&str], trial: &str, python: &Python) -> (Vec<String>, usize) {
    let (called, processes) = checked(fixtures, "", trial, python);
    let found = verdicts(&called);
    (fixtures.iter().map(|fixture| found[&format!("several.{fixture}")][trial].clone()).collect(), processes)
}

fn checked(fixtures: &[&str], code: &str, trial: &str, python: &Python) -> (Called, usize) {
    let bench = Bench::new();
    let package = package_of(&bench.path("cases"), python, fixtures, code);
    // One after the other, because what is known of one saves the processes of others that come later.
    let arguments = [package.as_str(), "--trial", trial, "--require", "import", "--format", "json", "--jobs", "1"];
    let called = check(&bench, python, &arguments);
    let processes = fs::read_to_string(bench.path("cases/processes")).unwrap();
    (called, processes.split_whitespace().collect::<BTreeSet<&str>>().len())
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

const KEPT_OUT: [&str; 6] = ["abi3", "heap_types", "multi_phase", "multi_phase_state", "own_gil", "once_per_process"];

/// How many processes tell that one of six modules keeps out the others, which the package imports by this code.
fn keeping_out(code: &str, trial: &str, python: &Python) -> usize {
    let (called, processes) = checked(&KEPT_OUT, code, trial, python);
    let refused = |because_of: Option<&str>| ("refused".to_owned(), because_of.map(str::to_owned));
    for fixture in KEPT_OUT {
        let because_of = Some("several.once_per_process").filter(|_| fixture != "once_per_process");
        let found = blamed(&called, &format!("several.{fixture}"), trial);
        assert_eq!(found, refused(because_of), "{fixture} on Python {}: {called:?}", python.version);
    }
    processes
}

/// Each is imported alone once, all together once, and the package once; then the first, and the one that keeps it out, are tried and
/// watched.
const FOR_TWO: usize = 6 + 1 + 1 + 2 + 2;

#[test]
fn of_modules_that_their_package_imports_after_the_one_that_keeps_them_out_only_the_first_is_tried_alone() {
    let modules = KEPT_OUT.iter().rev().map(|module| format!("\nfrom . import {module}"));
    let code: String = modules.collect();
    for python in pythons() {
        for trial in ["sub-after-main", "two-subs"] {
            assert_eq!(keeping_out(&code, trial, python), FOR_TWO, "in {trial} on Python {}", python.version);
        }
    }
}

/// What a module does that its package doesn't import can change what the package does later.
#[test]
fn a_module_that_its_package_does_not_import_is_tried_alone() {
    for python in pythons() {
        let processes = keeping_out("\nfrom . import once_per_process", "sub-after-main", python);
        assert_eq!(processes, FOR_TWO + 4 * 2, "on Python {}", python.version);
    }
}

#[test]
fn what_rests_on_an_import_that_is_refused_is_not_tried() {
    for python in pythons().iter().filter(|python| !python.version.free_threaded) {
        let one = ["once_per_process"];
        let alone = checked(&one, "", "reinit", python).1;
        let (called, processes) = checked(&one, "", "reinit,growth-reinit", python);
        assert_eq!(verdicts(&called)["several.once_per_process"]["growth-reinit"], "n/a", "{called:?}");
        assert_eq!(processes, alone, "{called:?}");
    }
}

/// Beside others, what one imports can have been loaded already, so that it never comes as far as alone.
#[test]
fn a_module_that_would_fail_in_another_way_alone_is_tried_alone() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/joint/sibling.c");
    for python in pythons() {
        let bench = Bench::new();
        let package = package_of(&bench.path("cases"), python, &["once_per_process"], "");
        for name in ["alpha", "beta", "gamma", "later"] {
            let library = Path::new(&package).join(format!("{name}{}", python.ext_suffix));
            let named = format!("-DPyInit_sibling=PyInit_{name}");
            let options = [named.as_str(), "-DLATER"];
            compile_as(python, &source, &library, if name == "later" { &options } else { &options[..1] });
        }
        let arguments = [package.as_str(), "--trial", "sub-after-main", "--require", "import", "--format", "json"];
        let called = check(&bench, python, &arguments);
        for (name, wanted) in [
            ("alpha", ("refused", Some("several.once_per_process"))),
            ("gamma", ("refused", Some("several.once_per_process"))),
            ("later", ("crashed", None)),
        ] {
            let (verdict, because_of) = blamed(&called, &format!("several.{name}"), "sub-after-main");
            assert_eq!((verdict.as_str(), because_of.as_deref()), wanted, "{name} on {}: {called:?}", python.version);
        }
    }
}

#[test]
fn a_module_that_makes_its_package_work_again_is_not_kept_out_by_what_a_sibling_did() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/joint/busy.c");
    for python in pythons() {
        let bench = Bench::new();
        let package = package_of(&bench.path("cases"), python, &[], "\nfrom . import core");
        for (name, role) in
            [("core", "-DCORE"), ("does_nothing", "-DIDLES"), ("yields", "-DYIELDS"), ("zone", "-DTAKES")]
        {
            let library = Path::new(&package).join(format!("{name}{}", python.ext_suffix));
            compile_as(python, &source, &library, &[&format!("-DPyInit_busy=PyInit_{name}"), role]);
        }
        let arguments = [package.as_str(), "--trial", "sub-after-main", "--require", "import", "--format", "json"];
        let called = check(&bench, python, &arguments);
        let found = |name: &str| blamed(&called, &format!("several.{name}"), "sub-after-main");
        assert_eq!(found("yields"), ("works".to_owned(), None), "on Python {}: {called:?}", python.version);
        for name in ["does_nothing", "zone"] {
            let refused = ("refused".to_owned(), Some("several.core".to_owned()));
            assert_eq!(found(name), refused, "{name} on Python {}: {called:?}", python.version);
        }
    }
}
