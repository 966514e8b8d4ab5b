//! Damage to what was built: it is told in a line, and built again, so that nothing else changes.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::bench::{Bench, exit, plain};
use crate::support::called::Called;
use crate::support::checks::library;
use crate::support::elsewhere::Elsewhere;
use crate::support::pythons::{executable, python};

/// A place where everything is built that a case needs, or a check.
struct Store {
    bench: Bench,
    elsewhere: Elsewhere,
}

impl Store {
    fn new() -> Self {
        let steps = "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }, 'finalize'";
        let store = Self { bench: Bench::with_case("a/x", "single_phase", steps), elsewhere: Elsewhere::new() };
        store.elsewhere.take_over("fixtures");
        store
    }

    fn call(&self, arguments: &[&str]) -> Called {
        let mut command = Command::new(self.elsewhere.program());
        command.args(arguments).env("TMPDIR", self.bench.tmp());
        plain(&mut command);
        Called::new(&mut command)
    }

    fn run(&self) -> Called {
        let arguments = self.bench.run_arguments();
        let arguments = arguments.iter().map(String::as_str);
        let called = self.call(&["run"].into_iter().chain(arguments).chain(["--format", "json"]).collect::<Vec<_>>());
        assert_eq!(called.code, exit::FAILED, "{called:?}");
        assert_eq!(called.document().run("a/x").end(), "end: exit 0");
        called
    }

    fn check(&self) -> Called {
        let library = library(python(), "multi_phase");
        let called = self.call(&["check", "--trial", "import", "--python", executable(), library.to_str().unwrap()]);
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        called
    }

    /// The only folder of something that was built.
    fn entry(&self, shelf: &str, begins: &str) -> PathBuf {
        let found = self.entries(shelf, begins);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }

    /// Its folders, of which some may have been taken over.
    fn entries(&self, shelf: &str, begins: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.elsewhere.work().join(shelf)).unwrap().map(|entry| entry.unwrap().path());
        let is_it = |path: &PathBuf| path.is_dir() && path.file_name().unwrap().to_str().unwrap().starts_with(begins);
        entries.filter(is_it).collect()
    }

    /// After the damage, the call says in one line what is damaged and what is built again, and the next says nothing.
    #[track_caller]
    fn is_told(&self, call: fn(&Self) -> Called, what: &str, damage: &str) {
        let again = |called: &Called| {
            let lines = called.stderr.lines().filter(|line| line.contains(" again"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let told = again(&call(self));
        let is_whole = |line: &String| {
            line.starts_with(&format!("extproof: building {what} again, because ")) && line.contains(damage)
        };
        assert!(told.len() == 1 && is_whole(&told[0]), "{told:?}");
        assert_eq!(again(&call(self)), [""; 0]);
    }
}

/// Does something to a file, whatever keeps others from it.
fn damage(path: &Path, damage: impl Fn(&mut Vec<u8>)) {
    let mut content = fs::read(path).unwrap();
    damage(&mut content);
    fs::write(path, content).unwrap();
}

#[test]
fn of_a_host() {
    let store = Store::new();
    store.elsewhere.take_over("host-build");
    assert!(!store.run().stderr.contains("again"));
    let host = store.entry("hosts", "capi-").join("host");
    let name = format!("host capi for Python {}", python().version);
    let told = |damage: &str| store.is_told(Store::run, &name, damage);
    let size = host.metadata().unwrap().len();

    damage(&host, |content| content.truncate(content.len() / 2));
    told(&format!("has {} bytes in host, expected {size}", size / 2));
    damage(&host, Vec::clear);
    told("has 0 bytes in host");
    damage(&host, |content| content.reverse());
    told("has changed content in host");
    let before = host.metadata().unwrap().modified().unwrap();
    damage(&host, |content| content[0] = 0);
    fs::File::options().write(true).open(&host).unwrap().set_modified(before).unwrap();
    told("has changed content in host");
    fs::remove_file(&host).unwrap();
    told("lacks host");
    fs::set_permissions(&host, Permissions::from_mode(0o644)).unwrap();
    told("has changed permissions of host");
    damage(&host.with_file_name("contents.json"), |content| content.truncate(20));
    told("has no complete contents.json");
    let entry = host.parent().unwrap();
    fs::rename(entry, store.bench.path("moved")).unwrap();
    fs::write(entry, "").unwrap();
    told("is not a folder");
}

#[test]
fn of_fixtures() {
    let store = Store::new();
    store.elsewhere.take_over("host-build");
    store.run();
    let version = python().version.to_string();
    for folder in store.entries("fixtures", &format!("{version}-")) {
        // Two libraries in each other's place.
        let path = |name: &str| folder.join(format!("{name}{}", python().ext_suffix));
        // Other tests have fixtures of their own under a name, and may have left their build.
        if !path("multi_phase").exists() {
            continue;
        }
        fs::rename(path("single_phase"), path("x")).unwrap();
        fs::rename(path("multi_phase"), path("single_phase")).unwrap();
        fs::rename(path("x"), path("multi_phase")).unwrap();
    }
    store.is_told(Store::run, &format!("fixtures for Python {version}"), "multi_phase");
}

#[test]
fn of_the_probe_and_the_checker() {
    let store = Store::new();
    store.elsewhere.take_over("host-build");
    store.check();
    let version = python().version.to_string();
    let (probe, checker) = (store.entry("probes", &version), store.entry("hosts", "checker-"));
    damage(&probe.join("probe.marshal"), |content| content.truncate(content.len() / 2));
    store.is_told(Store::check, &format!("the probe for Python {version}"), "bytes in probe.marshal");
    damage(&checker.join("host"), |content| content.truncate(content.len() - 1));
    store.is_told(Store::check, "the checker", "bytes in host");
    // The folder of another.
    fs::remove_dir_all(&checker).unwrap();
    let copied = Command::new("cp").arg("-a").args([&probe, &checker]).status().unwrap();
    assert!(copied.success());
    store.is_told(Store::check, "the checker", "contains the build of");
}

#[test]
fn of_what_pythons_told() {
    let store = Store::new();
    let facts = store.elsewhere.work().join("pythons.json");
    let told = || {
        let called = store.call(&["pythons", "--python", executable()]);
        let lines: Vec<String> = called.stderr.lines().map(str::to_owned).collect();
        (called.stdout, lines)
    };
    let (before, lines) = told();
    assert_eq!(lines, [""; 0]);
    let line = format!("extproof: querying every Python again, because {} is damaged", facts.display());
    damage(&facts, |content| content.truncate(content.len() / 2));
    assert_eq!(told(), (before.clone(), vec![line.clone()]));
    assert_eq!(told(), (before.clone(), Vec::new()));
    damage(&facts, Vec::clear);
    assert_eq!(told(), (before.clone(), vec![line.clone()]));
    let other = |content: &mut Vec<u8>| {
        let text = String::from_utf8(content.clone()).unwrap();
        *content = text.replace("\"debug\":false", "\"debug\":true").into_bytes();
    };
    damage(&facts, other);
    assert_eq!(told(), (before, vec![line]));
}
