//! The programs of extproof-embed's README are compiled, linked with each Python and run.

use std::fs;
use std::process::Command;

use extproof::build::{BuiltHost, Launch, Materials, build_host};
use extproof::host::Catalogue;
use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::Python;

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

/// Modules are added, limits met, plug-ins restarted, PyO3 used, its Python adopted, and all that a real program needs.
const PROGRAMS: [&str; 6] = ["add_modules", "limits", "plugins", "beside_pyo3", "adopted", "program"];

#[test]
fn programs_print_what_the_readme_says() {
    let project = Project::of_checkout().unwrap();
    let mut catalogue = Catalogue::read(&project.hosts(), &[]).unwrap();
    let kinds = PROGRAMS.map(|name| {
        let manifest = project.root.join(format!("harness/embed/examples/{name}.toml"));
        catalogue.add(&manifest).unwrap().remove(0)
    });
    // All programs for one Python before the next: pyo3-ffi is compiled again for each.
    for python in pythons() {
        let materials = materials(python);
        for kind in &kinds {
            let built = build_host(&project, kind, python, &materials, &Interrupt::never().unwrap(), &|_| {}).unwrap();
            let launch = match built {
                BuiltHost::Ready(launch) => launch,
                BuiltHost::NotAvailable(reason) => panic!("{reason}"),
            };
            prints_what_the_readme_says(&launch, python, &materials);
        }
    }
}

#[track_caller]
fn prints_what_the_readme_says(launch: &Launch, python: &Python, materials: &Materials) {
    let mut command = Command::new(&launch.program);
    // PyO3 finds the standard library by the environment, which the library's own instances don't look at.
    command.env("PYTHONHOME", &python.prefix);
    let output = command.arg(&python.prefix).arg(&materials.libraries["own_gil"]).output().unwrap();
    assert!(output.status.success(), "on Python {}: {output:?}", python.version);
    let printed = String::from_utf8(output.stdout).unwrap();
    let shown = format!("```text\n{printed}```");
    assert!(read("README.md").contains(&shown), "on Python {} it prints:\n{printed}", python.version);
}
