use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use super::machine::{Machine, elf};
use crate::isolate::Interrupt;
use crate::python::facts::Facts;
use crate::python::inquiry::{self, TIME_LIMIT};
use crate::python::{Error, Python, UnusablePython, select};
use crate::version::{SUPPORTED_MINORS, Version};

fn ask(python: &Path, limit: Duration) -> Result<Facts, UnusablePython> {
    inquiry::ask(python, limit, &Interrupt::never().unwrap())
}

/// The outcome for the only Python of a machine.
fn outcome(machine: &Machine) -> Result<Python, UnusablePython> {
    let mut discovery = machine.discover(&machine.request(&[]));
    assert_eq!(discovery.candidates.len(), 1);
    discovery.candidates.remove(0).outcome
}

#[test]
fn unsupported_pythons_are_named() {
    let last = SUPPORTED_MINORS.end();
    let (newer, too_new) =
        (format!("3.{}.0", last + 1), format!("newer than 3.{last}, the newest that this extproof supports"));
    for (number, implementation, reason) in [
        ("3.8.18", "cpython", "older than 3.9"),
        ("2.7.18", "cpython", "older than 3.9"),
        (newer.as_str(), "cpython", too_new.as_str()),
        ("4.0.0", "cpython", too_new.as_str()),
        ("3.10.0", "pypy", "older than pypy3.11"),
        ("3.12.0", "pypy", "newer than pypy3.11, the newest that this extproof supports"),
        ("3.11.0", "graalpy", "graalpy, neither CPython nor PyPy"),
    ] {
        let machine = Machine::new();
        machine.python_with("pyenv/versions/x", number, |facts| facts["implementation"] = json!(implementation));
        let candidate = &machine.discover(&machine.request(&[])).candidates[0];
        assert_eq!(candidate.outcome.as_ref().unwrap_err().to_string(), reason);
        let named = if implementation == "pypy" { format!("pypy{number}") } else { number.to_owned() };
        assert_eq!(candidate.version.as_ref(), Some(&named));
    }
}

#[test]
fn what_is_missing_is_told_with_advice() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    let prefix = machine.path("pyenv/versions/3.12.1");
    fs::remove_file(prefix.join("lib/libpython3.12.so")).unwrap();
    let why = outcome(&machine).unwrap_err();
    assert!(why.advice().unwrap().ends_with("PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.12.1"));
    let UnusablePython::NoLibrary { version, .. } = why else { panic!() };
    let (library, headers) = (
        UnusablePython::NoLibrary { version, prefix: "/usr".into() },
        UnusablePython::NoHeaders { version, prefix: "/usr".into() },
    );
    assert!(library.advice().unwrap().ends_with("apt-get install libpython3.12"));
    assert!(headers.advice().unwrap().ends_with("apt-get install python3.12-dev"));
}

#[test]
fn pypy_needs_no_library_but_headers() {
    let machine = Machine::new();
    let pypy = machine.python_with("pyenv/versions/pypy", "3.11.17", |facts| {
        facts["implementation"] = json!("pypy");
        facts["shared"] = json!(false);
    });
    fs::rename(&pypy, pypy.with_file_name("pypy3.11")).unwrap();
    fs::remove_file(machine.path("pyenv/versions/pypy/lib/libpython3.11.so")).unwrap();
    let python = outcome(&machine).unwrap();
    assert_eq!(python.version.to_string(), "pypy3.11.17");
    assert_eq!((&python.shared_library, &python.static_library, python.lacks_headers()), (&None, &None, None));
    fs::remove_dir_all(machine.path("pyenv/versions/pypy/include")).unwrap();
    let why = outcome(&machine).unwrap().lacks_headers().unwrap();
    assert_eq!(why.advice().unwrap(), "reinstall it with its headers");
    let UnusablePython::NoHeaders { version, .. } = why else { panic!() };
    let of_system = UnusablePython::NoHeaders { version, prefix: "/usr".into() };
    assert!(of_system.advice().unwrap().ends_with("apt-get install pypy3-dev"));
}

#[test]
fn what_is_no_python_is_told_why() {
    let machine = Machine::new();
    let asked = |text: &str| ask(&machine.script("python3", text), TIME_LIMIT).unwrap_err();
    assert_eq!(asked("echo shim: none >&2; echo hint >&2; exit 127"), UnusablePython::Failed("shim: none".into()));
    assert_eq!(asked("echo Traceback >&2; echo OSError: no >&2; exit 1"), UnusablePython::Failed("OSError: no".into()));
    assert_eq!(asked("exit 3"), UnusablePython::Failed("exit code 3".into()));
    assert!(matches!(asked("echo hello"), UnusablePython::Garbage(why) if why.ends_with("`hello`")));
    assert!(matches!(asked("echo '{}'"), UnusablePython::Garbage(why) if why.contains("missing field")));
    assert_eq!(asked(""), UnusablePython::Garbage("empty".into()));
    let flood = machine.script("python3", "while :; do echo 0123456789; done");
    assert_eq!(ask(&flood, Duration::from_secs(2)), Err(UnusablePython::Garbage("too long".into())));
    assert_eq!(ask(&machine.path("nowhere"), TIME_LIMIT), Err(UnusablePython::Missing));
    assert!(matches!(ask(&machine.write("python", ""), TIME_LIMIT), Err(UnusablePython::Failed(_))));
}

#[test]
fn what_hangs_is_killed_with_its_children() {
    let machine = Machine::new();
    let alive = machine.path("alive");
    let text = format!("(sleep 1; echo >'{}') &\nexec sleep 60", alive.display());
    let started = Instant::now();
    assert_eq!(ask(&machine.script("python3", &text), Duration::from_millis(200)), Err(UnusablePython::Hung(0)));
    // It has closed its output, but doesn't end.
    let text = "exec >&- 2>&-; sleep 60";
    assert_eq!(ask(&machine.script("python3", text), Duration::from_millis(200)), Err(UnusablePython::Hung(0)));
    assert!(started.elapsed() < Duration::from_secs(10));
    std::thread::sleep(Duration::from_millis(1200));
    assert!(!alive.exists());
}

#[test]
fn a_moved_python_is_taken_from_where_it_is() {
    let machine = Machine::new();
    let at = |path: &str| json!(machine.path(path));
    machine.python_with("pyenv/versions/moved", "3.14.8", |facts| {
        facts["built_stdlib"] = at("usr/lib/python3.14");
        facts["include_dirs"] = json!([at("usr/include/python3.14")]);
        facts["library_dirs"] = json!([at("usr/lib")]);
        facts["multiarch"] = json!("x86_64-linux-gnu");
    });
    let moved = machine.path("pyenv/versions/moved");
    machine.write("pyenv/versions/moved/include/x86_64-linux-gnu/python3.14/pyconfig.h", "");
    // What is at the place it was built for belongs to another one.
    machine.headers("usr/include/python3.14", "3.14.8");
    machine.write("usr/lib/libpython3.14.so", "");
    let python = outcome(&machine).unwrap();
    assert_eq!(python.include_dirs, [moved.join("include/python3.14"), moved.join("include")]);
    let library = python.shared_library.unwrap();
    assert_eq!((library.dir, library.path), (moved.join("lib"), moved.join("lib/libpython3.14.so")));
    assert_eq!(library.link_name, "python3.14");

    fs::remove_file(moved.join("lib/libpython3.14.so")).unwrap();
    assert!(matches!(outcome(&machine), Err(UnusablePython::NoLibrary { .. })));
    symlink(machine.path("usr/lib/libpython3.14.so"), moved.join("lib/libpython3.14.so")).unwrap();
    assert!(matches!(outcome(&machine), Err(UnusablePython::NoLibrary { .. })));
    fs::remove_file(moved.join("lib/libpython3.14.so")).unwrap();
    machine.write("pyenv/versions/moved/lib/libpython3.14.so", "");
    fs::remove_dir_all(moved.join("include")).unwrap();
    assert!(outcome(&machine).unwrap().lacks_headers().is_some());
}

#[test]
fn headers_of_another_patch_are_none() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    machine.headers("pyenv/versions/3.12.1/include/python3.12", "3.12.10");
    assert!(outcome(&machine).unwrap().lacks_headers().is_some());
}

#[test]
fn only_what_compiles_needs_headers() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    fs::remove_file(machine.path("pyenv/versions/3.12.1/include/python3.12/pyconfig.h")).unwrap();
    machine.pyenv("3.12.0");
    let request = machine.request(&["3.12"]);
    let discovery = machine.discover(&request);
    assert_eq!(select(&discovery, &request).unwrap()[0].python.version, Version::new(12, 1));
    let discovery = discovery.with_headers();
    assert_eq!(select(&discovery, &request).unwrap()[0].python.version, Version::new(12, 0));
    let path = machine.path("pyenv/versions/3.12.1").to_string_lossy().into_owned();
    let request = machine.request(&[&path]);
    let error = select(&machine.discover(&request).with_headers(), &request).unwrap_err();
    assert!(matches!(error, Error::Unusable { reason: UnusablePython::NoHeaders { .. }, .. }), "{error}");
}

#[test]
fn the_library_that_programs_load_is_enough() {
    let machine = Machine::new();
    for (prefix, file, said) in [
        ("pyenv/versions/a", "lib/libpython3.12.so.1.0", "libpython3.12.so.1.0"),
        ("pyenv/versions/a", "lib/x86_64-linux-gnu/libpython3.12.so.2.0", "libpython3.12.so.2.0"),
        // As conda's Pythons do.
        ("pyenv/versions/a", "lib/libpython3.12.so.1.0", "libpython3.12.a"),
    ] {
        machine.python_with(prefix, "3.12.1", |facts| {
            let lib = machine.path(prefix).join("lib");
            facts["library_dirs"] = json!([lib, lib.join("x86_64-linux-gnu")]);
            facts["library_file"] = json!(said);
        });
        let folder = machine.path(prefix);
        fs::remove_file(folder.join("lib/libpython3.12.so")).unwrap();
        assert!(matches!(outcome(&machine), Err(UnusablePython::NoLibrary { .. })), "{file}");
        let path = machine.write(&format!("{prefix}/{file}"), "");
        let library = outcome(&machine).unwrap().shared_library.unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!((library.link_name, &library.path), (format!(":{name}"), &path));
        assert_eq!(library.dir, path.parent().unwrap());
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_static_python_is_enough() {
    let machine = Machine::new();
    machine.python_with("pyenv/versions/3.12.1", "3.12.1", |facts| facts["shared"] = json!(false));
    assert!(outcome(&machine).is_err(), "the shared library there is left from another build");
    let archive = machine.write("pyenv/versions/3.12.1/lib/libpython3.12.a", "");
    let python = outcome(&machine).unwrap();
    assert_eq!((python.shared_library, python.static_library), (None, Some(archive)));
    assert_eq!(python.static_link_flags, ["-ldl", "-lm"]);
}

#[test]
fn free_threading_has_its_own_names() {
    let machine = Machine::new();
    machine.python_with("pyenv/versions/t", "3.13.1", |facts| facts["free_threaded"] = json!(true));
    assert!(outcome(&machine).is_err(), "libpython3.13.so is that of the plain build");
    machine.write("pyenv/versions/t/lib/libpython3.13t.so", "");
    let python = outcome(&machine).unwrap();
    assert_eq!(python.version.to_string(), "3.13.1t");
    assert_eq!(python.shared_library.unwrap().link_name, "python3.13t");
}

#[test]
fn the_version_of_glibc_is_known_if_the_python_knows_it() {
    for (said, glibc) in [
        ("glibc 2.36", Some((2, 36))),
        ("glibc 2.17-custom", Some((2, 17))),
        ("", None),
        ("glibc", None),
        ("musl 1.2", None),
    ] {
        let machine = Machine::new();
        machine.python_with("pyenv/versions/x", "3.12.1", |facts| facts["c_library"] = json!(said));
        assert_eq!(outcome(&machine).unwrap().glibc, glibc, "{said}");
    }
}

#[test]
fn a_c_library_of_its_own_is_noticed() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    let prefix = "pyenv/versions/3.12.1";
    let python = outcome(&machine).unwrap();
    assert!(!python.own_c_library && python.runtime_library_dirs.is_empty());

    let linker = machine.write(&format!("{prefix}/libc/ld.so"), "");
    machine.write(&format!("{prefix}/libc/libc.so.6"), "");
    machine.write(
        &format!("{prefix}/bin/real"),
        elf(linker.to_str().unwrap(), "$ORIGIN/../lib:/nowhere:${ORIGIN}/../lib"),
    );
    let python = outcome(&machine).unwrap();
    assert_eq!((python.own_c_library, python.elf_interpreter.as_path()), (true, linker.as_path()));
    let dirs = ["lib", "libc"].map(|dir| machine.path(prefix).join(dir));
    assert_eq!(python.runtime_library_dirs, dirs);

    machine.write(&format!("{prefix}/bin/real"), "text");
    assert!(matches!(outcome(&machine), Err(UnusablePython::NoInterpreter(_))));
    assert_eq!(python.library().parent(), Some(Path::new(&dirs[0])));
}
