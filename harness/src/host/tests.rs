//! What is read from manifests, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use extproof_contract::Link;
use tempfile::TempDir;

use super::read::{Taken, read};
use super::*;
use crate::project::Project;
use crate::version::Version;

fn manifest(text: &str) -> Result<Manifest, String> {
    manifest_at(Path::new("/h/x/host.toml"), text)
}

fn manifest_at(path: &Path, text: &str) -> Result<Manifest, String> {
    let fixtures = ["single_phase".to_owned()];
    let hosts = BTreeMap::from([("capi".to_owned(), PathBuf::from("hosts/capi/host.toml"))]);
    let taken = Taken { fixtures: &fixtures, hosts: &hosts };
    read(path, text, &taken).map_err(|error| {
        let each = error.each().map(|error| format!("{error}; {}", error.problems[0].help));
        each.collect::<Vec<_>>().join("\n")
    })
}

const NAMES: &str = "name = 'x'\nabout = 'a'\n";
const PROGRAM: &str = "[program]\nrun = ['{python}', '{source}/host.py']\n";

#[test]
fn a_host_is_linked_shared_unless_it_says_more() {
    let host = manifest(&format!("{NAMES}{PROGRAM}")).unwrap();
    assert_eq!(host.variants, [("x".to_owned(), Link::Shared)]);
    assert!(!host.suite && host.pythons.is_none() && host.fixtures.is_empty() && host.links_fixtures);
    assert_eq!(host.folder(), Path::new("/h/x"));
    let variants = "[[variant]]\nname = 'x'\nlink = 'shared'\n[[variant]]\nname = 'x-static'\nlink = 'exported'\n";
    let host = manifest(&format!("{NAMES}suite = true\n{PROGRAM}{variants}")).unwrap();
    assert_eq!(host.variants[1], ("x-static".to_owned(), Link::Exported));
    assert!(host.suite);
    let host =
        manifest(&format!("{NAMES}links_fixtures = false\n[program]\nrun = ['{{checker}}', '{{libpython}}']")).unwrap();
    assert!(!host.links_fixtures);
}

#[test]
fn pypy_is_only_for_hosts_that_start_its_executable() {
    let project = Project::of_checkout().unwrap();
    let catalogue = Catalogue::read(&project.hosts(), &[]).unwrap();
    let pypy: Version = "pypy3.11.17".parse().unwrap();
    let all = catalogue.choose(&["all".to_owned()]).unwrap();
    let takes: Vec<&str> =
        all.iter().filter(|kind| kind.manifest.refuses(&pypy).is_none()).map(|kind| kind.name.as_str()).collect();
    assert_eq!(takes, ["python"]);
    let program = |run: &str| manifest(&format!("{NAMES}[program]\nrun = {run}\n")).unwrap().refuses(&pypy);
    assert_eq!(program("['{python}', 'host.py']"), None);
    for run in ["['host']", "['{python}', 'host.py', '{libpython}']", "['{checker}', '{libpython}']"] {
        assert!(program(run).unwrap().starts_with("PyPy can't be embedded"), "{run}");
    }
}

#[test]
fn folders_are_relative_to_the_manifest() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("x/sub")).unwrap();
    fs::create_dir(at("lib")).unwrap();
    let text = format!("{NAMES}depends = ['../lib']\n[cargo]\nfolder = 'sub'\nworkspace = 'own'");
    let host = manifest_at(&at("x/host.toml"), &text).unwrap();
    assert_eq!(host.depends, [at("x/../lib")]);
    let Making::Cargo(package) = host.making else { panic!("{:?}", host.making) };
    assert_eq!((package.folder, package.workspace), (at("x/sub"), Workspace::Own));
}

#[test]
fn a_host_can_be_made_for_some_pythons() {
    let host =
        manifest(&format!("{NAMES}python = '>=3.9, <3.12'\nwhy = 'its PyConfig is smaller'\n{PROGRAM}")).unwrap();
    assert_eq!(host.refuses(&Version::new(11, 7)), None);
    let reason = host.refuses(&Version::new(12, 1)).unwrap();
    assert_eq!(reason, "needs Python >=3.9, <3.12: its PyConfig is smaller");
    let only = Manifest { pythons: Some(Pythons::Only(Version::new(13, 0))), ..host };
    assert_eq!(only.refuses(&Version::new(13, 0)), None);
    assert_eq!(only.refuses(&Version { debug: true, ..Version::new(13, 0) }), None);
    assert_eq!(only.refuses(&Version::new(13, 0).free_threaded()).unwrap(), "embeds Python 3.13.0");
}

#[test]
fn mistakes_are_told_at_their_places() {
    for (text, told) in [
        ("name = 'x'", "/h/x/host.toml:1:1: missing `about`"),
        ("name = 'x'", "no build section; add exactly one of [cargo], [command], [program]"),
        ("name = 'x'\nabuot = 'a'", ":2:1: unknown key of a host `abuot`; did you mean `about`?"),
        ("name = 'x'\nabout = 1", ":2:9: `about`: expected a string, found integer"),
        ("name = 'x", "; the file must be valid TOML 1.1"),
        ("name = 'all'\nabout = 'a'\n", ":1:8: invalid host name `all`"),
        ("name = 'a b'\nabout = 'a'\n", ":1:8: invalid host name `a b`"),
        ("name = 'capi'\nabout = 'a'\n", ":1:8: duplicate host name `capi`: also in hosts/capi/host.toml"),
        ("fixtures = ['single_phase']", ":1:13: `single_phase` is a fixture of c-ext-fixtures/"),
        ("fixtures = ['a b']", "invalid fixture name `a b`"),
        ("python = '>=3.9'", "missing `why`"),
        ("why = 'x'", ":1:7: `why` without `python`"),
        ("python = '<3.9'\nwhy = 'x'", ":1:10: no supported Python matches <3.9"),
        ("python = '3.9'\nwhy = 'x'", ":1:10: `3.9` is not a range"),
        ("name = 'x'\nabout = ' '", ":2:9: `about` is empty; write what it says, or remove it"),
        ("fixtures = ['a', 'a']", ":1:18: duplicate `a`; remove one"),
        ("depends = []", ":1:11: `depends` is empty; remove it, or list at least one"),
        ("[command]\ncompile = ['']\nbuild = ['a']", ":2:12: `compile` names no program; begin with a program"),
        ("depends = ['nowhere']", ":1:12: `nowhere` does not exist; name a file or folder"),
        ("[cargo]\nfolder = 'nowhere'", ":2:10: `nowhere` does not exist"),
        ("initializations = 0", ":1:19: a host that never initializes Python; allowed: a number from 1 on"),
        ("steps = ['regsiter']", ":1:10: unknown step `regsiter`; did you mean `register`?"),
        ("steps = []", ":1:9: `steps` is empty"),
        ("[cargo]\n[program]\nrun = ['a']", "more than one build section"),
        ("[cargo]\nmain = 'a-b'", ":2:8: `a-b` is not the name of a C function; name one of the library"),
        ("[cargo]\nworkspace = 'mine'", ":2:13: unknown workspace `mine`; did you mean `main`? allowed: main, own"),
        ("[program]", ":1:1: missing `run`"),
        ("[program]\nrun = []", "`run` is empty"),
        ("[program]\nrun = ['{output}']", ":2:8: unknown placeholder `output`"),
        (
            "[command]\nbuild = ['{cc}', '{sauce}', '{output}']",
            ":2:18: unknown placeholder `sauce`; did you mean `source`?",
        ),
        ("[command]\nbuild = ['{cc}']", "`build` doesn't use {output}; pass {output} as"),
        (
            "[command]\nbuild = ['{cc}', '{objects}/x.o', '{output}']",
            "{objects} without `compile`; add the command that fills that folder",
        ),
        ("[command]\ncompile = ['{cc}']\nbuild = ['{cc}', '{output}']", "`build` doesn't use {objects}; pass it what"),
        (
            "[command]\ncompile = ['{cc}', '{link_args}']\nbuild = ['{objects}', '{output}']",
            ":2:20: unknown placeholder `link_args`",
        ),
        ("[command]\nbuild = ['-x{includes}', '{output}']", ":2:10: {includes} expands to several arguments"),
        ("variant = []", ":1:11: `variant` is empty"),
        ("[[variant]]\nname = 'y'", ":1:1: missing `link`"),
        (
            "[[variant]]\nname = 'y'\nlink = 'static'",
            ":3:8: unknown link `static`; allowed: shared, exported, hidden, local",
        ),
        ("variant = [{ name = 'y', link = 'shared' }, { name = 'y', link = 'hidden' }]", "duplicate `y`"),
    ] {
        let found = manifest(text).unwrap_err();
        assert!(found.contains(told), "{text}\n-- told:\n{found}\n-- not told:\n{told}");
    }
}

#[test]
fn the_hosts_of_the_project_are_those_in_its_folder() {
    let catalogue = Catalogue::read(&Project::of_checkout().unwrap().hosts(), &[]).unwrap();
    let names: Vec<&str> = catalogue.all().iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(names[..3], ["capi", "capi-static", "capi-hidden"], "the reference is first");
    assert!(catalogue.all()[..3].iter().all(HostKind::is_like_reference));
    assert_eq!(catalogue.all().iter().filter(|kind| kind.is_reference()).count(), 1);
    let others: Vec<&str> = catalogue.all()[3..].iter().map(|kind| kind.manifest.name.as_str()).collect();
    assert!(others.is_sorted(), "{others:?}");
    // So cases can't name one that can't do them.
    assert!(catalogue.all().iter().all(|kind| kind.manifest.steps.is_some()));
}

#[test]
fn folders_without_usable_hosts_are_errors() {
    let read = |folder: &Path| Catalogue::read(folder, &[]).unwrap_err().to_string();
    let missing = read(Path::new("/no/such/folder"));
    assert!(missing.starts_with("can't read hosts from /no/such/folder: "), "{missing}");
    let folder = TempDir::new().unwrap();
    assert!(read(folder.path()).contains("no manifest for the reference host capi"));
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("host.toml"), format!("{NAMES}{PROGRAM}")).unwrap();
    }
    let twice = read(folder.path());
    assert!(twice.contains("b/host.toml:1:8: duplicate host name `x`: also in"), "{twice}");
    fs::write(folder.path().join("a/host.toml"), b"\xff").unwrap();
    assert!(read(folder.path()).contains("a/host.toml:1:1: the file isn't UTF-8"));
}

#[test]
fn manifests_with_mistakes_are_set_aside() {
    let folder = TempDir::new().unwrap();
    let manifest = |name: &str, text: &str| {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("host.toml"), text).unwrap();
    };
    manifest("capi", &format!("{NAMES}{PROGRAM}").replace("name = 'x'", "name = 'capi'"));
    manifest("a", "name = 'mine'\nsuite = false\nx = 1\n");
    manifest("b", "suite = true\n");
    manifest("c", "suite = \n");
    manifest("d", "name = 'd'\n");
    let (catalogue, unusable) = Catalogue::usable(folder.path(), &[]).unwrap();
    assert_eq!(catalogue.all().len(), 1);
    let seen: Vec<(&str, bool)> = unusable.iter().map(|one| (one.names[0].as_str(), one.suite)).collect();
    assert_eq!(seen, [("a", false), ("b", true), ("c", true), ("d", false)], "what may be of the suite");
    assert!(unusable[0].has("a") && unusable[0].has("mine") && !unusable[0].has("b"));
}
