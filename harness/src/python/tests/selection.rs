use serde_json::json;

use super::machine::Machine;
use crate::python::{Error, UnusablePython, select};
use crate::version::Implementation;

fn machine() -> Machine {
    let machine = Machine::new();
    for number in ["3.8.18", "3.9.18", "3.12.1", "3.12.10", "3.12.9", "3.13.0"] {
        machine.pyenv(number);
    }
    machine.python_with("pyenv/versions/3.13.2t", "3.13.2", |facts| facts["free_threaded"] = json!(true));
    machine.write("pyenv/versions/3.13.2t/lib/libpython3.13t.so", "");
    machine.python_with("pyenv/versions/pypy", "3.11.17", |facts| facts["implementation"] = json!("pypy"));
    machine
}

fn selected(machine: &Machine, asked: &[&str]) -> Result<Vec<String>, Error> {
    let request = machine.request(asked);
    let pythons = select(&machine.discover(&request), &request)?;
    Ok(pythons.iter().map(|chosen| chosen.python.version.to_string()).collect())
}

#[test]
fn the_newest_patch_of_each_kind_is_the_default() {
    assert_eq!(selected(&machine(), &[]).unwrap(), ["3.9.18", "3.12.10", "3.13.0", "3.13.2t", "pypy3.11.17"]);
}

#[test]
fn all_is_all() {
    let all = ["3.9.18", "3.12.1", "3.12.9", "3.12.10", "3.13.0", "3.13.2t", "pypy3.11.17"];
    assert_eq!(selected(&machine(), &["all"]).unwrap(), all);
    assert_eq!(selected(&machine(), &["3.12", "all"]).unwrap(), all);
}

#[test]
fn versions_are_asked_for() {
    let machine = machine();
    assert_eq!(selected(&machine, &["3.13", "3.12"]).unwrap(), ["3.12.10", "3.13.0"]);
    assert_eq!(selected(&machine, &["3.13t", "3.12.1"]).unwrap(), ["3.12.1", "3.13.2t"]);
    assert_eq!(selected(&machine, &["3.13.2t"]).unwrap(), ["3.13.2t"]);
    assert_eq!(selected(&machine, &["pypy3.11", "3.12"]).unwrap(), ["3.12.10", "pypy3.11.17"]);
    assert_eq!(selected(&machine, &["pypy3.11.17"]).unwrap(), ["pypy3.11.17"]);
}

#[test]
fn paths_are_asked_for() {
    let machine = machine();
    let folder = machine.path("pyenv/versions/3.12.1").to_string_lossy().into_owned();
    let python = format!("{folder}/bin/python3");
    assert_eq!(selected(&machine, &[&python, &folder]).unwrap(), ["3.12.1"]);
    assert_eq!(selected(&machine, &[&folder, "3.12"]).unwrap(), ["3.12.1", "3.12.10"]);
}

#[test]
fn commands_are_asked_for() {
    let machine = machine();
    let mut request = machine.request(&["python3"]);
    request.environment = request.environment.with("PATH", machine.path("pyenv/versions/3.9.18/bin"));
    let pythons = select(&machine.discover(&request), &request).unwrap();
    assert_eq!(pythons[0].python.version.to_string(), "3.9.18");
}

#[test]
fn what_is_not_there_is_an_error_that_says_what_is() {
    let machine = machine();
    let error = selected(&machine, &["3.12", "3.11"]).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::NotFound { asked, .. } if asked == "3.11"));
    let words = "no usable Python matches `3.11`; install it, or choose another with --python; found:\n  3.12.1 /";
    assert!(text.starts_with(words), "{text}");
    assert!(text.contains("3.8.18 /") && text.contains("(not usable: older than 3.9)"), "{text}");
    for asked in ["3.13.0t", "3.13.1", "3.8"] {
        assert!(matches!(selected(&machine, &[asked]), Err(Error::NotFound { .. })), "{asked}");
    }
    for (asked, why) in [("3.x", UnusablePython::Missing), ("/nowhere/python3", UnusablePython::Missing)] {
        let error = selected(&machine, &[asked]).unwrap_err();
        assert!(error.to_string().ends_with("; `extproof pythons` lists the installed ones"), "{error}");
        assert!(matches!(error, Error::Unusable { reason, .. } if reason == why), "{asked}");
    }
    let old = machine.path("pyenv/versions/3.8.18").to_string_lossy().into_owned();
    let reason = UnusablePython::TooOld(Implementation::CPython);
    assert!(matches!(selected(&machine, &[&old]), Err(Error::Unusable { reason: why, .. }) if why == reason));
    assert!(matches!(selected(&Machine::new(), &[]), Err(Error::None(_))));
    assert!(matches!(selected(&Machine::new(), &["all"]), Err(Error::None(_))));
}
