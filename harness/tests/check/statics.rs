//! What `extproof check` says of objects that modules keep in C statics.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, materials};
use crate::support::not_run;
use crate::support::pythons::{python, pythons};

/// What the trial says of a module.
#[derive(Debug)]
struct Said {
    verdict: String,
    /// Each static with what it points to, and how that came about: `s`hared, `r`eplaced, replaced and the interpreter `e`nded,
    /// still there `a`gain.
    kept: Vec<String>,
    notes: Vec<String>,
    remarks: String,
}

/// Checks libraries on a Python, and gives what is said of each module.
fn statics(bench: &Bench, python: &Python, libraries: &[PathBuf], more: &[&str]) -> BTreeMap<String, Said> {
    let mut arguments = vec!["--format", "json", "--trial", "statics", "--require", "statics"];
    arguments.extend(more);
    arguments.extend(libraries.iter().map(|path| path.to_str().unwrap()));
    let called = check(bench, python, &arguments);
    let found: Value = serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let modules = found["modules"].as_array().unwrap().iter();
    modules.map(|module| (module["name"].as_str().unwrap().to_owned(), said(module))).collect()
}

fn said(module: &Value) -> Said {
    let trials = module["trials"].as_array().unwrap();
    let trial = trials.iter().find(|trial| trial["trial"] == "statics").unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let kept = |object: &Value| {
        let how = ["shared", "replaced", "ended", "survives"].iter().zip("srea".chars());
        let how: String = how.filter(|(name, _)| object["how"][*name] == true).map(|(_, letter)| letter).collect();
        let library = object["library"].as_str().map(|library| format!(" in {library}")).unwrap_or_default();
        format!("{}{library}: {} {how}", object["symbol"].as_str().unwrap(), object["type"].as_str().unwrap())
    };
    Said {
        verdict: trial["verdict"].as_str().unwrap().to_owned(),
        kept: list(&trial["kept"]).iter().map(kept).collect(),
        notes: list(&trial["notes"]).iter().map(|note| note.as_str().unwrap().to_owned()).collect(),
        remarks: module["remarks"].to_string(),
    }
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/statics").join(name)
}

/// Compiles one of the modules beside this file.
fn compile(bench: &Bench, python: &Python, name: &str, options: &[&str]) -> PathBuf {
    let file = source(name);
    let library =
        bench.path("cases").join(format!("{}{}", file.file_stem().unwrap().to_str().unwrap(), python.ext_suffix));
    let compiler = if name.ends_with(".cpp") { "c++" } else { "cc" };
    let mut command = Command::new(compiler);
    command.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(file).args(options);
    command.args(python.include_dirs.iter().map(|folder| format!("-I{}", folder.display())));
    succeed(&mut command);
    library
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// Compiles a module and checks it.
fn compiled(python: &Python, name: &str, options: &[&str]) -> Said {
    let bench = Bench::new();
    let library = compile(&bench, python, name, options);
    only(&bench, python, library)
}

fn only(bench: &Bench, python: &Python, library: PathBuf) -> Said {
    let (_, said) = statics(bench, python, &[library], &[]).pop_first().unwrap();
    said
}

/// Fixtures that no Python can import, or not in this way.
const NOT_IMPORTED: [&str; 24] = [
    "create_null",
    "create_raises",
    "create_returns_int_with_exec",
    "create_with_exception",
    "exec_exits",
    "exec_fails_silently",
    "exec_ok_with_exception",
    "exec_deletes_itself",
    "exec_raises",
    "exec_replaces_itself",
    "init_aborts",
    "init_crashes",
    "init_exits",
    "init_hangs",
    "init_imports_helper",
    "init_module_and_exception",
    "init_module_without_def",
    "init_not_module",
    "init_null",
    "init_raises",
    "init_uninitialized_def",
    "non_ascii",
    "non_ascii_single_phase",
    "unknown_slot",
];

#[test]
fn only_fixtures_that_are_made_for_it_keep_objects() {
    let bench = Bench::new();
    for python in pythons() {
        let libraries = materials(python).libraries;
        let imported = libraries.iter().filter(|(name, _)| !NOT_IMPORTED.contains(&name.as_str()));
        let imported: Vec<PathBuf> = imported.map(|(_, path)| path.clone()).collect();
        let said = statics(&bench, python, &imported, &[]);
        assert!(said.len() > 35, "{said:?}");
        for (name, said) in said {
            let where_ = format!("{name} on Python {}: {said:?}", python.version);
            // Some can't be imported by this Python: that is for other trials.
            let verdict = match name.as_str() {
                "caches_objects" | "keeps_itself" => "keeps",
                "once_per_process" => "n/a",
                _ if said.verdict == "n/a" => continue,
                _ => "works",
            };
            assert_eq!(said.verdict, verdict, "{where_}");
            let types = if name == "static_types" { 1 } else { 0 };
            assert_eq!(
                said.notes.iter().filter(|note| note.starts_with("1 static type in")).count(),
                types,
                "{where_}"
            );
            if name == "keeps_itself" {
                // A free-threaded Python refuses it in further interpreters. Its second initialization uses objects of the
                // first, which from 3.14 on crashes in some processes before its statics are looked at.
                let kept: &[&str] = match (python.version.free_threaded, python.version.minor) {
                    (true, _) => &["kept: module a"],
                    (false, ..14) => &["kept: module sa"],
                    (false, _) => &["kept: module sa", "kept: module s"],
                };
                let [seen] = &said.kept[..] else { panic!("{where_}") };
                assert!(kept.contains(&seen.as_str()), "{where_}");
            }
            if name == "caches_objects" {
                // Python 3.12 makes interned strings immortal, as free-threaded Pythons do.
                let immortal = python.version.minor == 12 || python.version.free_threaded;
                let kept: &[&str] =
                    if immortal { &["kept_list: list sa"] } else { &["kept_list: list sa", "kept_name: str sa"] };
                // Compilers put them in any order.
                let mut sorted = said.kept.clone();
                sorted.sort();
                assert_eq!(sorted, kept, "{where_}");
                assert_eq!(
                    said.notes.iter().any(|note| note.starts_with("1 immortal object in")),
                    immortal,
                    "{where_}"
                );
            }
        }
    }
}

#[test]
fn an_object_that_no_attribute_shows_is_found() {
    for python in pythons() {
        let said = compiled(python, "cache.c", &[]);
        assert_eq!(
            (said.verdict.as_str(), said.kept.as_slice()),
            ("keeps", &["cache: dict sa".to_owned()][..]),
            "{said:?}"
        );
        assert!(!said.remarks.contains("C statics"), "{said:?}");
    }
}

/// Names in the code of a package are immortal, which isn't for ever: from 3.14 on, finalizations free them.
#[test]
fn an_immortal_name_of_an_earlier_initialization_is_kept() {
    for python in pythons() {
        let bench = Bench::new();
        let package = bench.path("cases").join("named");
        fs::create_dir(&package).unwrap();
        fs::write(package.join("__init__.py"), "def use(it): return it.a_name_that_nobody_else_has").unwrap();
        let library = compile(&bench, python, "interned.c", &[]);
        let inside = package.join(library.file_name().unwrap());
        fs::rename(library, &inside).unwrap();
        let said = only(&bench, python, inside);
        let kept: &[&str] = match (python.version.minor, python.version.free_threaded) {
            (..12, _) => &["name: str sa"],
            (14.., false) => &["name: str a"],
            _ => &[],
        };
        let verdict = if kept.is_empty() { "works" } else { "keeps" };
        assert_eq!(
            (said.verdict.as_str(), said.kept.as_slice()),
            (verdict, &kept.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..]),
            "Python {}: {said:?}",
            python.version
        );
    }
}

#[test]
fn who_declares_support_and_keeps_objects_is_told() {
    for python in pythons().iter().filter(|python| python.version.minor >= 12) {
        let said = compiled(python, "cache.c", &["-DOWN_GIL"]);
        assert_eq!(
            (said.verdict.as_str(), said.kept.as_slice()),
            ("keeps", &["cache: dict sa".to_owned()][..]),
            "{said:?}"
        );
        assert!(said.remarks.contains("its C statics keep 1 object"), "{said:?}");
    }
}

#[test]
fn objects_fail_the_check_only_where_that_is_required() {
    let (bench, python) = (Bench::new(), python());
    let library = compile(&bench, python, "cache.c", &[]);
    let call = |require: &str| {
        let library = library.to_str().unwrap();
        let trials = ["--trial", "statics", "--require", require, "--format", "junit"];
        check(&bench, python, &[&[library][..], &trials].concat())
    };
    let (free, required) = (call("import"), call("statics"));
    assert_eq!((free.code, required.code), (exit::PASSED, exit::FAILED), "{free:?} {required:?}");
    let words = "keeps: a second interpreter uses the first one";
    let told = |called: &Called, element: &str| {
        let element = called.stdout.split(&format!("<{element}")).nth(1).unwrap_or_default();
        element.contains(words)
    };
    assert!(told(&free, "skipped message=\"not required") && !free.stdout.contains("<failure"), "{free:?}");
    assert!(told(&required, "failure"), "{required:?}");
}

#[test]
fn a_stripped_library_has_sections() {
    for python in pythons() {
        let said = compiled(python, "cache.c", &["-s"]);
        let [kept] = said.kept.as_slice() else { panic!("{said:?}") };
        assert!(kept.starts_with(".bss+0x") && kept.ends_with(": dict sa"), "{said:?}");
    }
}

#[test]
fn objects_of_the_last_import_are_told_from_those_of_the_first() {
    for python in pythons() {
        let said = compiled(python, "last.c", &[]);
        let kept = ["kept+0x8: exception last.Error re", "kept+0x18: heap type last.Kind re"];
        assert_eq!((said.verdict.as_str(), said.kept.as_slice()), ("keeps", &kept.map(str::to_owned)[..]), "{said:?}");
        let said = compiled(python, "last.c", &["-DCLEARS"]);
        let kept = ["kept+0x8: exception last.Error r", "kept+0x18: heap type last.Kind r"];
        assert_eq!((said.verdict.as_str(), said.kept.as_slice()), ("keeps", &kept.map(str::to_owned)[..]), "{said:?}");
    }
}

#[test]
fn what_the_users_code_puts_there_is_found() {
    let put = "import lazy\nlazy.put({EXTPROOF_TRIAL})";
    for python in pythons() {
        let bench = Bench::new();
        let library = compile(&bench, python, "lazy.c", &[]);
        assert_eq!(only(&bench, python, library.clone()).verdict, "works");
        let (_, said) = statics(&bench, python, &[library], &["--use", put]).pop_first().unwrap();
        assert_eq!(
            (said.verdict.as_str(), said.kept.as_slice()),
            ("keeps", &["kept: set sa".to_owned()][..]),
            "{said:?}"
        );
    }
}

#[test]
fn what_is_pythons_or_no_object_is_not_kept() {
    for python in pythons() {
        let said = compiled(python, "harmless.c", &[]);
        assert_eq!((said.verdict.as_str(), said.kept.len()), ("works", 0), "{}: {said:?}", python.version);
        let notes = ["1 static type and 1 immortal object in C statics, which every interpreter may use"];
        assert_eq!(said.notes, notes, "{}: {said:?}", python.version);
    }
}

/// In 3.14 and later, the hash of a tuple is there instead, and in free-threaded builds heads are longer: then it's just a static.
#[test]
fn a_look_leaves_alone_what_only_looks_like_an_object() {
    for python in pythons() {
        let said = compiled(python, "sized.c", &[]);
        assert_eq!((said.verdict.as_str(), said.kept.len()), ("works", 0), "{}: {said:?}", python.version);
    }
}

#[test]
fn what_begins_like_a_type_hides_nothing() {
    for python in pythons() {
        let said = compiled(python, "decoy.c", &[]);
        assert_eq!(said.kept, ["table+0x140: dict sa"], "{}: {said:?}", python.version);
    }
}

#[test]
fn a_static_of_a_function_in_cpp_is_found() {
    for python in pythons() {
        let said = compiled(python, "local.cpp", &["-fvisibility=hidden", "-O2"]);
        let [kept] = said.kept.as_slice() else { panic!("{said:?}") };
        assert!(kept.contains("everything") && kept.ends_with("4list: list sa"), "{said:?}");
    }
}

#[test]
fn a_static_in_rust_is_found() {
    if Command::new("rustc").arg("--version").output().is_err() {
        not_run("a_static_in_rust_is_found", "there is no rustc");
        return;
    }
    for python in pythons() {
        let bench = Bench::new();
        let library = bench.path("cases").join(format!("rusty{}", python.ext_suffix));
        let mut command = Command::new("rustc");
        command.args(["--edition", "2024", "--crate-type", "cdylib", "-O", "-A", "warnings", "-o"]).arg(&library);
        if python.version.free_threaded {
            command.args(["--cfg", "free_threaded"]);
        }
        succeed(command.arg(source("rusty.rs")));
        let said = only(&bench, python, library);
        let [kept] = said.kept.as_slice() else { panic!("{}: {said:?}", python.version) };
        assert!(kept.contains("NUMBER") && kept.ends_with(": int sa"), "{said:?}");
    }
}

#[test]
fn libraries_that_a_module_brings_along_count() {
    for python in pythons() {
        let bench = Bench::new();
        let folder = bench.path("cases");
        let brought = folder.join("libbrought.so");
        succeed(Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&brought).arg(source("brought.c")));
        let search = ["-Wl,-rpath,$ORIGIN".to_owned(), format!("-L{}", folder.display()), "-lbrought".to_owned()];
        let library = compile(&bench, python, "brings.c", &search.each_ref().map(String::as_str));
        let said = only(&bench, python, library);
        assert_eq!(said.kept, ["brought_first in libbrought.so: module sa"], "{}: {said:?}", python.version);
        fs::remove_file(brought).unwrap();
    }
}
