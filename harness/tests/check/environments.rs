//! Which Pythons are checked, and on which: all that are named, each as the environment that it is, with no more than it needs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{library, verdicts};
use crate::support::pythons::{executable, python, pythons};
use crate::support::wheels::wheel_of;

/// A virtual environment: its executable.
fn environment(bench: &Bench, name: &str) -> String {
    environment_of(python(), bench, name)
}

fn environment_of(python: &Python, bench: &Bench, name: &str) -> String {
    let folder = bench.path(name);
    let made = Command::new(&python.executable).args(["-m", "venv", "--without-pip"]).arg(&folder).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    folder.join("bin/python").to_str().unwrap().to_owned()
}

/// Installs the fixture `multi_phase` there.
fn install(environment: &str) {
    let file = library(python(), "multi_phase");
    fs::copy(&file, site(environment).join(file.file_name().unwrap())).unwrap();
}

/// Its folder for what is installed.
fn site(environment: &str) -> PathBuf {
    let code = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = Command::new(environment).args(["-c", code]).output().unwrap();
    PathBuf::from(String::from_utf8(site.stdout).unwrap().trim_end())
}

/// The newest Python that says where it really is: those with a C library of their own are started in another way.
fn plain() -> &'static Python {
    pythons().iter().filter(|python| !python.own_c_library).max_by_key(|python| python.version).unwrap()
}

/// An executable that is this Python, but says something else of itself.
fn saying(bench: &Bench, change: &str) -> String {
    let path = bench.path("bin/python3");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("#!/bin/sh\n'{}' \"$@\" | sed '{change}'\n", plain().executable.display())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn check(bench: &Bench, arguments: &[&str]) -> Called {
    let trials = ["check", "--trial", "import", "--format", "json"];
    Called::new(&mut bench.command(&[&trials[..], arguments].concat()))
}

#[test]
fn every_environment_of_a_python_that_is_named_is_checked() {
    let bench = Bench::new();
    let [without, first, second] = ["without", "first", "second"].map(|name| environment(&bench, name));
    [&first, &second].into_iter().for_each(|environment| install(environment));
    let named = ["--python", &without, "--python", &first, "--python", &second, "--python", &first];
    let called = check(&bench, &[&named[..], &["multi_phase"]].concat());
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let name = |environment: &str| format!("{} ({environment})", python().version);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = |key: &str| document[key].as_array().unwrap().iter().map(|item| text(&item["python"])).collect::<Vec<_>>();
    assert_eq!(of("modules"), [name(&first), name(&second)], "{called:?}");
    assert_eq!(of("not_applicable"), [name(&without)], "{called:?}");

    let called = Called::new(&mut bench.command(&["pythons", "--python", &first, "--python", &second]));
    assert_eq!(called.stdout.lines().count(), 2, "{called:?}");
}

#[test]
fn a_name_that_none_has_is_told_with_all_that_were_asked() {
    let bench = Bench::new();
    let [first, second] = ["first", "second"].map(|name| environment(&bench, name));
    let version = python().version;
    let all = format!("Python {version} ({first}) and {version} ({second}) find no module `no_such_module`: ");
    check(&bench, &["--python", &first, "--python", &second, "no_such_module"]).complains(18, &[&all]);
}

#[test]
fn an_environment_with_a_distribution_of_the_name_says_so_and_ends_no_check_of_others() {
    let bench = Bench::new();
    let [module, distribution, without] = ["module", "distribution", "without"].map(|name| environment(&bench, name));
    install(&module);
    let [information, package] = ["other-1.dist-info", "spam"].map(|name| site(&distribution).join(name));
    [&information, &package].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
    fs::write(package.join("__init__.py"), "").unwrap();
    fs::write(information.join("METADATA"), "Metadata-Version: 2.1\nName: multi-phase\nVersion: 1\n").unwrap();
    fs::write(information.join("RECORD"), "spam/__init__.py,,\n").unwrap();
    let words = "a distribution of that name; check what can be imported from it: spam";
    let called = check(&bench, &["--python", &distribution, "--python", &module, "multi_phase"]);
    assert_eq!(verdicts(&called)["multi_phase"]["import"], "works", "{called:?}");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let [item] = document["not_applicable"].as_array().unwrap().as_slice() else { panic!("{called:?}") };
    assert!(item["reason"].as_str().unwrap().contains(words), "{called:?}");
    // Where no other has the module, that is what helps.
    for name in ["multi_phase", "multi-phase"] {
        check(&bench, &["--python", &without, "--python", &distribution, name]).complains(18, &[words]);
    }
    let called = check(&bench, &["--python", &without, "--python", &distribution, "multi_phase"]);
    called.complains(
        18,
        &["can't be checked with any of the chosen Pythons: ", &without, " no module `multi_phase`", words],
    );
    let none = check(&bench, &["--python", &without, "--python", &module, "no-such-name"]);
    none.complains(10, &["`no-such-name` is neither a file"]);
}

#[test]
fn of_a_name_and_a_folder_the_folder_counts_only_if_nothing_is_installed_by_the_name() {
    let bench = Bench::new();
    let [pure, without] = ["pure", "without"].map(|name| environment(&bench, name));
    let installed = site(&pure).join("pk");
    [&installed, &bench.path("cases/pk")].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
    fs::write(installed.join("__init__.py"), "").unwrap();
    let file = library(python(), "multi_phase");
    fs::copy(&file, bench.path("cases/pk").join(file.file_name().unwrap())).unwrap();
    let called = |environment: &str, name: &str| {
        let mut command =
            bench.command(&["check", "--trial", "import", "--format", "json", "--python", environment, name]);
        Called::new(command.current_dir(bench.path("cases")))
    };
    called(&pure, "pk")
        .complains(16, &["`pk` is neither an extension module nor", "to check the folder of that name, write ./pk"]);
    for (environment, name) in [(&pure, "./pk"), (&without, "pk")] {
        let called = called(environment, name);
        assert_eq!(verdicts(&called)["multi_phase"]["import"], "works", "{called:?}");
    }
}

#[test]
fn what_python_says_of_a_pth_file_is_told_where_nothing_is_found() {
    let bench = Bench::new();
    let broken = environment(&bench, "broken");
    fs::write(site(&broken).join("broken.pth"), "import nothing_of_this_name\n").unwrap();
    check(&bench, &["--python", &broken, "pk"]).complains(18, &["Python says: ", "nothing_of_this_name"]);
}

#[test]
fn the_order_of_environments_changes_no_exit_code() {
    let bench = Bench::new();
    let [pure, without] = ["pure", "without"].map(|name| environment(&bench, name));
    fs::write(site(&pure).join("pk.py"), "").unwrap();
    for order in [[&pure, &without], [&without, &pure]] {
        check(&bench, &["--python", order[0], "--python", order[1], "pk"])
            .complains(16, &["neither an extension module"]);
    }
}

#[test]
fn what_is_wrong_with_a_wheel_is_told_with_each_python_that_it_concerns() {
    let bench = Bench::new();
    let [first, second] = ["first", "second"].map(|name| environment_of(plain(), &bench, name));
    let named = ["--python", &first, "--python", &second];
    let content = fs::read(library(plain(), "multi_phase")).unwrap();
    let file = "multi_phase.cpython-399-x86_64-linux-gnu.so".to_owned();
    let other = wheel_of(&bench.path(""), plain(), "other", &[(file, content)]);
    let version = plain().version;
    let all = format!("is for Python {version} ({first}) and {version} ({second}) by its tag, but its module");
    check(&bench, &[&named[..], &[other.to_str().unwrap()]].concat()).complains(17, &[&all]);
}

#[test]
fn runs_on_environments_of_one_python_say_that_they_are_one() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let other = environment(&bench, "other");
    let called = bench.run(&["--python", &other]);
    let words = format!("{other} is the same Python as {}", executable());
    assert!(called.stderr.contains(&words), "{called:?}");
    assert!(called.stdout.contains("1 new") && !bench.run(&[]).stderr.contains("the same Python"), "{called:?}");
}

#[test]
fn a_check_needs_no_headers_and_a_run_says_that_it_does() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let bare = saying(&bench, r#"s/"include_dirs": \[[^]]*\]/"include_dirs": []/"#);
    let file = library(plain(), "multi_phase");
    let called = check(&bench, &["--python", &bare, file.to_str().unwrap()]);
    assert_eq!(verdicts(&called)["multi_phase"]["import"], "works", "{called:?}");
    let listed = Called::new(&mut bench.command(&["pythons", "--python", &bare]));
    let words = ": for `check`, not for `run`: no headers (Python.h); ";
    assert!(listed.stdout.starts_with("usable ") && listed.stdout.contains(words), "{listed:?}");
    let cases = bench.path("cases");
    let run = ["run", "--cases", cases.to_str().unwrap(), "--python", &bare];
    Called::new(&mut bench.command(&run)).complains(exit::NOTHING_RUN, &["can't be used: no headers (Python.h); "]);
}

/// Without a development package, there is no link for the linker.
#[test]
fn the_file_of_libpython_is_enough() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', { import = 'single_phase' }, 'finalize'");
    let folder = bench.path("lib");
    fs::create_dir(&folder).unwrap();
    let real = &plain().shared_library.as_ref().unwrap().path;
    let name = real.file_name().unwrap().to_str().unwrap();
    assert!(name.ends_with(".so.1.0"), "{name}");
    fs::copy(real, folder.join(name)).unwrap();
    let folders = format!("s|\"library_dirs\": \\[[^]]*\\]|\"library_dirs\": [\"{}\"]|", folder.display());
    let bare = saying(&bench, &folders);
    let file = library(plain(), "multi_phase");
    let called = check(&bench, &["--python", &bare, file.to_str().unwrap()]);
    assert_eq!(verdicts(&called)["multi_phase"]["import"], "works", "{called:?}");
    // Fixtures are linked with it, one host loads it, and another is linked with it.
    let cases = bench.path("cases");
    for host in ["loaded", "capi"] {
        let run = ["run", "--cases", cases.to_str().unwrap(), "--host", host, "--python", &bare];
        let called = Called::new(&mut bench.command(&run));
        assert!(called.stdout.contains("1 new"), "{host}: {called:?}");
    }
}

#[test]
fn a_python_that_cannot_be_initialized_is_no_fault_of_the_module() {
    let bench = Bench::new();
    let nowhere = r#"s|"prefix": "[^"]*"|"prefix": "/nowhere"|"#;
    let broken = saying(&bench, nowhere);
    let file = library(plain(), "multi_phase");
    let called = check(&bench, &["--python", &broken, file.to_str().unwrap()]);
    assert_eq!(called.code, exit::HARNESS_ERROR, "{called:?}");
    assert_eq!(verdicts(&called)["multi_phase"]["import"], "error", "{called:?}");
    assert!(called.stdout.contains("Python can't be initialized, be it with this module or without: "), "{called:?}");
}

#[test]
fn trouble_with_one_environment_ends_no_check_of_others() {
    let bench = Bench::new();
    let good = environment(&bench, "good");
    install(&good);
    let troubles = [
        ("exits", "exits.pth", "import sys; sys.exit('no')\n", 5),
        ("dies", "dies.pth", "import os; os._exit(3)\n", 5),
        ("pure", "multi_phase.py", "", exit::PASSED),
    ];
    for (name, file, code, exit) in troubles {
        let other = environment(&bench, name);
        fs::write(site(&other).join(file), code).unwrap();
        for named in [[&good, &other], [&other, &good]] {
            let called = check(&bench, &["--python", named[0], "--python", named[1], "multi_phase"]);
            assert_eq!(verdicts(&called)["multi_phase"]["import"], "works", "{name}: {called:?}");
            assert_eq!(called.code, exit, "{name}: {called:?}");
            assert!(called.stdout.contains(&other), "{name}: {called:?}");
        }
    }
}
