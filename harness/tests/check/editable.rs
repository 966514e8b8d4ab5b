//! What `extproof check` finds of projects that are installed editable, so that a finder of theirs knows where modules are.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use extproof::python::Python;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::library;
use crate::support::pythons::pythons;

/// An environment in which `far` is installed so, and its Python.
fn environment(bench: &Bench, python: &Python) -> PathBuf {
    let folder = bench.path(&python.version.to_string());
    let made = Command::new(&python.executable).args(["-m", "venv", "--without-pip"]).arg(folder.join("venv")).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{made:?}");
    let executable = folder.join("venv/bin/python");
    let code = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = Command::new(&executable).args(["-c", code]).output().unwrap();
    let site = PathBuf::from(String::from_utf8(site.stdout).unwrap().trim_end());
    let sources = folder.join("sources");
    fs::create_dir(&sources).unwrap();
    fs::write(sources.join("start.py"), "from . import multi_phase").unwrap();
    let places = format!("{}\n{}\n", sources.join("start.py").display(), library(python, "multi_phase").display());
    fs::write(site.join("far_finder.py"), include_str!("editable/finder.py")).unwrap();
    fs::write(site.join("far_finder.py.txt"), places).unwrap();
    fs::write(site.join("far.pth"), "import far_finder\n").unwrap();
    fs::write(site.join("other.pth"), "import nothing_of_this_name\n").unwrap();
    executable
}

#[test]
fn modules_are_found_as_their_finder_finds_them() {
    let bench = Bench::new();
    for python in pythons() {
        let executable = environment(&bench, python);
        let trials = "import,reimport,reinit,sub-after-main";
        let arguments =
            ["check", "far", "--python", executable.to_str().unwrap(), "--trial", trials, "--require", trials];
        let called = Called::new(&mut bench.command(&arguments));
        assert_eq!(called.code, exit::AS_REVIEWED, "{called:?}");
        assert!(called.stdout.contains("far.multi_phase"), "{called:?}");
    }
}
