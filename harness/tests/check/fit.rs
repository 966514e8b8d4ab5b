//! Targets that are for other machines or other Pythons, and reports in files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use extproof::python::Python;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, compile_as, library, verdicts};
use crate::support::formats::{assert_plain, unwrapped};
use crate::support::not_run;
use crate::support::pythons::{python, pythons};
use crate::support::wheels::{self, python_with_pip};

fn wheel(bench: &Bench, tags: &str) -> PathBuf {
    let path = bench.path(&format!("x-1-{tags}.whl"));
    let mut wheel = zip::ZipWriter::new(File::create(&path).unwrap());
    wheel.start_file("x.so", zip::write::SimpleFileOptions::default()).unwrap();
    wheel.finish().unwrap();
    path
}

fn call(bench: &Bench, targets: &[&Path], options: &[&str]) -> Called {
    let targets = targets.iter().map(|path| path.to_str().unwrap());
    let arguments: Vec<&str> = targets.chain(["--trial", "import"]).chain(options.iter().copied()).collect();
    check(bench, python(), &arguments)
}

#[test]
fn what_is_for_others_is_named_and_skipped() {
    let (bench, python) = (Bench::new(), python());
    let tag = format!("cp3{0}-cp3{0}{1}", python.version.minor, python.version.abi_flags());
    let good = library(python, "multi_phase");
    for (tags, code, why) in [
        (format!("{tag}-manylinux_2_17_s390x"), 12, "is for manylinux_2_17_s390x, this machine is "),
        (format!("{tag}-musllinux_1_2_{}", std::env::consts::ARCH), 15, "and this Python has glibc"),
        (format!("{tag}-manylinux_2_99_{}", std::env::consts::ARCH), 15, "its tag is manylinux_2_99_"),
        ("CP38-CP38-ANY".to_owned(), 15, "its tags are cp38-cp38"),
        ("cp38-cp38-any".to_owned(), 15, "its tags are cp38-cp38"),
    ] {
        let other = wheel(&bench, &tags);
        let alone = call(&bench, &[&other], &[]);
        alone.complains(code, &[why]);
        let allowed = call(&bench, &[&other], &["--allow-unfit"]);
        assert!(
            allowed.code == 0 && allowed.stderr.contains("skipped: ") && allowed.stderr.contains(why),
            "{allowed:?}"
        );
        let beside = call(&bench, &[&good, &other], &[]);
        assert!(
            beside.code == 0 && beside.stderr.contains("skipped: ") && unwrapped(&beside.stdout).contains(why),
            "{beside:?}"
        );
        call(&bench, &[&good, &other], &["--require-fit"]).complains(code, &[why]);
    }
    // What is wrong is never skipped.
    let broken = bench.path("broken.so");
    fs::write(&broken, "").unwrap();
    assert_ne!(call(&bench, &[&good, &broken], &["--allow-unfit"]).code, 0);
}

#[test]
fn a_wheel_that_one_of_several_pythons_can_not_install_is_skipped_there() {
    let test = "a_wheel_that_one_of_several_pythons_can_not_install_is_skipped_there";
    let Some(with) = python_with_pip(test) else { return };
    let is_other = |python: &&Python| python.version.minor != with.version.minor && !python.own_c_library;
    let Some(without) = pythons().iter().find(is_other) else { return not_run(test, "there is one Python only") };
    let bench = Bench::new();
    let requires = format!("not-to-be-had; python_version == '3.{}'", without.version.minor);
    let for_one = wheels::wheel(&bench.path(""), with, Some(&requires));
    let for_all = bench.path(&format!("wheeled-1.0-py3-none-linux_{}.whl", std::env::consts::ARCH));
    fs::rename(for_one, &for_all).unwrap();
    let called = |options: &[&str]| {
        let mut command = bench.command(&["check", "--trial", "import", "--format", "json"]);
        command.args(options).arg(&for_all).env("PIP_NO_INDEX", "1");
        command.args([without, with].iter().flat_map(|python| [Path::new("--python"), &python.executable]));
        Called::new(&mut command)
    };
    let skipped = called(&[]);
    assert_eq!(skipped.code, exit::PASSED, "{skipped:?}");
    let document: serde_json::Value = serde_json::from_str(&skipped.stdout).unwrap();
    let [item] = document["not_applicable"].as_array().unwrap().as_slice() else { panic!("{skipped:?}") };
    assert!(item["reason"].as_str().unwrap().contains("not-to-be-had"), "{skipped:?}");
    called(&["--require-fit"]).complains(17, &["can't install", "not-to-be-had"]);
}

#[test]
fn one_call_writes_several_reports() {
    let (bench, python) = (Bench::new(), python());
    let paths = ["r.json", "r.xml", "r.md"].map(|name| bench.path(name));
    let options: Vec<String> = ["json", "junit", "markdown"]
        .iter()
        .zip(&paths)
        .map(|(format, path)| format!("{format}={}", path.display()))
        .collect();
    let options: Vec<&str> = options.iter().flat_map(|option| ["--report", option]).collect();
    let called = call(&bench, &[&library(python, "multi_phase")], &options);
    assert_eq!(called.code, 0, "{called:?}");
    let [json, junit, markdown] = paths.map(|path| fs::read_to_string(path).unwrap());
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["modules"][0]["name"], "multi_phase");
    assert!(junit.contains("<testsuite name=\"multi_phase on Python"), "{junit}");
    assert!(markdown.contains(": `multi_phase`\n\n| trial | "), "{markdown}");
    let nowhere = call(&bench, &[&library(python, "multi_phase")], &["--report", "json=/no/such/folder/r.json"]);
    nowhere.complains(5, &["can't write the report /no/such/folder/r.json"]);
    let unknown = call(&bench, &[&library(python, "multi_phase")], &["--report", "yaml=x"]);
    unknown.complains(2, &["expected FORMAT=FILE", "junit"]);
}

#[test]
fn annotations_say_what_is_wrong_where() {
    let (bench, python) = (Bench::new(), python());
    let library = library(python, "once_per_process");
    let arguments = [library.to_str().unwrap(), "--trial", "reinit", "--format", "github"];
    let notice = check(&bench, python, &arguments);
    let title =
        |level: &str| format!("::{level} title=reinit of once_per_process on Python {}::refused in ", python.version);
    assert!(notice.code == 0 && notice.stdout.contains(&title("notice")), "{notice:?}");
    let error = check(&bench, python, &[&arguments[..], &["--require", "reinit"]].concat());
    assert!(error.code == 1 && error.stdout.contains(&title("error")), "{error:?}");
    let commands = error.stdout.lines().filter(|line| line.starts_with("::"));
    assert_eq!(commands.count(), 1, "{error:?}");
    let text: String = error.stdout.lines().filter(|line| !line.starts_with("::")).collect();
    assert_plain(&text);
}

#[test]
fn what_a_library_of_its_own_has_is_not_missing_in_python() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/own_prefix.c");
    for python in pythons() {
        let bench = Bench::new();
        let folder = bench.path("cases");
        compile_as(python, &source, &folder.join("libmine.so"), &["-DLIBRARY"]);
        let file = folder.join(format!("own_prefix{}", python.ext_suffix));
        let search = format!("-L{}", folder.display());
        let module = compile_as(python, &source, &file, &[&search, "-lmine", "-Wl,-rpath,$ORIGIN"]);
        let arguments = [module.to_str().unwrap(), "--trial", "import", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(verdicts(&called)["own_prefix"]["import"], "works", "{called:?}");
        // Without it, nobody has the function.
        std::fs::remove_file(folder.join("libmine.so")).unwrap();
        check(&bench, python, &arguments).complains(15, &["PyMine_Answer"]);
    }
}

#[test]
fn reports_take_no_target_s_place_and_wait_for_nobody() {
    let (bench, python) = (Bench::new(), python());
    let module = bench.path("multi_phase").with_extension(python.ext_suffix.trim_start_matches('.'));
    fs::copy(library(python, "multi_phase"), &module).unwrap();
    let before = fs::read(&module).unwrap();
    call(&bench, &[&module], &["--report", &format!("json={}", module.display())])
        .complains(exit::BAD_INPUT, &["is already used by this command"]);
    call(&bench, &[&module], &["--write-baseline", module.to_str().unwrap(), "--overwrite"])
        .complains(exit::BAD_INPUT, &["is already used by this command"]);
    let code = bench.path("use.py");
    fs::write(&code, "pass").unwrap();
    let code = code.to_str().unwrap();
    call(&bench, &[&module], &["--use", code, "--report", &format!("json={code}")])
        .complains(exit::BAD_INPUT, &["use.py is already used by this command"]);
    let twice = format!("json={}", bench.path("twice").display());
    call(&bench, &[&module], &["--report", &twice, "--report", &twice])
        .complains(exit::BAD_INPUT, &["twice is already used by this command"]);
    assert_eq!(fs::read(&module).unwrap(), before);
    let pipe = bench.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    call(&bench, &[&module], &["--report", &format!("json={}", pipe.display())])
        .complains(exit::HARNESS_ERROR, &["can't write the report"]);
}
