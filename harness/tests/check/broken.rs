//! Files that look like extension modules but aren't: each is reported, wherever it is, and counts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, compile_as, library, verdicts};
use crate::support::formats::unwrapped;
use crate::support::pythons::python;
use crate::support::wheels::{python_with_pip, wheel_of};

/// The content of a whole module, and what a broken one is made of.
fn whole(python: &Python) -> Vec<u8> {
    fs::read(library(python, "multi_phase")).unwrap()
}

fn write(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

/// One good module and one of each kind that is not, as files and their contents, with the exit code of each.
fn broken(python: &Python) -> Vec<(String, Vec<u8>, i32)> {
    let (good, suffix) = (whole(python), &python.ext_suffix);
    let machine = [&good[..18], &243u16.to_le_bytes()[..], &good[20..]].concat();
    vec![
        (format!("cut{suffix}"), good[..good.len() / 2].to_vec(), 13),
        (format!("misnamed{suffix}"), good.clone(), 14),
        (format!("garbage{suffix}"), b"garbage".to_vec(), 11),
        (format!("pkg/empty{suffix}"), Vec::new(), 11),
        ("plain_garbage.so".to_owned(), b"garbage".to_vec(), 11),
        ("plain_misnamed.so".to_owned(), good.clone(), 14),
        ("libmulti.so".to_owned(), good, 14),
        ("multi_phase.abi3.so".to_owned(), machine, 12),
    ]
}

fn call(bench: &Bench, python: &Python, target: &Path, more: &[&str]) -> Called {
    check(bench, python, &[&[target.to_str().unwrap(), "--trial", "import"], more].concat())
}

#[test]
fn each_broken_file_of_a_folder_is_told_and_counts() {
    let bench = Bench::new();
    let python = python();
    let good = format!("multi_phase{}", python.ext_suffix);
    for (index, (name, content, exit)) in broken(python).into_iter().enumerate() {
        if name.contains("abi3") && python.version.free_threaded {
            continue;
        }
        let folder = bench.path(&format!("one-{index}"));
        write(&folder, &good, &whole(python));
        let file = write(&folder, &name, &content);
        let called = call(&bench, python, &folder, &[]);
        called.complains(exit, &[file.to_str().unwrap()]);
        assert!(called.stdout.contains("works"), "{called:?}");
        assert!(called.stdout.contains("can't be checked: "), "{called:?}");
        // Alone, too.
        let alone = bench.path(&format!("alone-{index}"));
        let file = write(&alone, &name, &content);
        call(&bench, python, &alone, &[]).complains(exit, &[file.to_str().unwrap()]);
    }
}

#[test]
fn every_format_tells_of_broken_files() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.path("all");
    write(&folder, &format!("multi_phase{}", python.ext_suffix), &whole(python));
    let broken: Vec<_> = broken(python).into_iter().filter(|(name, ..)| !name.contains("abi3")).collect();
    for (name, content, _) in &broken {
        write(&folder, name, content);
    }
    let json = call(&bench, python, &folder, &["--format", "json"]);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["faults"].as_array().unwrap().len(), broken.len(), "{json:?}");
    assert_eq!(verdicts(&json)["multi_phase"]["import"], "works");
    for (format, words) in
        [("markdown", "- can't be checked: "), ("junit", "<error message="), ("text", "can't be checked: ")]
    {
        let called = call(&bench, python, &folder, &["--format", format]);
        assert_eq!(called.stdout.matches(words).count(), broken.len(), "{called:?}");
    }
    // What isn't asked for isn't told.
    let called = call(&bench, python, &folder, &["--module", "multi_phase"]);
    assert_eq!(called.code, 0, "{called:?}");
}

#[test]
fn libraries_that_are_no_modules_are_no_faults() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.path("libraries");
    let good = whole(python);
    write(&folder, &format!("multi_phase{}", python.ext_suffix), &good);
    let source = write(&bench.path(""), "plain.c", b"int plain(void) { return 1; }\n");
    let plain = bench.path("plain.so");
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&plain).arg(source).status();
    assert!(compiled.unwrap().success());
    let plain = fs::read(plain).unwrap();
    let libpython = fs::read(&python.shared_library.as_ref().unwrap().path).unwrap();
    for (name, content) in [
        ("plugin.so", &plain[..]),
        ("libplain.so", &plain),
        ("libplain-1.2.so", &plain),
        ("libplain.so.1", b"garbage"),
        ("liblinked.so", b"INPUT(libplain.so.1)\n"),
        ("pkg.libs/libbrought-123.so", &good),
        ("pkg.libs/brought.so", b"garbage"),
        ("libpython3.so", &libpython),
        (".#multi_phase.so", b"garbage"),
        ("notes.txt", b"garbage"),
    ] {
        write(&folder, name, content);
    }
    let called = call(&bench, python, &folder, &["--format", "json"]);
    assert_eq!(called.code, 0, "{called:?}");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(document["faults"], Value::Array(Vec::new()), "{called:?}");
    // There is nothing to check without the module.
    fs::remove_file(folder.join(format!("multi_phase{}", python.ext_suffix))).unwrap();
    call(&bench, python, &folder, &[]).complains(16, &["has no extension modules"]);
}

/// Compiles a library from C, linked with others.
fn compiled(file: &Path, code: &str, more: &[&str]) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let source = file.with_extension("c");
    fs::write(&source, code).unwrap();
    let mut command = Command::new("cc");
    command.args(["-shared", "-fPIC", "-o"]).arg(file).arg(&source).args(more);
    assert!(command.status().unwrap().success());
    fs::remove_file(source).unwrap();
}

/// It takes a function from Python and has no init function.
const TAKES: &str = "void *PyLong_FromLong(long);\nvoid *PzInit_forgot(void) { return PyLong_FromLong(1); }\n";

#[test]
fn a_library_that_takes_functions_from_python_must_be_importable() {
    let (bench, python) = (Bench::new(), python());
    for (index, name) in ["forgot.so", "pkg/forgot.so"].into_iter().enumerate() {
        let folder = bench.path(&format!("lost-{index}"));
        write(&folder, &format!("multi_phase{}", python.ext_suffix), &whole(python));
        compiled(&folder.join(name), TAKES, &[]);
        let called = call(&bench, python, &folder, &[]);
        called.complains(14, &[folder.join(name).to_str().unwrap(), "exports no function PyInit_NAME"]);
        assert!(called.stdout.contains("works"), "{called:?}");
    }
    let Some(python) = python_with_pip("a_library_that_takes_functions_from_python_must_be_importable") else { return };
    let forgot = ("forgot.so".to_owned(), fs::read(bench.path("lost-0/forgot.so")).unwrap());
    let module = (format!("multi_phase{}", python.ext_suffix), whole(python));
    let wheel = wheel_of(&bench.path(""), python, "lost", &[module, forgot]);
    call(&bench, python, &wheel, &[]).complains(14, &["forgot.so takes functions from Python"]);
}

#[test]
fn what_others_are_linked_with_needs_no_init_function() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.path("linked");
    write(&folder, &format!("multi_phase{}", python.ext_suffix), &whole(python));
    let helper = folder.join("pkg/helper.so");
    compiled(&helper, TAKES, &["-Wl,-soname,helper.so"]);
    compiled(&folder.join("pkg/libtakes.so"), TAKES, &[]);
    compiled(&folder.join("pkg.libs/takes.so"), TAKES, &[]);
    // What a module needs can need more.
    let between = "int PzInit_forgot(void);\nint between(void) { return PzInit_forgot(); }\n";
    compiled(&folder.join("pkg.libs/libbetween.so.1"), between, &[helper.to_str().unwrap()]);
    let called = call(&bench, python, &folder, &[]);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(!called.stdout.contains("helper") && !called.stdout.contains("takes"), "{called:?}");
    fs::remove_file(folder.join("pkg.libs/libbetween.so.1")).unwrap();
    call(&bench, python, &folder, &[]).complains(14, &["helper.so takes functions from Python"]);
}

#[test]
fn a_file_for_another_python_is_named_beside_one_that_fits() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.path("beside");
    write(&folder, &format!("multi_phase{}", python.ext_suffix), &whole(python));
    write(&folder, "multi_phase.cpython-38-x86_64-linux-gnu.so", &whole(python));
    let called = call(&bench, python, &folder, &[]);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(unwrapped(&called.stdout).contains("not checked: multi_phase on Python"), "{called:?}");
    assert!(unwrapped(&called.stdout).contains("its tag is `.cpython-38-"), "{called:?}");
    let json = call(&bench, python, &folder, &["--format", "json"]);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["not_applicable"].as_array().unwrap().len(), 1, "{json:?}");
}

#[test]
fn what_is_for_another_python_needs_not_be_whole() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.path("tagged");
    write(&folder, &format!("multi_phase{}", python.ext_suffix), &whole(python));
    write(&folder, "other.cpython-38-x86_64-linux-gnu.so", b"garbage");
    let called = call(&bench, python, &folder, &[]);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(unwrapped(&called.stdout).contains("not checked: other on Python"), "{called:?}");
}

#[test]
fn files_that_are_not_regular_are_told() {
    let (bench, python) = (Bench::new(), python());
    let folder = bench.path("special");
    write(&folder, &format!("multi_phase{}", python.ext_suffix), &whole(python));
    let pipe = folder.join("pipe.so");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    call(&bench, python, &folder, &[]).complains(10, &["pipe.so: it is a named pipe, not a regular file"]);
    call(&bench, python, &pipe, &[]).complains(10, &["pipe.so: it is a named pipe, not a regular file"]);
    fs::remove_file(&pipe).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join(format!("dangling{}", python.ext_suffix))).unwrap();
    call(&bench, python, &folder, &[]).complains(10, &["can't read", "dangling"]);
}

#[test]
fn each_broken_file_of_a_wheel_is_told_and_counts() {
    let Some(python) = python_with_pip("each_broken_file_of_a_wheel_is_told_and_counts") else { return };
    let bench = Bench::new();
    let good = (format!("multi_phase{}", python.ext_suffix), whole(python));
    let garbage = (format!("garbage{}", python.ext_suffix), b"garbage".to_vec());
    let cut = (format!("pkg/cut{}", python.ext_suffix), good.1[..good.1.len() / 2].to_vec());
    let some = wheel_of(&bench.path(""), python, "some", &[good, garbage.clone(), cut.clone()]);
    let called = call(&bench, python, &some, &[]);
    // Of several, the first counts.
    called.complains(11, &["garbage", "is not a shared library", "cut", "is truncated"]);
    assert!(called.stdout.contains("works"), "{called:?}");
    let all = wheel_of(&bench.path(""), python, "all", &[cut, garbage]);
    call(&bench, python, &all, &[]).complains(13, &["garbage", "is not a shared library", "cut", "is truncated"]);
}

#[test]
fn modules_in_every_part_of_a_wheel_are_seen() {
    let Some(python) = python_with_pip("modules_in_every_part_of_a_wheel_are_seen") else { return };
    let bench = Bench::new();
    let (name, content) = (format!("multi_phase{}", python.ext_suffix), whole(python));
    for part in ["platlib", "purelib"] {
        let target =
            wheel_of(&bench.path(""), python, part, &[(format!("{part}-1.0.data/{part}/{name}"), content.clone())]);
        let called = call(&bench, python, &target, &["--format", "json"]);
        assert_eq!((called.code, &*verdicts(&called)["multi_phase"]["import"]), (0, "works"), "{called:?}");
        let garbage = (format!("{part}-1.0.data/{part}/garbage.so"), b"garbage".to_vec());
        let target = wheel_of(&bench.path(""), python, part, &[(name.clone(), content.clone()), garbage]);
        call(&bench, python, &target, &[]).complains(11, &["garbage.so is not a shared library"]);
    }
    for part in ["scripts", "data", "headers"] {
        let entry = format!("{part}-1.0.data/{part}/{name}");
        let target = wheel_of(&bench.path(""), python, part, &[(entry.clone(), content.clone())]);
        call(&bench, python, &target, &[]).complains(17, &[&entry, "in a folder that Python doesn't import from"]);
    }
}

#[test]
fn pth_files_of_a_wheel_are_read_as_where_it_is_installed() {
    let Some(python) = python_with_pip("pth_files_of_a_wheel_are_read_as_where_it_is_installed") else { return };
    let bench = Bench::new();
    let text = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let files = [
        (format!("near/multi_phase{}", python.ext_suffix), whole(python)),
        text("near/__init__.py", "import near_helper, sys\nassert sys.near == 'set'"),
        text("near_lib/near_helper.py", ""),
        text("near.pth", "near_lib\nimport sys; sys.near = 'set'\n"),
    ];
    let called = call(&bench, python, &wheel_of(&bench.path(""), python, "near", &files), &["--format", "json"]);
    assert_eq!((called.code, &*verdicts(&called)["near.multi_phase"]["import"]), (0, "works"), "{called:?}");
}

#[test]
fn modules_in_a_folder_that_a_pth_file_names_have_their_names_from_there() {
    let test = "modules_in_a_folder_that_a_pth_file_names_have_their_names_from_there";
    let Some(python) = python_with_pip(test) else { return };
    let bench = Bench::new();
    let text = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let files = [
        (format!("my.lib/pk/multi_phase{}", python.ext_suffix), whole(python)),
        text("my.lib/pk/__init__.py", "import at_the_top\nassert __name__ == 'pk'"),
        text("at_the_top.py", ""),
        (format!("regular/multi_phase{}", python.ext_suffix), whole(python)),
        text("regular/__init__.py", "assert __name__ == 'regular'"),
        (format!("again/pk/multi_phase{}", python.ext_suffix), whole(python)),
        (format!("by.code/multi_phase{}", python.ext_suffix), whole(python)),
        text("near.pth", "none/../my.lib\r\nregular\n../out\nagain"),
        text("other.pth", "import os, site; site.addsitedir(os.path.join(sitedir, 'by.code'))\n"),
    ];
    let called = call(&bench, python, &wheel_of(&bench.path(""), python, "near", &files), &["--format", "json"]);
    let found = verdicts(&called);
    for name in ["pk.multi_phase", "regular.multi_phase", "again.pk.multi_phase", "multi_phase"] {
        assert_eq!((called.code, &*found[name]["import"]), (0, "works"), "{called:?}");
    }
    assert_eq!(found.len(), 4, "{called:?}");
}

#[test]
fn pth_files_of_a_wheel_that_keep_python_from_starting_are_its_fault() {
    let test = "pth_files_of_a_wheel_that_keep_python_from_starting_are_its_fault";
    let Some(python) = python_with_pip(test) else { return };
    let bench = Bench::new();
    for (name, code, said) in [
        ("exits", "import os; os._exit(7)", "ends the process: exit code 7"),
        ("leaves", "import sys; sys.exit(0)", "ends the process: exit code 0"),
        ("aborts", "import os; os.abort()", "crashes: SIGABRT"),
        ("hangs", "import time; time.sleep(1000)", "doesn't finish within 3 s"),
    ] {
        let module = (format!("multi_phase{}", python.ext_suffix), whole(python));
        let files = [module, ("near.pth".to_owned(), code.as_bytes().to_vec())];
        let wheel = wheel_of(&bench.path(""), python, name, &files);
        let called = call(&bench, python, &wheel, &["--timeout", "3"]);
        called.complains(17, &["keeps Python", "from starting where it is installed", said]);
    }
}

#[test]
fn a_module_in_a_folder_of_a_wheel_that_can_be_no_package_is_a_fault() {
    let Some(python) = python_with_pip("a_module_in_a_folder_of_a_wheel_that_can_be_no_package_is_a_fault") else {
        return;
    };
    let bench = Bench::new();
    let good = (format!("multi_phase{}", python.ext_suffix), whole(python));
    let lost = (format!("my.lib/multi_phase{}", python.ext_suffix), whole(python));
    for (name, files) in [("alone", vec![lost.clone()]), ("beside", vec![good, lost])] {
        let wheel = wheel_of(&bench.path(""), python, name, &files);
        call(&bench, python, &wheel, &[]).complains(17, &["my.lib/", "in a folder that Python doesn't import from"]);
    }
}

#[test]
fn what_a_pth_file_prints_or_imports_excuses_no_module() {
    let Some(python) = python_with_pip("what_a_pth_file_prints_or_imports_excuses_no_module") else { return };
    let bench = Bench::new();
    let text = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let noisy = "import nosuchthing\n";
    let early = "import near.multi_phase\n";
    let ends = "import sys, os\nif hasattr(os, 'near'): os.abort()\nos.near = 1";
    let prints = "import atexit, os\natexit.register(os.write, 2, b'goodbye')";
    for (name, pth, code, trial, verdict) in [
        ("noisy", noisy, "", "teardown", "works"),
        ("noisier", noisy, prints, "teardown", "unclean"),
        ("early", early, prints, "teardown", "unclean"),
        ("again", early, ends, "package-reimport", "crashed"),
    ] {
        let files = [
            (format!("near/multi_phase{}", python.ext_suffix), whole(python)),
            text("near/__init__.py", code),
            text("near.pth", pth),
        ];
        let wheel = wheel_of(&bench.path(""), python, name, &files);
        let called =
            call(&bench, python, &wheel, &["--trial", "teardown,reimport,package-reimport", "--format", "json"]);
        assert_eq!(verdicts(&called)["near.multi_phase"][trial], verdict, "{name}: {called:?}");
    }
}

#[test]
fn a_wheel_whose_tag_admits_a_python_has_its_modules_for_that_python() {
    let Some(python) = python_with_pip("a_wheel_whose_tag_admits_a_python_has_its_modules_for_that_python") else {
        return;
    };
    let bench = Bench::new();
    let (fits, other) = (format!("multi_phase{}", python.ext_suffix), "multi_phase.cpython-399-x86_64-linux-gnu.so");
    let good = (fits, whole(python));
    let packed = |name: &str, files: &[(String, Vec<u8>)]| {
        call(&bench, python, &wheel_of(&bench.path(""), python, name, files), &[])
    };
    let told = ["is for Python ", "but its module `multi_phase` isn't: its tag is `.cpython-399-x86_64-linux-gnu.so`"];
    packed("other", &[(other.to_owned(), whole(python))]).complains(17, &told);
    // A file for each Python is as it should be.
    let both = packed("both", &[(other.to_owned(), whole(python)), good.clone()]);
    assert_eq!(both.code, 0, "{both:?}");
    // The stable ABI of a Python that doesn't exist yet.
    let source = write(&bench.path(""), "needs.c", NEEDS_MORE.as_bytes());
    let needs = compile_as(python, &source, &bench.path("needs.abi3.so"), &[]);
    let called = packed("needs", &[("needs.abi3.so".to_owned(), fs::read(needs).unwrap()), good]);
    called.complains(17, &["but its module `needs` isn't: this Python doesn't have PyFuture_Api"]);
}

const NEEDS_MORE: &str = "\
#include <Python.h>
extern void PyFuture_Api(void);
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = \"needs\"};
PyMODINIT_FUNC PyInit_needs(void) { PyFuture_Api(); return PyModuleDef_Init(&definition); }
";
