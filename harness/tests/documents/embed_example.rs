//! The program of extproof-embed's README is compiled, linked with a Python and run.

use std::fs;
use std::process::Command;

use extproof::build::{BuiltHost, build_host};
use extproof::host::Catalogue;
use extproof::project::Project;

use crate::support::checks::materials;
use crate::support::not_run;
use crate::support::pythons::pythons;

#[test]
fn the_example_is_that_of_the_readme() {
    let folder = Project::of_this_build().root.join("harness/embed");
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let example = fs::read_to_string(folder.join("examples/add_modules.rs")).unwrap();
    let (_, code) = example.split_once("\n\n").unwrap();
    assert!(readme.contains(&format!("```rust,no_run\n{code}```")), "harness/embed/README.md shows another program");
}

#[test]
fn the_example_prints_what_the_readme_says() {
    let project = Project::of_this_build();
    let Some(python) = pythons().iter().find(|python| !python.version.free_threaded && !python.own_c_library) else {
        return not_run("the example of extproof-embed", "no Python here has the GIL and the C library of this system");
    };
    let materials = materials(python);
    let mut catalogue = Catalogue::read(&project.hosts(), &[]).unwrap();
    let kinds = catalogue.add(&project.root.join("harness/embed/examples/host.toml"), &[]).unwrap();

    let launch = match build_host(&project, &kinds[0], python, &materials, &|_| {}).unwrap() {
        BuiltHost::Ready(launch) => launch,
        BuiltHost::NotAvailable(reason) => panic!("{reason}"),
    };
    let output =
        Command::new(&launch.program).arg(&python.prefix).arg(&materials.libraries["own_gil"]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let readme = fs::read_to_string(project.root.join("harness/embed/README.md")).unwrap();
    assert!(readme.contains(&format!("```text\n{printed}```")), "it prints:\n{printed}");
}
