//! Other modules of the user's choice, before and after the one under test.

use std::fs;
use std::path::Path;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, compile, trial, verdicts};
use crate::support::pythons::{python, pythons};
use crate::support::wheels::{python_with_pip, wheel, wheel_of};

/// The module `unsocial`, and beside it a module `partner` with this code.
fn unsocial(bench: &Bench, python: &extproof::python::Python, code: &str) -> String {
    let folder = bench.path(&format!("cases/{}", python.version));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("partner.py"), code).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/unsocial.c");
    compile(python, &source, &folder).to_str().unwrap().to_owned()
}

#[test]
fn modules_that_break_each_other_are_told_and_fail_the_check() {
    let bench = Bench::new();
    for python in pythons() {
        let code = "import sys\nif 'unsocial' in sys.modules: raise LookupError('unsocial was here')";
        let library = unsocial(&bench, python, code);
        let arguments = [&library, "--with", "partner", "--trial", "import", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(called.code, exit::FAILED, "{called:?}");
        for (name, step, kind) in
            [("after-others", "import unsocial", "RuntimeError"), ("before-others", "import partner", "LookupError")]
        {
            let trial = trial(&called, name);
            assert_eq!((&trial["verdict"], &trial["step"]), (&"fails".into(), &step.into()), "{called:?}");
            assert!(trial["detail"].as_str().unwrap().starts_with(kind), "{trial}");
        }
    }
}

#[test]
fn only_the_order_that_fails_is_at_fault() {
    let bench = Bench::new();
    let library = unsocial(&bench, python(), "");
    let arguments = [&library, "--with", "partner", "--with", "json", "--trial", "import", "--format", "json"];
    let found = &verdicts(&check(&bench, python(), &arguments))["unsocial"];
    assert_eq!((&*found["after-others"], &*found["before-others"]), ("fails", "works"));
}

#[test]
fn a_module_that_does_not_work_by_itself_is_told_as_such() {
    let bench = Bench::new();
    let library = unsocial(&bench, python(), "raise ZeroDivisionError");
    for (other, kind) in [("partner", "ZeroDivisionError"), ("nowhere", "ModuleNotFoundError")] {
        let arguments = [&library, "--with", other, "--trial", "import", "--format", "json"];
        let called = check(&bench, python(), &arguments);
        assert_eq!(called.code, exit::FAILED, "{called:?}");
        for name in ["after-others", "before-others"] {
            let detail = trial(&called, name)["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains(&format!("don't work without it, either: {kind}")), "{detail}");
        }
    }
}

#[test]
fn code_of_the_user_runs_after_both() {
    let bench = Bench::new();
    let library = unsocial(&bench, python(), "");
    let code = "import sys; assert EXTPROOF_TRIAL != 'before-others' or 'partner' not in sys.modules, 'both'";
    let arguments = [&library, "--with", "partner", "--use", code, "--trial", "before-others", "--format", "json"];
    let called = check(&bench, python(), &arguments);
    assert_eq!(trial(&called, "before-others")["step"], "use", "{called:?}");
}

#[test]
fn without_other_modules_their_trials_say_nothing() {
    let bench = Bench::new();
    let library = unsocial(&bench, python(), "");
    let called = check(&bench, python(), &[&library, "--require", "after-others", "--format", "json"]);
    assert_eq!((&trial(&called, "after-others")["verdict"], called.code), (&"n/a".into(), exit::PASSED), "{called:?}");
    let called = check(&bench, python(), &[&library, "--format", "json"]);
    assert!(!verdicts(&called)["unsocial"].contains_key("before-others"), "{called:?}");
}

#[test]
fn what_brings_it_is_installed_beside_a_wheel() {
    let Some(python) = python_with_pip("another module beside a wheel") else { return };
    let bench = Bench::new();
    let packages = bench.path("packages");
    fs::create_dir(&packages).unwrap();
    wheel_of(&packages, python, "brings", &[("partner.py".to_owned(), Vec::new())]);
    let wheel = wheel(&bench.path("cases"), python, None);
    for (other, verdict) in [("partner=brings", "works"), ("partner", "fails")] {
        let mut command =
            bench.command(&["check", "--trial", "import", "--format", "json", "--with", other, "--python"]);
        command.arg(&python.executable).arg(&wheel).env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", &packages);
        let called = Called::new(&mut command);
        assert_eq!(verdicts(&called)["multi_phase"]["after-others"], verdict, "{called:?}");
    }
}

#[test]
fn what_brings_it_can_be_a_file_and_is_told_where_it_is_not_installed() {
    let Some(python) = python_with_pip("a wheel beside a wheel") else { return };
    let bench = Bench::new();
    wheel_of(&bench.path("cases"), python, "brings", &[("partner.py".to_owned(), Vec::new())]);
    let wheel = wheel(&bench.path("cases"), python, None);
    let brings = fs::read_dir(bench.path("cases")).unwrap().map(|entry| entry.unwrap().file_name());
    let brings = brings.map(|name| name.into_string().unwrap()).find(|name| name.starts_with("brings")).unwrap();
    let config = bench.path("cases/pyproject.toml");
    fs::write(&config, format!("[tool.extproof]\nwith = 'partner=./{brings}'\n")).unwrap();
    let called = |folder: &str, with: &str, target: &Path| {
        let mut command = bench.command(&["check", "--trial", "import", "--format", "json", "--python"]);
        command.arg(&python.executable).args(["--with", with]).arg(target);
        Called::new(command.env("PIP_NO_INDEX", "1").current_dir(bench.path(folder)))
    };
    for (folder, with) in [
        ("cases", format!("partner=./{brings}")),
        (".", format!("partner=cases/{brings}")),
        ("cases", format!("partner=./{brings}[more]")),
    ] {
        let called = called(folder, &with, &wheel);
        assert_eq!(verdicts(&called)["multi_phase"]["after-others"], "works", "{called:?}");
        assert!(!called.stderr.contains("isn't installed"), "{called:?}");
    }
    let mut command = bench.command(&["check", "--trial", "import", "--format", "json", "--python"]);
    command.arg(&python.executable).arg("--config").arg(&config).arg(&wheel).env("PIP_NO_INDEX", "1");
    let called_there = Called::new(&mut command);
    assert_eq!(verdicts(&called_there)["multi_phase"]["after-others"], "works", "{called_there:?}");

    let library = unsocial(&bench, python, "");
    let called = called(".", "partner=something", Path::new(&library));
    let words = "`something` of --with isn't installed: pip installs it beside wheels, and none is checked";
    assert!(called.stderr.contains(words), "{called:?}");
}

#[test]
fn a_file_beside_the_code_names_it_too() {
    let bench = Bench::new();
    let library = unsocial(&bench, python(), "");
    let config = bench.path("pyproject.toml");
    for (value, code) in [("['json']", exit::PASSED), ("'partner'", exit::FAILED), ("['../x']", exit::BAD_INPUT)] {
        fs::write(&config, format!("[tool.extproof]\nwith = {value}\n")).unwrap();
        let arguments = [&library, "--config", config.to_str().unwrap(), "--trial", "import"];
        let called = check(&bench, python(), &arguments);
        assert_eq!(called.code, code, "{called:?}");
    }
}
