//! Wheels are installed as if the user had set nothing but how to reach packages.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::isolate::{Confinement, Interrupt};
use extproof::python::Python;

use super::report::twin;
use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::not_run;
use crate::support::pythons::pythons;
use crate::support::wheels::{python_with_pip, sources, wheel};

/// `extproof check` of a wheel, offline, in a home of its own.
fn command(bench: &Bench, python: &Python, wheel: &Path) -> Command {
    let mut command = bench.command(&["check", "--trial", "import", "--python"]);
    command.arg(&python.executable).arg(wheel).env("HOME", bench.path("home")).env("PIP_NO_INDEX", "1");
    for variable in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "PIP_CONFIG_FILE", "PIP_FIND_LINKS"] {
        command.env_remove(variable);
    }
    command
}

/// A bench with an empty home.
fn bench() -> Bench {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("home/.config/pip")).unwrap();
    bench
}

fn set(bench: &Bench, settings: &str) {
    fs::write(bench.path("home/.config/pip/pip.conf"), settings).unwrap();
}

fn works(command: &mut Command) {
    let called = Called::new(command);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(called.stdout.contains("multi_phase"), "{called:?}");
}

#[test]
fn settings_that_change_where_or_whether_pip_installs_do_not_count() {
    let Some(python) = python_with_pip("a wheel among settings of pip") else { return };
    let bench = bench();
    let wheel = wheel(&bench.path("home"), python, None);
    let elsewhere = bench.path("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    for (name, value) in [
        ("PIP_REQUIRE_VIRTUALENV", "1"),
        ("PIP_USER", "1"),
        ("PIP_DRY_RUN", "1"),
        ("PIP_ROOT", elsewhere),
        ("PIP_TARGET", elsewhere),
        ("PIP_PREFIX", elsewhere),
        ("PIP_NO_BINARY", ":all:"),
        ("PYTHONINSPECT", "1"),
        ("PYTHONWARNINGS", "error"),
        ("PYTHONHOME", elsewhere),
        ("PYTHONPATH", elsewhere),
    ] {
        works(command(&bench, python, &wheel).env(name, value));
    }
    set(
        &bench,
        "[global]\nuser = true\nrequire-virtualenv = true\nquiet = 3\nno-cache-dir = false\n[install]\nno-binary = :all:\n",
    );
    works(&mut command(&bench, python, &wheel));
    assert!(!Path::new(elsewhere).exists());
}

/// A copy of a Python whose standard library and packages have no pip. Old pips know no wheels of free-threaded Pythons.
fn without_pip(bench: &Bench) -> Option<(&'static Python, PathBuf)> {
    let prefix = bench.path("pipless");
    let (python, executable) = pythons()
        .iter()
        .rev()
        .filter(|python| !python.version.free_threaded)
        .find_map(|python| Some((python, twin(python, &prefix)?)))?;
    let library = prefix.join("lib").join(python.stdlib.file_name().unwrap());
    fs::remove_file(&library).unwrap();
    fs::create_dir(&library).unwrap();
    for entry in fs::read_dir(&python.stdlib).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_name() != "ensurepip" && entry.file_name() != "site-packages" {
            symlink(entry.path(), library.join(entry.file_name())).unwrap();
        }
    }
    Some((python, executable))
}

/// `extproof check` of a wheel for the Python without pip, with these programs on the path.
fn pipless(bench: &Bench, executable: &Path, wheel: &Path, path: &Path) -> Command {
    let mut command = bench.command(&["check", "--trial", "import", "--python"]);
    command.arg(executable).arg(wheel).env("HOME", bench.path("home")).env("PIP_NO_INDEX", "1").env("PATH", path);
    command
}

#[test]
fn a_python_without_pip_gets_a_wheel_from_the_pip_of_another() {
    let test = "a wheel for a Python without pip";
    let Some(other) = python_with_pip(test) else { return };
    let bench = bench();
    let Some((python, executable)) = without_pip(&bench) else { return not_run(test, "no Python can be copied") };
    let (path, packages) = (bench.path("path"), bench.path("packages"));
    fs::create_dir(&path).unwrap();
    fs::create_dir(&packages).unwrap();
    sources(&packages, "other", "");
    let required = wheel(&bench.path("home"), python, Some("other"));
    // Without any pip, what it requires isn't available.
    let called = Called::new(&mut pipless(&bench, &executable, &required, &path));
    called.complains(17, &["there is no pip for it, and the wheel requires other; install pip"]);
    symlink(&other.executable, path.join("python3")).unwrap();
    works(pipless(&bench, &executable, &required, &path).env("PIP_FIND_LINKS", &packages));
    // What pip says is shown.
    let called = Called::new(&mut pipless(&bench, &executable, &required, &path));
    called.complains(17, &["No matching distribution found for other"]);
}

#[test]
fn a_wheel_that_requires_nothing_is_unpacked_where_there_is_no_pip() {
    let bench = bench();
    let Some((python, executable)) = without_pip(&bench) else {
        return not_run("a wheel without any pip", "no Python can be copied");
    };
    let wheel = wheel(&bench.path("home"), python, Some("other; extra == 'more'"));
    works(&mut pipless(&bench, &executable, &wheel, &bench.path("nothing")));
}

#[test]
fn settings_that_say_how_to_reach_packages_count() {
    let Some(python) = python_with_pip("a wheel that requires another") else { return };
    let bench = bench();
    let (wheel, packages) = (wheel(&bench.path("home"), python, Some("other")), bench.path("packages"));
    fs::create_dir(&packages).unwrap();
    sources(&packages, "other", "");
    let called = Called::new(&mut command(&bench, python, &wheel));
    called.complains(17, &["can't install", "Could not find a version that satisfies the requirement other"]);
    called.complains(17, &["No matching distribution found for other"]);
    works(command(&bench, python, &wheel).env("PIP_FIND_LINKS", &packages));
    works(command(&bench, python, &wheel).env("PIP_FIND_LINKS", "nowhere packages").current_dir(bench.path("")));
    set(&bench, &format!("[install]\nfind-links =\n    /nowhere\n    {}\n", packages.display()));
    works(&mut command(&bench, python, &wheel));
}

#[test]
fn what_is_built_for_a_wheel_sees_nothing_of_the_environment() {
    let Some(python) = python_with_pip("a wheel that requires what has to be built") else { return };
    let bench = bench();
    let (wheel, packages, seen) =
        (wheel(&bench.path("home"), python, Some("other")), bench.path("packages"), bench.path("seen"));
    fs::create_dir(&packages).unwrap();
    let code = format!("import os\nopen({seen:?}, 'w').write(os.path.expanduser('~') + repr(dict(os.environ)))");
    sources(&packages, "other", &code);
    works(command(&bench, python, &wheel).env("PIP_FIND_LINKS", &packages).env("SECRET_TOKEN", "hunter2"));
    let seen = fs::read_to_string(seen).unwrap();
    assert!(!seen.contains("hunter2") && !seen.starts_with(bench.path("home").to_str().unwrap()), "{seen}");
}

#[test]
fn in_the_sandbox_nothing_is_built_however_it_is_required() {
    let test = "a wheel in the sandbox that requires what has to be built";
    let Some(other) = python_with_pip(test) else { return };
    let bench = bench();
    let Some((python, executable)) = without_pip(&bench) else { return not_run(test, "no Python can be copied") };
    if Confinement::find(&Interrupt::never().unwrap()).is_err() {
        return not_run(test, "there is no bubblewrap");
    }
    let (path, packages, built) = (bench.path("path"), bench.path("packages"), bench.path("built"));
    fs::create_dir(&path).unwrap();
    fs::create_dir(&packages).unwrap();
    for program in ["bwrap", "sh"] {
        symlink(which::which(program).unwrap(), path.join(program)).unwrap();
    }
    symlink(&other.executable, path.join("python3")).unwrap();
    sources(&packages, "other", &format!("open({built:?}, 'w')"));
    let by_address = format!("other @ file://{}/other-1.0.tar.gz", packages.display());
    for (number, required) in ["other", &by_address].into_iter().enumerate() {
        for (python, executable) in [(other, &other.executable), (python, &executable)] {
            let folder = bench.path(&format!("home/{number}-{}", python.version));
            fs::create_dir_all(&folder).unwrap();
            let wheel = wheel(&folder, python, Some(required));
            let mut command = pipless(&bench, executable, &wheel, &path);
            // What was built once would be taken from the cache.
            let command = command.env("PIP_FIND_LINKS", &packages).env("PIP_NO_CACHE_DIR", "1");
            works(command);
            fs::remove_file(&built).unwrap();
            let called = Called::new(command.arg("--sandbox"));
            called.complains(17, &["can't install"]);
            assert!(!built.exists(), "{required}: {called:?}");
        }
    }
}
