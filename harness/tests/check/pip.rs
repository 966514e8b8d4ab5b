//! Wheels are installed as if the user had set nothing but how to reach packages.

use std::fs;
use std::path::Path;
use std::process::Command;

use extproof::python::Python;

use crate::support::bench::Bench;
use crate::support::called::Called;
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
