use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::machine::Machine;
use crate::isolate::Interrupt;
use crate::python::{Chosen, DamagedFacts, Discovery, Environment, PythonSource, Request, find, select};

fn sources(discovery: &Discovery) -> Vec<(PythonSource, &str)> {
    discovery.candidates.iter().map(|c| (c.source, c.version.as_deref().unwrap_or("?"))).collect()
}

#[test]
fn sources_come_in_order() {
    let machine = Machine::new();
    let pyo3 = machine.python("pyo3", "3.9.1");
    machine.python("venv", "3.9.2");
    machine.python("on-path", "3.9.3");
    machine.pyenv("3.9.4");
    machine.python("data/uv/python/cpython", "3.9.5");
    machine.python("usr", "3.9.6");
    machine.python("opt/python/cp39", "3.9.7");
    machine.python("cache/pythons/a", "3.9.8");
    machine.python("cache/pythons/b/usr", "3.9.9");
    let mut request = machine.request(&[]);
    request.environment = (request.environment)
        .with("PYO3_PYTHON", pyo3)
        .with("VIRTUAL_ENV", machine.path("venv"))
        .with("PATH", machine.path("on-path/bin"))
        .with("XDG_DATA_HOME", machine.path("data"))
        .with("EXTPROOF_CACHE", machine.path("cache"));
    use PythonSource::*;
    let order = [Pyo3, VirtualEnvironment, Path, Pyenv, Uv, System, Opt, GetPythons, GetPythons];
    let numbers = ["3.9.1", "3.9.2", "3.9.3", "3.9.4", "3.9.5", "3.9.6", "3.9.7", "3.9.8", "3.9.9"];
    let expected: Vec<_> = order.into_iter().zip(numbers).collect();
    assert_eq!(sources(&machine.discover(&request)), expected);
}

#[test]
fn the_list_of_the_environment_stands_alone() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    machine.python("listed", "3.11.1");
    let mut request = machine.request(&[]);
    let list = std::env::join_paths([machine.path("listed"), "3.12".into()]).unwrap();
    request.environment = request.environment.with("EXTPROOF_PYTHONS", machine.path("listed"));
    assert_eq!(sources(&machine.discover(&request)), [(PythonSource::Environment, "3.11.1")]);
    request.environment = request.environment.with("EXTPROOF_PYTHONS", list);
    let discovery = machine.discover(&request);
    assert_eq!(sources(&discovery), [(PythonSource::Environment, "3.11.1"), (PythonSource::Pyenv, "3.12.1")]);
    assert_eq!(select(&discovery, &request).unwrap().len(), 2);
    // What is given as --python comes before that.
    request.pythons = vec![machine.path("pyenv/versions/3.12.1").to_string_lossy().into_owned()];
    assert_eq!(sources(&machine.discover(&request)), [(PythonSource::Argument, "3.12.1")]);
}

#[test]
fn names_of_the_same_python_count_once() {
    let machine = Machine::new();
    let python = machine.pyenv("3.12.1");
    // Another executable of the same libpython, and a link to the first.
    machine.script("wrappers/python3", &format!("echo wrapped\nexec '{}' \"$@\"", python.display()));
    fs::create_dir(machine.path("links")).unwrap();
    symlink(&python, machine.path("links/python3.12")).unwrap();
    let path = std::env::join_paths([machine.path("links"), machine.path("wrappers")]).unwrap();
    let mut request = machine.request(&[]);
    request.environment = request.environment.with("PATH", path);
    let discovery = machine.discover(&request);
    assert_eq!(sources(&discovery), [(PythonSource::Path, "3.12.1")]);
    assert_eq!(discovery.candidates[0].path, machine.path("links/python3.12"));
    assert_eq!(machine.starts("pyenv/versions/3.12.1"), 2, "one for all links, one for the wrapper");
}

#[test]
fn environments_that_are_asked_for_count_each() {
    let machine = Machine::new();
    let python = machine.pyenv("3.12.1");
    let bin = |name: &str| machine.path(name).join("bin/python3").to_string_lossy().into_owned();
    for name in ["first", "second"] {
        machine.write(&format!("{name}/pyvenv.cfg"), "");
        fs::create_dir(machine.path(name).join("bin")).unwrap();
        symlink(&python, bin(name)).unwrap();
    }
    let folder = machine.path("second").to_string_lossy().into_owned();
    let asked = [&bin("second"), &bin("first"), &python.to_string_lossy().into_owned(), &folder, &bin("second")];
    let request = machine.request(&asked.map(String::as_str));
    let chosen = select(&machine.discover(&request), &request).unwrap();
    let executables: Vec<_> = chosen.iter().map(|chosen| chosen.executable.clone()).collect();
    assert_eq!(executables, [bin("second").into(), bin("first").into(), python.clone()]);

    let facts = machine.path("cache/pythons.json");
    let found = find(&request, &facts, &Interrupt::never().unwrap(), &|_| {}).unwrap();
    assert_eq!(found.pythons, [chosen[0].python.clone()]);
    let same = [bin("first").into(), python.clone()].map(|other| (PathBuf::from(bin("second")), other));
    assert_eq!(found.same, same);

    // A version is that which it is without the paths.
    let request = machine.request(&[&bin("first"), "3.12", "all"]);
    let chosen = select(&machine.discover(&request), &request).unwrap();
    let executables: Vec<_> = chosen.into_iter().map(|chosen| chosen.executable).collect();
    assert_eq!(executables, [bin("first").into(), python.clone()]);

    // One that is only found is the Python that is known.
    let mut request = machine.request(&[]);
    request.environment = request.environment.with("VIRTUAL_ENV", machine.path("first"));
    assert_eq!(sources(&machine.discover(&request)), [(PythonSource::VirtualEnvironment, "3.12.1")]);
}

#[test]
fn a_python_is_asked_once_until_it_changes() {
    let machine = Machine::new();
    let prefix = "pyenv/versions/3.12.1";
    let python = machine.pyenv("3.12.1");
    let request = machine.request(&[]);
    let first = machine.discover(&request);
    let second = machine.discover(&request);
    assert_eq!(first.candidates[0].outcome, second.candidates[0].outcome);
    assert_eq!(machine.starts(prefix), 1);

    // A newer executable.
    fs::remove_file(&python).unwrap();
    machine.pyenv("3.12.1");
    machine.discover(&request);
    assert_eq!(machine.starts(prefix), 2);

    // The same executable, but libpython has gone.
    fs::remove_file(machine.path("pyenv/versions/3.12.1/lib/libpython3.12.so")).unwrap();
    assert_eq!(machine.discover(&request).usable().count(), 0);
    assert_eq!(machine.starts(prefix), 3);
}

/// What is reported about the cache file when Pythons are looked for.
fn told_of(machine: &Machine, path: &str) -> Vec<String> {
    let (request, told) = (machine.request(&[]), RefCell::new(Vec::new()));
    let tell = |damage: &DamagedFacts| told.borrow_mut().push(damage.to_string());
    assert_eq!(
        Discovery::run(&request, &machine.path(path), &Interrupt::never().unwrap(), &tell).unwrap().usable().count(),
        1
    );
    told.into_inner()
}

#[test]
fn a_damaged_cache_is_told_once_and_replaced() {
    let machine = Machine::new();
    let prefix = "pyenv/versions/3.12.1";
    machine.pyenv("3.12.1");
    assert_eq!(told_of(&machine, "cache/pythons.json"), [""; 0]);
    let whole = fs::read_to_string(machine.path("cache/pythons.json")).unwrap();
    assert_eq!(machine.starts(prefix), 1);
    let other = whole.replace("\"free_threaded\":false", "\"free_threaded\":true");
    assert_ne!(other, whole);
    let mut starts = 1;
    for damaged in ["", "{\"format\": 2, ", "[]", &whole[..whole.len() / 2], &other] {
        machine.write("cache/pythons.json", damaged);
        let damage = format!("{} is damaged", machine.path("cache/pythons.json").display());
        assert_eq!(told_of(&machine, "cache/pythons.json"), [damage], "{damaged}");
        starts += 1;
        assert_eq!(machine.starts(prefix), starts, "it was asked again");
        assert_eq!(told_of(&machine, "cache/pythons.json"), [""; 0], "it was written again");
        assert_eq!(machine.starts(prefix), starts);
    }
}

#[test]
fn a_cache_of_another_extproof_says_nothing() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    for other in ["{\"format\": 1, \"script\": \"x\", \"pythons\": {}}", "{\"format\": 2, \"script\": \"other\"}"] {
        machine.write("cache/pythons.json", other);
        assert_eq!(told_of(&machine, "cache/pythons.json"), [""; 0]);
    }
}

#[test]
fn a_folder_where_the_cache_should_be_stays() {
    let machine = Machine::new();
    machine.pyenv("3.12.1");
    fs::create_dir_all(machine.path("folder/below")).unwrap();
    assert_eq!(told_of(&machine, "folder"), [format!("{} is damaged", machine.path("folder").display())]);
    assert_eq!(fs::read_dir(machine.path("folder")).unwrap().count(), 1);
}

#[test]
fn shims_are_asked_each_time_but_those_of_pyenv_never() {
    let machine = Machine::new();
    let python = machine.python("tools/3.12", "3.12.1");
    let exec = format!("exec '{}' \"$@\"", python.display());
    machine.script("manager/shims/python3", &exec);
    let pyenv_shim = machine.script("pyenv/shims/python3", "echo started >&2; exit 1");
    let path = std::env::join_paths([machine.path("manager/shims"), machine.path("pyenv/shims")]).unwrap();
    let mut request = machine.request(&[]);
    request.environment = request.environment.with("PATH", path);
    for starts in 1..3 {
        assert_eq!(sources(&machine.discover(&request)), [(PythonSource::Path, "3.12.1")]);
        assert_eq!(machine.starts("tools/3.12"), starts);
    }
    // Unless it is asked for by name.
    request.environment = request.environment.with("PYO3_PYTHON", pyenv_shim);
    assert_eq!(machine.discover(&request).candidates[0].source, PythonSource::Pyo3);
}

/// The only test that looks at the machine it runs on.
#[test]
fn this_machine_has_a_python() {
    let machine = Machine::new();
    let request = Request { pythons: vec!["all".to_owned()], environment: Environment::from_process() };
    let pythons = select(&machine.discover(&request), &request).unwrap();
    for Chosen { python, .. } in &pythons {
        assert!(python.executable.is_file() && python.stdlib.is_dir(), "{python:?}");
        assert!(python.extension_suffixes.contains(&python.ext_suffix), "{python:?}");
        let headers = |dir: &PathBuf| dir.join("Python.h").is_file();
        assert!(python.include_dirs.first().is_none_or(headers), "{python:?}");
    }
    assert!(pythons.is_sorted_by_key(|chosen| chosen.python.version));
}
