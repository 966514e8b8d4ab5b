//! What `extproof check` finds of packages that are installed in an environment: as the environment's Python finds it, also by
//! the finders of projects that are installed editable.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extproof::python::Python;
use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::library;
use crate::support::pythons::{python, pythons};

/// An environment of a Python.
pub(super) struct Environment {
    pub(super) bench: Bench,
    python: &'static Python,
    executable: PathBuf,
    site: PathBuf,
}

impl Environment {
    pub(super) fn new(python: &'static Python) -> Self {
        let bench = Bench::new();
        let folder = bench.path("venv");
        Self { bench, ..Self::in_folder(python, &folder) }
    }

    /// One in this folder.
    pub(super) fn in_folder(python: &'static Python, folder: &Path) -> Self {
        let bench = Bench::new();
        let made = Command::new(&python.executable).args(["-m", "venv", "--without-pip"]).arg(folder).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let executable = folder.join("bin/python");
        let code = "import sysconfig; print(sysconfig.get_path('purelib'))";
        let site = Command::new(&executable).args(["-c", code]).output().unwrap();
        let site = PathBuf::from(String::from_utf8(site.stdout).unwrap().trim_end());
        Self { bench, python, executable, site }
    }

    /// Writes a file below site-packages.
    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Copies the library of the fixture `multi_phase` to a file below site-packages.
    pub(super) fn put(&self, path: &str) {
        self.write(path, "");
        fs::copy(library(self.python, "multi_phase"), self.site.join(path)).unwrap();
    }

    /// `extproof check` with only the import, and more arguments.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let executable = self.executable.to_str().unwrap();
        let call = ["check", "--no-config", "--python", executable, "--trial", "import", "--require", "import"];
        self.bench.command(&[&call[..], arguments].concat())
    }

    /// Its output.
    pub(super) fn imports(&self, arguments: &[&str]) -> Called {
        Called::new(self.command(arguments).current_dir(self.bench.path(".")))
    }

    fn called(&self, target: &str, at: &Path) -> Called {
        let trials = "import,reimport,reinit,sub-after-main";
        let executable = self.executable.to_str().unwrap();
        let arguments =
            ["check", target, "--python", executable, "--trial", trials, "--require", trials, "--format", "json"];
        Called::new(self.bench.command(&arguments).current_dir(at))
    }

    /// Checks a target: the names of the modules that pass all trials, and of those that don't.
    fn check(&self, target: &str, at: &Path) -> [Vec<String>; 2] {
        let called = self.called(target, at);
        let document: Value =
            serde_json::from_str(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
        assert_eq!(document["faults"], serde_json::json!([]), "{called:?}");
        let passes = |module: &&Value| module["trials"].as_array().unwrap().iter().all(|it| it["verdict"] == "works");
        let (passing, failing): (Vec<&Value>, Vec<&Value>) =
            document["modules"].as_array().unwrap().iter().partition(passes);
        [passing, failing]
            .map(|modules| modules.iter().map(|module| module["name"].as_str().unwrap().to_owned()).collect())
    }

    #[track_caller]
    pub(super) fn finds(&self, target: &str, names: &[&str]) {
        assert_eq!(
            self.check(target, &self.bench.path(".")),
            [names, &[]],
            "{target} on Python {}",
            self.python.version
        );
    }
}

#[test]
fn modules_are_found_as_their_finder_finds_them() {
    for python in pythons() {
        let environment = Environment::new(python);
        let sources = environment.bench.path("sources");
        fs::create_dir(&sources).unwrap();
        fs::write(sources.join("start.py"), "from . import multi_phase").unwrap();
        let places = format!("{}\n{}\n", sources.join("start.py").display(), library(python, "multi_phase").display());
        environment.write("far_finder.py", include_str!("editable/finder.py"));
        environment.write("far_finder.py.txt", &places);
        environment.write("far.pth", "import far_finder\n");
        environment.write("other.pth", "import nothing_of_this_name\n");
        environment.finds("far", &["far.multi_phase"]);
        environment.finds("far.multi_phase", &["far.multi_phase"]);
        // What another package needs from it is found, too.
        environment.write("near/__init__.py", "import far; from . import multi_phase");
        environment.put(&format!("near/multi_phase{}", python.ext_suffix));
        environment.finds("near", &["near.multi_phase"]);
    }
}

#[test]
fn what_is_installed_takes_the_place_of_no_module_of_python() {
    let environment = Environment::new(python());
    environment.write("queue.py", "raise Exception('not that of Python')");
    environment.write("near/__init__.py", "import queue; from . import multi_phase");
    environment.put(&format!("near/multi_phase{}", python().ext_suffix));
    environment.finds("near", &["near.multi_phase"]);
}

#[test]
fn a_package_can_be_an_extension_module() {
    let environment = Environment::new(python());
    environment.put(&format!("multi_phase/__init__{}", python().ext_suffix));
    environment.finds("multi_phase", &["multi_phase"]);
}

/// An environment with a package in two folders on sys.path, both with this `__init__.py`.
fn in_two_folders(code: &str) -> Environment {
    let environment = Environment::new(python());
    let suffix = &python().ext_suffix;
    let other = environment.bench.path("other");
    fs::create_dir_all(other.join("near")).unwrap();
    fs::write(other.join("near/__init__.py"), code).unwrap();
    fs::copy(library(python(), "own_gil"), other.join(format!("near/own_gil{suffix}"))).unwrap();
    environment.write("near/__init__.py", code);
    environment.put(&format!("near/multi_phase{suffix}"));
    environment.write("other.pth", other.to_str().unwrap());
    environment
}

#[test]
fn a_package_that_extends_its_path_is_searched_in_all_folders() {
    for code in [
        "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
        "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\n",
    ] {
        in_two_folders(code).finds("near", &["near.multi_phase", "near.own_gil"]);
    }
    in_two_folders("").finds("near", &["near.multi_phase"]);
}

#[test]
fn only_what_python_finds_is_checked() {
    let environment = Environment::new(python());
    environment.write("near/__init__.py", "");
    environment.write("near/tests/__init__.py", "import a_package_that_nobody_has");
    environment.put("near/tests/multi_phase.abi3.so");
    environment.put(&format!("near/multi_phase{}", python().ext_suffix));
    environment.put("near/multi_phase.so");
    environment.put("near/build/lib.linux-x86_64/multi_phase.so");
    environment.write("near/sub/multi_phase/__init__.py", "");
    environment.put("near/sub/multi_phase.so");
    let passing_and_failing = [vec!["near.multi_phase".to_owned()], vec!["near.tests.multi_phase".to_owned()]];
    assert_eq!(environment.check("near", &environment.bench.path(".")), passing_and_failing);
}

#[test]
fn in_the_folder_of_a_project_the_installed_package_is_meant() {
    let environment = Environment::new(python());
    let project = environment.bench.path("project");
    fs::create_dir_all(project.join("near")).unwrap();
    fs::write(project.join("near/__init__.py"), "").unwrap();
    let called = environment.called("near", &project);
    called.complains(16, &["has no extension modules", "finds no module `near`"]);
    let own = project.join(format!("near/multi_phase{}", python().ext_suffix));
    fs::copy(library(python(), "multi_phase"), &own).unwrap();
    let there = |called: &Called| called.stdout.contains(own.to_str().unwrap());
    assert!(there(&environment.called("near", &project)), "it isn't installed");

    environment.write("near/__init__.py", "import needed; from . import multi_phase");
    environment.write("needed.py", "");
    environment.put(&format!("near/multi_phase{}", python().ext_suffix));
    assert_eq!(environment.check("near", &project), [vec!["near.multi_phase".to_owned()], vec![]]);
    assert!(there(&environment.called("./near", &project)));
}

#[test]
fn a_package_that_cannot_be_imported_again_as_a_whole_is_found() {
    let trials = ["reimport", "package-reimport"];
    let once = "import sys\nassert not hasattr(sys, 'near')\nsys.near = True\n";
    for (code, verdict) in [("", "works"), (once, "fails")] {
        let environment = Environment::new(python());
        environment.write("near/__init__.py", code);
        environment.put(&format!("near/multi_phase{}", python().ext_suffix));
        let arguments = ["check", "near", "--python", environment.executable.to_str().unwrap(), "--format", "json"];
        let called = environment.bench.call(&[&arguments[..], &["--trial", &trials.join(",")]].concat());
        let document: Value = serde_json::from_str(&called.stdout).unwrap();
        let found = document["modules"][0]["trials"].as_array().unwrap();
        let found = trials.map(|name| found.iter().find(|trial| trial["trial"] == name).unwrap()["verdict"].as_str());
        assert_eq!(found, [Some("works"), Some(verdict)], "{called:?}");
    }
}
