//! Folders with any name: paths are data, never parts of code, of lists or of patterns.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{library, package, verdicts};
use crate::support::pythons::{python, pythons};

/// Names that mean something to somebody: Python, `repr`, lists of paths, templates, terminals, shells.
const NAMES: &[&str] = &[
    "it's",
    "say \"hello\"",
    "both ' and \"",
    "back\\slash",
    "ends with \\",
    "tab\tulator",
    "new\nline",
    "escape \x1b[31m",
    "no-break\u{a0}space",
    "right \u{202e}to left",
    "0xdeadbeef",
    "a:b",
    "a;b",
    "{sandbox}",
    "{fixture}",
    "{{modules}}",
    "{thread} {",
    "%s %d %%",
    "-dash",
    "$HOME `id`",
    "<modules>",
    "zkouška \u{1f600}",
];

const NOT_TEXT: &[u8] = b"caf\xe9";

fn plain_text(name: &&&str) -> bool {
    !name.contains(':')
}

#[test]
fn modules_are_checked_in_folders_of_any_name() {
    let (bench, python) = (Bench::new(), python());
    let file = library(python, "multi_phase");
    let mut targets: Vec<OsString> = Vec::new();
    for name in NAMES {
        let folder = bench.path("site").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        let package = package(&folder.join("below"), python, "pkg", "");
        targets.extend([folder.join(file.file_name().unwrap()), folder.join("below"), package].map(PathBuf::into));
    }
    let arguments = ["check", "--format", "json", "--trial", "import,spec,inittab,sub-before-main", "--python"];
    let mut command = bench.command(&arguments);
    let called = Called::new(command.arg(&python.executable).args(&targets));
    assert_eq!(called.code, 0, "{}", called.stderr);
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let modules = document["modules"].as_array().unwrap();
    assert_eq!(modules.len(), targets.len());
    for module in modules {
        for trial in module["trials"].as_array().unwrap() {
            assert_eq!(trial["verdict"], "works", "{}: {trial}", module["file"]);
        }
    }
}

#[test]
fn what_python_can_import_is_imported_from_folders_that_are_not_text() {
    let bench = Bench::new();
    for python in pythons() {
        let folder = bench.path(&python.version.to_string()).join(OsStr::from_bytes(NOT_TEXT));
        fs::create_dir_all(&folder).unwrap();
        let file = library(python, "multi_phase");
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        // From Python 3.12 to some later one, it can't.
        let mut stock = Command::new(&python.executable);
        stock.args(["-S", "-s", "-X", "utf8", "-c", "import multi_phase"]).env("PYTHONPATH", &folder);
        let wanted = if stock.output().unwrap().status.success() { "works" } else { "fails" };
        let mut command = bench.command(&["check", "--format", "json", "--trial", "import,spec", "--python"]);
        let called = Called::new(command.arg(&python.executable).arg(&folder));
        assert_eq!(verdicts(&called)["multi_phase"]["import"], wanted, "{called:?}");
    }
}

#[test]
fn what_modules_declare_is_read_in_folders_of_any_name() {
    let (bench, python) = (Bench::new(), python());
    let file = library(python, "multi_phase");
    let mut targets = Vec::new();
    for name in ["a:b", "it's {fixture}"] {
        fs::create_dir(bench.path(name)).unwrap();
        targets.push(bench.path(name).join(file.file_name().unwrap()));
        fs::copy(&file, targets.last().unwrap()).unwrap();
    }
    let mut command = bench.command(&["check", "--format", "json", "--trial", "import", "--python"]);
    let called = Called::new(command.arg(&python.executable).args(&targets));
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    for module in document["modules"].as_array().unwrap() {
        assert_eq!(module["declared"]["init"], "multi-phase", "{module}");
    }
}

#[test]
fn modules_have_names_that_look_like_words_of_cases() {
    let (bench, python) = (Bench::new(), python());
    // Packages without `__init__.py` can have any name without a dot.
    for name in ["{sandbox}", "{thread}", "it's", "0xdeadbeef"] {
        let folder = bench.path("site").join(name);
        fs::create_dir_all(&folder).unwrap();
        let file = library(python, "multi_phase");
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    let mut command =
        bench.command(&["check", "--format", "json", "--trial", "import,spec,inittab,own-gil,threads", "--python"]);
    let called = Called::new(command.arg(&python.executable).arg(bench.path("site")));
    let found = verdicts(&called);
    assert_eq!(found.len(), 4, "{called:?}");
    for (name, trials) in &found {
        for (trial, verdict) in trials {
            let fine = ["works", "n/a"].contains(&verdict.as_str());
            assert!(fine || (trial == "own-gil" && verdict == "refused"), "{name} {trial} {verdict}: {called:?}");
        }
    }
}

#[test]
fn packages_are_found_by_name_in_folders_of_any_name() {
    let (bench, python) = (Bench::new(), python());
    for name in NAMES.iter().filter(plain_text) {
        let site = bench.path("site").join(name);
        package(&site, python, "pkg", "");
        let mut command = bench.command(&["check", "pkg", "--format", "json", "--trial", "import", "--python"]);
        let called = Called::new(command.arg(&python.executable).env("PYTHONPATH", &site));
        assert_eq!(verdicts(&called)["pkg.multi_phase"]["import"], "works", "{name:?}: {called:?}");
    }
}

#[test]
fn temporary_folders_have_any_name() {
    let (bench, python) = (Bench::new(), python());
    let file = library(python, "multi_phase");
    for name in NAMES {
        let folder = bench.path("folders").join(name);
        fs::create_dir_all(&folder).unwrap();
        let mut command = bench.command(&["check", "--format", "json", "--trial", "import,spec,inittab", "--python"]);
        let called = Called::new(command.arg(&python.executable).arg(&file).env("TMPDIR", &folder));
        assert_eq!(called.code, 0, "{name:?}: {called:?}");
        for (trial, verdict) in &verdicts(&called)["multi_phase"] {
            assert_eq!(verdict, "works", "{name:?} {trial}: {called:?}");
        }
    }
}

#[test]
fn runs_are_the_same_in_temporary_folders_of_any_name_that_cases_can_write() {
    let bench = Bench::new();
    let steps = r#"'initialize', { import = "multi_phase" }, { observe = "the import" },
        { execute = "import sys" }, { evaluate = "sys.path[0], sys.path[0] == '{modules}'" },
        { evaluate = "open('{sandbox}/nothing')" }, { evaluate = "__import__('os').listdir(\"{sandbox}\") != []" },
        { evaluate = "['{library}' == x for x in [sys.modules['multi_phase'].__file__]]" },
        { execute = '''raise ValueError("""{modules}/x""")''' }, 'finalize'"#;
    let head = "title = 'x'\nmodes = ['filesystem', 'spec']\nfixtures = ['multi_phase']\n";
    let case = format!("{head}steps = [{{ register = 'multi_phase' }}, {steps}]\n");
    bench.file("a/x", &case);
    let transcripts = |called: &Called| {
        let document = called.document();
        let mut texts: Vec<String> = document.runs.iter().map(|run| run.get("transcript").to_owned()).collect();
        texts.sort();
        texts
    };
    let expected = transcripts(&bench.run(&["--format", "json"]));
    assert!(expected.len() == 2 && expected[0].contains("True") && expected[0].contains("<modules>"), "{expected:?}");
    for name in NAMES {
        let folder = bench.path("folders").join(name);
        let cases = folder.join("cases/a");
        fs::create_dir_all(&cases).unwrap();
        fs::write(cases.join("x.toml"), &case).unwrap();
        let mut command = bench.command(&["run", "--host", "capi", "--format", "json", "--python"]);
        command.arg(&python().executable).arg("--cases").arg(folder.join("cases")).env("TMPDIR", &folder);
        let called = Called::new(&mut command);
        if name.contains(|char: char| char.is_control() || char == '\\') {
            called.complains(exit::BAD_INPUT, &["the suite can't run below ", "set TMPDIR to another folder"]);
            continue;
        }
        assert_eq!(transcripts(&called), expected, "{name:?}: {called:?}");
    }
}

#[test]
fn a_temporary_folder_whose_name_is_not_text_is_refused() {
    let (bench, python) = (Bench::new(), python());
    bench.code("a/x", "pass");
    let folder = bench.path("folders").join(OsStr::from_bytes(NOT_TEXT));
    fs::create_dir_all(&folder).unwrap();
    let link = bench.path("link");
    symlink(&folder, &link).unwrap();
    for tmpdir in [&folder, &link] {
        let words = ["can't put temporary files in", "isn't UTF-8; set TMPDIR to another"];
        let mut command = bench.command(&["check", "--python"]);
        command.arg(&python.executable).arg(library(python, "multi_phase")).env("TMPDIR", tmpdir);
        Called::new(&mut command).complains(5, &words);
        Called::new(bench.run_command(&[]).env("TMPDIR", tmpdir)).complains(5, &words);
    }
}
