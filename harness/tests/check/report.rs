//! The formats of `extproof check`, and the ways to name what is to be checked.

use std::fs;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, library, package, verdicts};
use crate::support::pythons::{python, pythons};

#[test]
fn the_table_is_plain_in_a_pipe_and_aligned() {
    let (bench, python) = (Bench::new(), python());
    let called = check(&bench, python, &[library(python, "once_per_process").to_str().unwrap()]);
    assert!(!called.stdout.contains('\x1b'), "{}", called.stdout);
    let rows: Vec<&str> = called.stdout.lines().skip_while(|line| !line.starts_with("  trial")).take(20).collect();
    let column = rows[0].find(&python.version.to_string()).unwrap();
    for row in rows.iter().filter(|row| !row.is_empty()) {
        assert!(row.as_bytes()[column - 1] == b' ' && row.as_bytes()[column] != b' ', "{row}");
    }
    for words in [
        "reimport, reinit: refused in `import once_per_process`: ImportError",
        "https://docs.python.org/3/howto/isolating-extensions.html#opt-out",
    ] {
        assert!(called.stdout.contains(words), "{}", called.stdout);
    }
}

#[test]
fn markdown_and_junit_say_the_same() {
    let (bench, python) = (Bench::new(), python());
    let library = library(python, "once_per_process");
    let library = library.to_str().unwrap();
    let markdown = check(&bench, python, &[library, "--format", "markdown"]);
    for words in ["### `once_per_process`", "| reinit | refused |", "[How to mend it](https://"] {
        assert!(markdown.stdout.contains(words), "{}", markdown.stdout);
    }
    let junit = check(&bench, python, &[library, "--format", "junit", "--require", "import,reinit"]);
    assert_eq!(junit.code, 1);
    for words in
        ["<testsuite name=\"once_per_process on Python", "<testcase name=\"import\"", "<failure message=\"refused in"]
    {
        assert!(junit.stdout.contains(words), "no {words} in {}", junit.stdout);
    }
    // What isn't required doesn't fail.
    assert_eq!(junit.stdout.matches("<failure").count(), 1, "{}", junit.stdout);
}

#[test]
fn folders_packages_and_names_lead_to_the_same_module() {
    let (bench, python) = (Bench::new(), python());
    let site = bench.path("site");
    let package = package(&site, python, "pkg", "");
    let file = fs::read_dir(&package).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|suffix| suffix == "so")).unwrap();
    for target in [&site, &package, &file] {
        let called = check(&bench, python, &[target.to_str().unwrap(), "--format", "json", "--trial", "spec,inittab"]);
        let found = verdicts(&called);
        assert!(found["pkg.multi_phase"].values().all(|verdict| verdict == "works"), "{called:?}");
    }
    let executable = python.executable.to_str().unwrap();
    for name in ["pkg", "pkg.multi_phase"] {
        let mut command =
            bench.command(&["check", name, "--python", executable, "--format", "json", "--trial", "import"]);
        let called = Called::new(command.env("PYTHONPATH", &site));
        assert_eq!(verdicts(&called)["pkg.multi_phase"]["import"], "works", "{called:?}");
    }
}

#[test]
fn files_for_several_pythons_are_checked_on_each() {
    let bench = Bench::new();
    let pythons = &pythons()[..pythons().len().min(2)];
    let site = bench.path("site");
    fs::create_dir(&site).unwrap();
    for python in pythons {
        let file = library(python, "heap_types");
        fs::copy(&file, site.join(file.file_name().unwrap())).unwrap();
    }
    let mut arguments = vec!["check", site.to_str().unwrap(), "--trial", "spec"];
    arguments.extend(pythons.iter().flat_map(|python| ["--python", python.executable.to_str().unwrap()]));
    let called = bench.call(&arguments);
    let header = called.stdout.lines().find(|line| line.starts_with("  trial")).unwrap();
    for python in pythons {
        assert!(header.contains(&python.version.to_string()), "{called:?}");
    }
    assert!(!called.stdout.contains("not checked"), "{called:?}");
}
