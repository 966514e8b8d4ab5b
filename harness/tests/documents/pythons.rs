//! What documents and CI say of the supported Pythons is what extproof knows.

use std::collections::BTreeSet;
use std::fs;

use extproof::project::Project;
use extproof::version::{supported, supported_range};

#[track_caller]
fn text(path: &str) -> String {
    fs::read_to_string(Project::of_this_build().root.join(path)).unwrap()
}

#[test]
fn documents_name_the_supported_pythons() {
    let range = supported_range();
    for path in ["README.md", "docs/platforms.md", "harness/embed/README.md"] {
        assert!(text(path).contains(&range), "{path} doesn't say {range}");
    }
}

#[test]
fn the_workflow_has_a_job_for_each_minor_version() {
    let workflow = text(".github/workflows/ci.yml");
    let (_, list) = workflow.split_once("python: [").unwrap();
    let jobs: BTreeSet<&str> =
        list.split_once(']').unwrap().0.split(", ").map(|name| name.trim_matches('\'')).collect();
    let plain: Vec<String> =
        supported().filter(|version| !version.free_threaded).map(|version| version.minor_name()).collect();
    let missing: Vec<&String> = plain.iter().filter(|name| !jobs.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "no job for {missing:?}");
    let known: BTreeSet<String> = supported().map(|version| version.minor_name()).collect();
    assert!(jobs.iter().all(|name| known.contains(*name)), "{jobs:?}");
    assert!(jobs.iter().any(|name| name.ends_with('t')), "no job for a free-threaded build");
}
