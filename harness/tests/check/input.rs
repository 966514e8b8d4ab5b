//! What can't be checked: each is answered with a clear sentence and an exit code of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;

use crate::support::bench::{Bench, PROGRAM, exit, plain};
use crate::support::called::Called;
use crate::support::checks::{check, library, package, verdicts};
use crate::support::program::copy_program;
use crate::support::pythons::python;
use crate::support::wheels::{python_with_pip, wheel_of};

fn changed(library: &Path, target: PathBuf, change: impl Fn(&mut Vec<u8>)) -> PathBuf {
    let mut data = fs::read(library).unwrap();
    change(&mut data);
    fs::write(&target, data).unwrap();
    target
}

/// Compiles a library: its path, then what it is made of.
fn compile_library(arguments: &[&Path]) {
    let output = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// Checks one file or folder.
fn call(bench: &Bench, python: &Python, target: &Path, more: &[&str]) -> Called {
    check(bench, python, &[&[target.to_str().unwrap()], more].concat())
}

#[test]
fn files_that_are_no_modules() {
    let (bench, python) = (Bench::new(), python());
    let good = library(python, "multi_phase");
    let name = good.file_name().unwrap();
    let folder = |name: &str| {
        let folder = bench.path(name);
        fs::create_dir(&folder).unwrap();
        folder
    };

    check(&bench, python, &["./missing.so"]).complains(10, &["`./missing.so` is neither a file, a folder, nor"]);
    let text = folder("text").join(name);
    fs::write(&text, "not a library").unwrap();
    call(&bench, python, &text, &[]).complains(11, &["is not a shared library"]);
    // The machine is a number at offset 18.
    let machine =
        changed(&good, folder("machine").join(name), |data| data[18..20].copy_from_slice(&243u16.to_le_bytes()));
    call(&bench, python, &machine, &[]).complains(12, &["is for riscv, this machine is"]);
    // Its pointers are as long, and its numbers lie, as the bytes at offsets 4 and 5 say.
    let small = changed(&good, folder("small").join(name), |data| data[4] = if data[4] == 1 { 2 } else { 1 });
    let arch = std::env::consts::ARCH;
    call(&bench, python, &small, &[]).complains(12, &[&format!("is for {arch} ("), "-bit), this machine is"]);
    let turned = changed(&good, folder("turned").join(name), |data| {
        data[5] = if data[5] == 1 { 2 } else { 1 };
        data[18..20].reverse();
    });
    call(&bench, python, &turned, &[]).complains(12, &[&format!("is for {arch} ("), "-endian), this machine is"]);
    let truncated = changed(&good, folder("truncated").join(name), |data| data.truncate(data.len() / 2));
    call(&bench, python, &truncated, &[]).complains(13, &["is truncated"]);
    let renamed = changed(&good, folder("renamed").join(format!("other{}", python.ext_suffix)), |_| {});
    call(&bench, python, &renamed, &[]).complains(14, &["exports no PyInit_other, but PyInit_multi_phase"]);
    let plain = folder("plain").join(name);
    let source = plain.with_file_name("plain.c");
    fs::write(&source, "int plain(void) { return 1; }\n").unwrap();
    compile_library(&[&plain, &source]);
    call(&bench, python, &plain, &[]).complains(14, &["is not an extension module"]);
    let other = changed(&good, folder("other").join("multi_phase.cpython-38-x86_64-linux-gnu.so"), |_| {});
    call(&bench, python, &other, &[]).complains(15, &["fits none of the chosen Pythons", "its tag is `.cpython-38-"]);
    // Each reason once, with the files that it is about.
    let several = folder("several");
    for file in ["a", "b", "c", "d", "e"] {
        changed(&good, several.join(format!("{file}.cpython-38-x86_64-linux-gnu.so")), |_| {});
    }
    let called = call(&bench, python, &several, &[]);
    let named = "a.cpython-38-x86_64-linux-gnu.so, b.cpython-38-x86_64-linux-gnu.so, c.cpython-38-x86_64-linux-gnu.so and 2 more: ";
    called.complains(15, &["fits none of the chosen Pythons", named]);
    assert_eq!(called.stderr.matches("its tag is `.cpython-38-").count(), 1, "{called:?}");
    let source = plain.with_file_name("new.c");
    fs::write(
        &source,
        "void *PyExtproof_NoSuchCall(void);\nvoid *PyInit_new(void) { return PyExtproof_NoSuchCall(); }\n",
    )
    .unwrap();
    let new = folder("new").join("new.so");
    compile_library(&[&new, &source]);
    call(&bench, python, &new, &[]).complains(15, &["this Python doesn't have PyExtproof_NoSuchCall"]);
    call(&bench, python, &folder("empty"), &[]).complains(16, &["has no extension modules"]);
}

#[test]
fn wheels_that_are_none() {
    let (bench, python) = (Bench::new(), python());
    let wheel = |name: &str, content: &[u8]| {
        let path = bench.path(name);
        fs::write(&path, content).unwrap();
        path
    };
    call(&bench, python, &wheel("x.whl", b""), &[]).complains(17, &["is not a wheel: its name is not NAME-VERSION"]);
    call(&bench, python, &wheel("x-1-py3-none-any.whl", b"PK\x03\x04 cut off"), &[]).complains(17, &["is not a wheel"]);
    // As browsers name a second download.
    let second = wheel("x-1-cp312-cp312-linux_x86_64 (1).whl", b"");
    call(&bench, python, &second, &[]).complains(17, &["`cp312-cp312-linux_x86_64 (1)`", "rename it to"]);
    // A zip file without any entries.
    let empty = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    call(&bench, python, &wheel("y-1-py3-none-any.whl", &empty), &[]).complains(16, &["has no extension modules"]);
}

#[test]
fn a_file_of_a_wheel_is_named_by_its_path_in_the_wheel() {
    let Some(python) = python_with_pip("a_file_of_a_wheel_is_named_by_its_path_in_the_wheel") else { return };
    let bench = Bench::new();
    let good = library(python, "multi_phase");
    let library = fs::read(&good).unwrap();
    let entry = format!("near-1.data/platlib/near/multi_phase{}", python.ext_suffix);
    let wheel = wheel_of(&bench.path(""), python, "near", &[(entry.clone(), library[..library.len() / 2].to_vec())]);
    let named = format!("{}/{entry} is truncated", wheel.display());
    call(&bench, python, &wheel, &[]).complains(13, &[&named]);
}

#[test]
fn wheels_for_other_pythons() {
    let (bench, python) = (Bench::new(), python());
    let wheel = |tags: &str| {
        let path = bench.path(&format!("x-1-{tags}-any.whl"));
        let mut wheel = zip::ZipWriter::new(File::create(&path).unwrap());
        wheel.start_file("x.so", zip::write::SimpleFileOptions::default()).unwrap();
        wheel.finish().unwrap();
        path
    };
    // Without an ABI, the tag of a Python is still for that one alone.
    let words = ["fits none of the chosen Pythons", "its tags are cp38-none"];
    call(&bench, python, &wheel("cp38-none"), &[]).complains(15, &words);
    call(&bench, python, &wheel("py399-none"), &[]).complains(15, &["its tags are py399-none"]);
}

#[test]
fn a_name_that_is_not_ascii_has_its_own_function_in_punycode() {
    let (bench, python) = (Bench::new(), python());
    let file = |name: &str| bench.path(&format!("{name}.so"));
    fs::copy(library(python, "non_ascii"), file("zkouška")).unwrap();
    assert_eq!(call(&bench, python, &file("zkouška"), &["--trial", "import"]).code, 0);
    // The function is there, but Python looks for another one.
    fs::copy(library(python, "non_ascii"), file("příklad")).unwrap();
    call(&bench, python, &file("příklad"), &[]).complains(14, &["`příklad`", "PyInitU_zkouka_ekb"]);
}

#[test]
fn names_that_cannot_be_imported() {
    let (bench, python) = (Bench::new(), python());
    check(&bench, python, &["no_such_module_anywhere"]).complains(18, &["finds no module `no_such_module_anywhere`"]);
    check(&bench, python, &["this.that"]).complains(18, &["finds no module `this.that`"]);
    check(&bench, python, &["json"]).complains(16, &["`json` is neither an extension module nor a package with one"]);
}

#[test]
fn modules_that_cannot_be_imported() {
    let (bench, python) = (Bench::new(), python());
    let display = "raise type('TclError', (Exception,), {'__module__': '_tkinter'})('no $DISPLAY')";
    let network = "import socket\nsocket.create_connection(('127.0.0.1', 1), 2)";
    for (name, code, exit, words) in [
        ("raises", "raise ValueError('no way')", 20, &["its import on Python", "fails: ValueError: no way"][..]),
        ("leaves", "import os\nos._exit(3)", 21, &["ends the process: exit code 3"]),
        ("leaves_softly", "raise SystemExit(4)", 21, &["ends the process: SystemExit: 4"]),
        ("hangs", "import time\ntime.sleep(1000)", 22, &["hangs", "--timeout gives it more time"]),
        ("dies", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", 23, &["crashes: SIGSEGV"]),
        ("wants_display", display, 24, &["modules are checked without a display"]),
        ("wants_network", network, 25, &["ConnectionRefusedError", "modules are checked without a network"]),
    ] {
        let package = package(&bench.path(name), python, name, code);
        let patience = if name == "hangs" { "1" } else { "30" };
        let called = call(&bench, python, &package, &["--timeout", patience]);
        called.complains(exit, words);
        assert!(called.stderr.contains(&format!("{name}.multi_phase: its import")), "{called:?}");
    }
}

#[test]
fn a_missing_library_is_named() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.tmp();
    let (needed, source) = (folder.join("libneeded.so"), folder.join("needs.c"));
    fs::write(&source, "extern int needed(void);\nvoid *PyInit_needs(void) { needed(); return 0; }\n").unwrap();
    let library = folder.join(format!("needs{}", python.ext_suffix));
    let other = folder.join("needed.c");
    fs::write(&other, "int needed(void) { return 1; }\n").unwrap();
    compile_library(&[&needed, &other]);
    compile_library(&[&library, &source, &needed]);
    fs::remove_file(&needed).unwrap();
    let called = call(&bench, python, &library, &[]);
    called.complains(19, &["libneeded.so: cannot open shared object file", "install that library"]);
    for file in [library, source, other] {
        fs::remove_file(file).unwrap();
    }
}

#[test]
fn one_that_crashes_takes_no_other_down() {
    let (bench, python) = (Bench::new(), python());
    let libraries = ["init_crashes", "heap_types"].map(|name| library(python, name));
    let libraries = libraries.each_ref().map(|path| path.to_str().unwrap());
    let called = check(&bench, python, &[&libraries[..], &["--format", "json", "./missing.so"]].concat());
    called.complains(10, &["`./missing.so` is neither", "init_crashes: its import on Python"]);
    let found = verdicts(&called);
    assert_eq!(found["init_crashes"]["import"], "crashed");
    assert!(found["heap_types"].values().all(|verdict| ["works", "n/a"].contains(&verdict.as_str())));
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let (bench, python) = (Bench::new(), python());
    // Outside of cargo's folder, the command uses the one that CARGO_TARGET_DIR names.
    let program = bench.path("extproof");
    copy_program(Path::new(PROGRAM), &program);
    fs::write(bench.path("file"), "").unwrap();
    let mut command = Command::new(program);
    command.arg("check").arg(library(python, "multi_phase")).arg("--python").arg(&python.executable);
    plain(command.env("TMPDIR", bench.tmp()).env("CARGO_TARGET_DIR", bench.path("file")));
    Called::new(&mut command).complains(26, &["can't create", "file/extproof"]);
}

#[test]
fn requirements_decide() {
    let (bench, python) = (Bench::new(), python());
    let library = self::library(python, "multi_phase");
    assert_eq!(call(&bench, python, &library, &[]).code, exit::PASSED);
    assert_eq!(
        call(&bench, python, &library, &["--require", "import,reinit,two-subs", "--trial", "import"]).code,
        exit::PASSED
    );
    let once = self::library(python, "once_per_process");
    let called = call(&bench, python, &once, &["--require", "spec,reinit", "--trial", "spec"]);
    called.complains(exit::FAILED, &["required trial `reinit` did not pass: once_per_process", ": refused"]);
    // Its growth can't be measured, since it doesn't get so far: that is no excuse.
    let called = call(&bench, python, &once, &["--require", "growth-reinit", "--trial", "reinit"]);
    called.complains(exit::FAILED, &["required trial `reinit` did not pass: once_per_process", ": refused"]);
    let called = call(&bench, python, &library, &["--require", "own-gill"]);
    called.complains(exit::BAD_INPUT, &["unknown trial `own-gill`", "own-gil,"]);
    let called = call(&bench, python, &library, &["--module", "other"]);
    called.complains(exit::BAD_INPUT, &["has a name that contains `other`", "there are multi_phase"]);
}

#[test]
fn values_that_are_neither_a_trial_nor_code_are_named() {
    let bench = Bench::new();
    let call = |option: &str, value: &str| bench.call(&["check", "x.so", option, value]);
    call("--trial", "quiet")
        .complains(exit::BAD_INPUT, &["not a trial: `quiet`, which can only be required, with --require quiet"]);
    call("--trial", "own-gill").complains(exit::BAD_INPUT, &["unknown trial `own-gill`; allowed: import,"]);
    call("--require", "own-gill").complains(exit::BAD_INPUT, &["unknown trial `own-gill`; allowed: quiet, import,"]);
    for code in ["", " "] {
        call("--use", code).complains(exit::BAD_INPUT, &["no code; name a file, or write code"]);
    }
}
