//! The formats of `extproof check`, and the ways to name what is to be checked.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, library, package, verdicts};
use crate::support::formats::unwrapped;
use crate::support::not_run;
use crate::support::program::copy_program;
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
    for words in [": `once_per_process`\n", "| reinit | refused |", "[How to fix it](https://"] {
        assert!(markdown.stdout.contains(words), "{}", markdown.stdout);
    }
    let junit = check(&bench, python, &[library, "--format", "junit", "--require", "import,reinit"]);
    assert_eq!(junit.code, 1);
    for words in
        ["<testsuite name=\"once_per_process on Python", "<testcase name=\"import\"", "<failure message=\"refused in"]
    {
        assert!(junit.stdout.contains(words), "no {words} in {}", junit.stdout);
    }
    // What isn't required doesn't fail, and isn't just green.
    let document = roxmltree::Document::parse(&junit.stdout).unwrap();
    let of = |trial: &str| {
        let mut cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
        cases.find(|case| case.attribute("name") == Some(trial)).unwrap()
    };
    let status = |trial: &str| {
        of(trial)
            .children()
            .find(|node| node.is_element())
            .map(|node| (node.tag_name().name().to_owned(), node.attribute("message").unwrap_or_default().to_owned()))
    };
    let refused = "refused in `import once_per_process`: ImportError: cannot load module more than once per process";
    assert_eq!(status("reinit"), Some(("failure".to_owned(), refused.to_owned())));
    assert_eq!(status("reimport"), Some(("skipped".to_owned(), format!("not required: {refused}"))));
    assert_eq!(status("reload"), None);
    let failure = of("reinit").descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert!(
        failure
            .text()
            .unwrap()
            .starts_with("It can be imported only once in a process, but a required trial imports it again.")
    );
}

/// Two copies of a module in a package, with an equal package beside it.
fn two_alike_and_one_other(bench: &Bench, python: &Python) -> PathBuf {
    let site = bench.path("site");
    for (package, fixture) in [("one", "once_per_process"), ("two", "once_per_process"), ("three", "multi_phase")] {
        let file = library(python, fixture);
        let folder = site.join(package);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    site
}

#[test]
fn modules_with_equal_results_are_one_block() {
    let (bench, python) = (Bench::new(), python());
    let site = two_alike_and_one_other(&bench, python);
    let site = site.to_str().unwrap();
    let mut command = bench.command(&["check", site, "--trial", "reimport,free-threading", "--python"]);
    let called = Called::new(command.arg(&python.executable).env("COLUMNS", "60"));
    let text = &called.stdout;
    assert_eq!(text.matches("  trial").count(), 2, "{text}");
    assert!(text.starts_with(&format!("{site}:")), "{text}");
    for words in [
        "site: one.once_per_process, two.once_per_process\n",
        "reimport: refused in `import MODULE`: ImportError: cannot load module",
        "site: three.multi_phase\n",
    ] {
        assert!(unwrapped(text).contains(words), "no {words} in {text}");
    }
    if !python.version.free_threaded {
        let line = format!("n/a: this Python has a GIL (free-threading; Python {})", python.version);
        assert!(unwrapped(text).contains(&line), "{text}");
    }
    let is_long = |line: &&str| line.len() > 60 && !line.contains("https://") && !line.starts_with(site);
    assert_eq!(text.lines().find(is_long), None, "{text}");
    let markdown = check(&bench, python, &[site, "--trial", "reimport", "--format", "markdown"]).stdout;
    let heading = "`: `one.once_per_process`, `two.once_per_process`\n\n| trial |";
    assert!(markdown.contains(heading) && markdown.contains("refused in `import MODULE`"), "{markdown}");
}

#[test]
fn advice_is_by_fault_and_has_code() {
    let (bench, python) = (Bench::new(), python());
    let of = |fixture: &str, trial: &str| {
        let library = library(python, fixture);
        let called = check(&bench, python, &[library.to_str().unwrap(), "--trial", trial, "--format", "json"]);
        let document: Value = serde_json::from_str(&called.stdout).unwrap();
        let module = document["modules"][0].clone();
        let trials = module["trials"].as_array().unwrap().clone();
        (module, trials.into_iter().find(|item| item["trial"] == trial).unwrap())
    };
    let faults = |trial: &Value| -> Vec<String> {
        let fixes = trial["advice"].as_array().cloned().unwrap_or_default();
        fixes.iter().map(|fix| fix["fault"].as_str().unwrap().to_owned()).collect()
    };
    let (module, shares) = of("static_types", "sub-after-main");
    assert!(faults(&shares).contains(&"A static type".to_owned()), "{shares}");
    assert_eq!(module.get("binding"), None);
    for fix in shares["advice"].as_array().unwrap() {
        assert!(fix["page"].as_str().unwrap().starts_with("docs/fixes.md#a-"), "{fix}");
        assert!(fix["before"] != fix["after"], "{fix}");
    }
    let (_, keeps) = of("caches_objects", "statics");
    assert_eq!(faults(&keeps), ["An object in a C static"], "{keeps}");
    if !python.version.free_threaded {
        let (module, shares) = of("single_phase", "sub-after-main");
        assert_eq!(module["declared"]["size"], -1, "{module}");
        assert_eq!(faults(&shares)[0], "A module with single-phase initialization", "{shares}");
    }
    let (_, works) = of("multi_phase", "reimport");
    assert_eq!(works.get("advice"), None, "{works}");
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

/// A Python of the same version at another place, with a libpython of its own; none if that can't be made so easily.
pub(crate) fn twin(python: &Python, prefix: &Path) -> Option<PathBuf> {
    let library = &python.shared_library.as_ref()?.path;
    let folder = python.prefix.join("lib");
    if library.parent() != Some(&folder) || python.stdlib.parent() != Some(&folder) {
        return None;
    }
    for part in ["bin", "lib"] {
        fs::create_dir_all(prefix.join(part)).unwrap();
    }
    for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()) {
        let (name, copy) = (entry.file_name(), prefix.join("lib").join(entry.file_name()));
        match name.to_string_lossy().starts_with("libpython") && entry.path().is_file() {
            true => drop(fs::copy(entry.path(), copy).unwrap()),
            false => symlink(entry.path(), copy).unwrap(),
        }
    }
    symlink(python.prefix.join("include"), prefix.join("include")).unwrap();
    let executable = prefix.join("bin").join(format!("python{}", python.version.minor_name()));
    copy_program(&python.executable, &executable);
    Some(executable)
}

#[test]
fn pythons_of_the_same_version_are_told_apart() {
    let test = "pythons_of_the_same_version_are_told_apart";
    let bench = Bench::new();
    let Some((python, twin)) = pythons().iter().find_map(|python| Some((python, twin(python, &bench.path("twin"))?)))
    else {
        return not_run(test, "no Python can be copied");
    };
    let (file, own) = (library(python, "multi_phase"), python.executable.to_str().unwrap());
    let arguments = [file.to_str().unwrap(), "--trial", "import", "--python", twin.to_str().unwrap()];
    let called = check(&bench, python, &arguments);
    assert_eq!(called.code, 0, "{called:?}");
    let header = called.stdout.lines().find(|line| line.starts_with("  trial")).unwrap();
    for executable in [own, twin.to_str().unwrap()] {
        assert!(header.contains(&format!("{} ({executable})", python.version)), "{called:?}");
    }
    let json = check(&bench, python, &[&arguments[..], &["--format", "json"]].concat());
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    let modules = document["modules"].as_array().unwrap();
    assert!(modules.len() == 2 && modules[0]["python"] != modules[1]["python"], "{document}");
}
