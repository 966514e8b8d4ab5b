//! The programs of extproof-embed's README are compiled, linked with each Python and run.

use std::fs;
use std::process::Command;

use extproof::build::{BuiltHost, build_host};
use extproof::host::Catalogue;
use extproof::isolate::Interrupt;
use extproof::project::Project;

use crate::support::checks::materials;
use crate::support::elsewhere::project;
use crate::support::pythons::pythons;

fn read(path: &str) -> String {
    fs::read_to_string(project().join("harness/embed").join(path)).unwrap()
}

#[test]
fn the_example_is_that_of_the_readme() {
    let example = read("examples/add_modules.rs");
    let (_, code) = example.split_once("\n\n").unwrap();
    let shown = format!("```rust,no_run\n{code}```");
    assert!(read("README.md").contains(&shown), "harness/embed/README.md shows another program");
}

#[test]
fn modules_are_added_as_the_readme_says() {
    prints_what_the_readme_says("add_modules");
}

#[test]
fn limits_are_met_as_the_readme_says() {
    prints_what_the_readme_says("limits");
}

#[test]
fn plug_ins_are_restarted_as_the_readme_says() {
    prints_what_the_readme_says("plugins");
}

#[test]
fn pyo3_is_used_as_the_readme_says() {
    prints_what_the_readme_says("beside_pyo3");
}

#[track_caller]
fn prints_what_the_readme_says(name: &str) {
    let project = Project::of_checkout().unwrap();
    let mut catalogue = Catalogue::read(&project.hosts(), Vec::new()).unwrap();
    let manifest = project.root.join(format!("harness/embed/examples/{name}.toml"));
    let kinds = catalogue.add(&manifest).unwrap();
    for python in pythons() {
        let materials = materials(python);
        let launch =
            match build_host(&project, &kinds[0], python, &materials, &Interrupt::never().unwrap(), &|_| {}).unwrap() {
                BuiltHost::Ready(launch) => launch,
                BuiltHost::NotAvailable(reason) => panic!("{reason}"),
            };
        let mut command = Command::new(&launch.program);
        let output = command.arg(&python.prefix).arg(&materials.libraries["own_gil"]).output().unwrap();
        assert!(output.status.success(), "on Python {}: {output:?}", python.version);
        let printed = String::from_utf8(output.stdout).unwrap();
        let shown = format!("```text\n{printed}```");
        assert!(read("README.md").contains(&shown), "on Python {} it prints:\n{printed}", python.version);
    }
}
