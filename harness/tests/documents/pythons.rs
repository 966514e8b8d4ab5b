//! What the documents say of the supported Pythons is what extproof knows.

use std::fs;

use extproof::project::Project;
use extproof::version::{SUPPORTED_MINORS, supported, supported_range};

use crate::support::elsewhere::project;

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

#[test]
fn the_page_of_platforms_names_the_supported_pythons() {
    let text = fs::read_to_string(Project::of_checkout().unwrap().root.join("docs/platforms.md")).unwrap();
    assert!(text.contains(&supported_range()), "docs/platforms.md doesn't say {}", supported_range());
}

/// Whoever installs other Pythons changes the places that this test names.
#[test]
fn what_get_pythons_installs_is_what_others_say_that_it_does() {
    let script = read("ci/get-pythons");
    let usual = script.split_once("readonly usual=(").unwrap().1.split(')').next().unwrap();
    let minor = |name: &str| name.trim_start_matches("newest-").trim_end_matches('d').to_owned();
    assert!(usual.split(' ').all(|name| supported().any(|version| version.minor_name() == minor(name))), "{usual}");
    let (newest, first): (Vec<&str>, Vec<&str>) = usual.split(' ').partition(|name| name.starts_with("newest-"));
    let debug: Vec<&str> = newest.iter().copied().filter(|name| name.ends_with('d')).collect();
    let (pypy, cpython): (Vec<&str>, Vec<&str>) = first.iter().partition(|name| name.starts_with("pypy"));
    let (free_threaded, plain): (Vec<&str>, Vec<&str>) = cpython.iter().partition(|name| name.ends_with('t'));
    let free_threaded = free_threaded.join(", ");
    let pypy = pypy.join(", ").replace("pypy", "PyPy ");
    let all = format!(
        "{}, their newest patch releases, a debug build, the free-threaded {} and {pypy}",
        plain.join(", "),
        free_threaded.trim_end_matches('t')
    );
    assert_eq!(debug.len(), 1, "a debug build");
    let first = first.join(" ");
    for (path, words) in [
        ("ci/get-pythons", format!("newest-{} (", debug[0].trim_start_matches("newest-"))),
        (".github/workflows/ci.yml", format!("EXTPROOF_MATRIX: 3.12 {first} ")),
        ("README.md", format!("installs Python {all} below")),
        (
            "CONTRIBUTING.md",
            format!("# {}, newer patches of them, a debug build and {pypy}, on Debian", cpython.join(", ")),
        ),
        ("docs/platforms.md", format!("{} from `ci/get-pythons`", plain.join(" and "))),
    ] {
        let text = read(path).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&words), "{path} doesn't say `{words}`");
    }
}

#[test]
fn the_names_of_the_standard_library_are_those_of_the_supported_pythons() {
    let path = "harness/embed/src/standard_library.txt";
    let minors = format!("all minor versions from {} to {} ", SUPPORTED_MINORS.start(), SUPPORTED_MINORS.end());
    assert!(read(path).contains(&minors), "{path} doesn't say `{minors}`: add the names of the new version");
}
