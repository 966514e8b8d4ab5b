//! Code of the user's that is run after each import.

use std::fs;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, library, trial, verdicts};
use crate::support::pythons::{python, pythons};

const TRIALS: &str = "use,reinit,two-subs,threads,own-gil";

fn called(bench: &Bench, python: &extproof::python::Python, code: &str, fixture: &str) -> Called {
    let library = library(python, fixture);
    let arguments = [library.to_str().unwrap(), "--trial", TRIALS, "--use", code, "--format", "json"];
    check(bench, python, &arguments)
}

#[test]
fn it_is_run_after_each_import_and_knows_where() {
    let bench = Bench::new();
    for python in pythons() {
        let seen = bench.path(&format!("seen-{}", python.version));
        let code = format!(
            "import multi_phase_state\nopen('{}', 'a').write('%s %d %s\\n' % (EXTPROOF_TRIAL, EXTPROOF_INITIALIZATION, \
             EXTPROOF_INTERPRETER))",
            seen.display()
        );
        let library = library(python, "multi_phase_state");
        let arguments =
            [library.to_str().unwrap(), "--trial", "use,reinit,two-subs,threads", "--use", &code, "--format", "json"];
        let called = check(&bench, python, &arguments);
        let text = fs::read_to_string(&seen).unwrap_or_else(|error| panic!("{error}: {called:?}"));
        let count = |line: &str| text.lines().filter(|seen| *seen == line).count();
        for (line, times) in [
            ("use 1 main", 1),
            ("reinit 1 main", 1),
            ("reinit 2 main", 1),
            ("reinit 3 main", 1),
            ("threads 1 main", 17),
            ("spec 1 main", 1),
            ("teardown 1 main", 1),
        ] {
            assert_eq!(count(line), times, "{line}: {text}");
        }
        if !python.version.free_threaded {
            assert_eq!([count("two-subs 1 A"), count("two-subs 1 B")], [1, 1], "{text}");
        }
        assert_eq!((text.lines().filter(|line| line.starts_with("import ")).count(), called.code), (0, exit::PASSED));
    }
}

#[test]
fn what_it_raises_is_the_failure_of_the_trial_with_its_traceback() {
    let bench = Bench::new();
    for python in pythons() {
        let code = "def again():\n  raise ValueError('second')\nif EXTPROOF_INITIALIZATION == 2: again()";
        let called = called(&bench, python, code, "multi_phase");
        let found = verdicts(&called);
        assert_eq!(found["multi_phase"]["use"], "works", "{called:?}");
        let reinit = trial(&called, "reinit");
        assert_eq!(
            (&reinit["verdict"], &reinit["detail"]),
            (&"fails".into(), &"the code of --use raised ValueError: second".into()),
            "{called:?}"
        );
        let frames: Vec<&str> =
            reinit["frames"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        assert_eq!(frames.first().copied(), Some("  File \"<--use>\", line 3, in <module>"), "{frames:?}");
        assert_eq!(frames.last().copied(), Some("ValueError: second"), "{frames:?}");
        // Only what is required decides.
        assert_eq!(called.code, exit::PASSED, "{called:?}");
    }
}

#[test]
fn code_that_never_works_says_nothing_about_the_module() {
    let called = called(&Bench::new(), python(), "import no_such_module", "multi_phase");
    let found = verdicts(&called);
    assert_eq!((found["multi_phase"]["use"].as_str(), found["multi_phase"]["import"].as_str()), ("fails", "works"));
    for trial in ["spec", "reinit", "threads", "teardown"] {
        assert_eq!(found["multi_phase"][trial], "n/a", "{trial}: {called:?}");
    }
    assert_eq!(called.code, exit::FAILED, "{called:?}");
    // Whatever else is required, the code is.
    let library = library(python(), "multi_phase");
    let arguments = [library.to_str().unwrap(), "--trial", "reinit", "--require", "import", "--use", "assert 0"];
    let called = check(&Bench::new(), python(), &[&arguments[..], &["--format", "json"]].concat());
    let found = verdicts(&called);
    assert_eq!((found["multi_phase"]["use"].as_str(), found["multi_phase"]["reinit"].as_str()), ("fails", "n/a"));
    assert_eq!(called.code, exit::FAILED, "{called:?}");
}

#[test]
fn a_file_is_read_and_named() {
    let (bench, python) = (Bench::new(), python());
    let file = bench.path("it's {fixture}.py");
    fs::write(&file, "pass\n1 / 0\n").unwrap();
    let called = called(&bench, python, file.to_str().unwrap(), "multi_phase");
    let frames = trial(&called, "use")["frames"].to_string();
    assert!(frames.contains("it's {fixture}.py") && frames.contains("line 2, in <module>"), "{frames}");
    let missing = bench.path("none.py");
    self::called(&bench, python, missing.to_str().unwrap(), "multi_phase").complains(10, &["none.py", "can't read"]);
}

#[test]
fn without_it_the_report_says_that_nothing_was_called() {
    let (bench, python) = (Bench::new(), python());
    let library = library(python, "multi_phase");
    let arguments = [library.to_str().unwrap(), "--trial", "spec"];
    let words = "Only imports were tested: no function was called. --use FILE runs your own code after each import";
    assert!(check(&bench, python, &arguments).stdout.contains(words));
    assert!(!check(&bench, python, &[&arguments[..], &["--use", "pass"]].concat()).stdout.contains(words));
}

#[test]
fn settings_beside_the_code_can_name_it() {
    let (bench, python) = (Bench::new(), python());
    let project = bench.path("project");
    fs::create_dir_all(project.join("tests")).unwrap();
    fs::write(project.join("tests/use.py"), "raise ValueError('from the file')").unwrap();
    fs::write(project.join("pyproject.toml"), "[tool.extproof]\nuse = 'tests/use.py'\ntrial = 'use'\n").unwrap();
    let library = library(python, "multi_phase");
    let config = project.join("pyproject.toml");
    let arguments = [library.to_str().unwrap(), "--config", config.to_str().unwrap(), "--format", "json"];
    let called = check(&bench, python, &arguments);
    assert_eq!(trial(&called, "use")["detail"], "the code of --use raised ValueError: from the file", "{called:?}");
    assert_eq!(called.code, exit::FAILED, "{called:?}");
    let other = check(&bench, python, &[&arguments[..], &["--use", "pass"]].concat());
    assert_eq!(trial(&other, "use")["verdict"], "works", "{other:?}");
}
