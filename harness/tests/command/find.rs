//! `extproof find` answers what people paste.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use extproof::host::Catalogue;
use extproof::project::Project;
use extproof::search::{Index, SearchResult, read};

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::elsewhere::project;

/// What somebody pastes, with names, paths and addresses of their own, and what must be among the first three; nothing for
/// what nothing explains. `ci/book-check` pastes the same into the search of the book.
const PASTED: &str = include_str!("pasted.json");

fn index() -> Index {
    let project = Project::at(project());
    let names = Catalogue::read(&project.hosts(), &project.sources().unwrap().usable).unwrap().names();
    read(&project, &names).unwrap()
}

#[test]
fn what_people_paste_leads_to_what_explains_it() {
    let index = index();
    let pasted: Vec<(String, Vec<String>)> = serde_json::from_str(PASTED).unwrap();
    assert_eq!(pasted.len(), 47);
    let mut missed = Vec::new();
    for (text, wanted) in &pasted {
        let SearchResult { entries, explained } = index.search(text);
        let found: Vec<&str> = entries.into_iter().map(|entry| entry.name.as_str()).collect();
        if explained == wanted.is_empty() {
            missed.push(format!("{text}\n  explained: {explained}"));
        }
        let names = &found[..found.len().min(3)];
        let not_found: Vec<_> = wanted.iter().filter(|name| !names.contains(&name.as_str())).collect();
        if !not_found.is_empty() {
            missed.push(format!("{text}\n  wants {not_found:?}\n{found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), pasted.len(), missed.join("\n"));
}

#[test]
fn names_of_functions_and_words_lead_to_their_cases() {
    let index = index();
    for (words, wanted) in [
        ("PyImport_AppendInittab", "inittab/append-after-init"),
        ("after init", "inittab/append-after-init"),
        ("RTLD", "filesystem/dlopen-flags"),
        ("m_free isn't called for copies", "finding 35"),
        ("instances/strict", "instances/strict"),
        ("gh-112100", "capsules/in-sub"),
        ("gh-90205", "gh-90205"),
    ] {
        let names: Vec<&str> =
            index.search(words).entries.into_iter().map(|entry| entry.name.as_str()).take(5).collect();
        assert!(names.contains(&wanted), "{words}: {names:?}");
    }
    assert!(index.search("nowheretobefound").entries.is_empty());
}

#[test]
fn find_prints_what_it_found_best_first() {
    let bench = Bench::new();
    let found = bench.call(&["find", "PyInterpreterState_Delete:", "remaining subinterpreters"]);
    assert_eq!(found.code, exit::PASSED);
    assert!(found.stdout.lines().take(3).any(|line| line.starts_with("instances/live-legacy-sub  ")), "{found:?}");
    bench.call(&["find", "nowheretobefound"]).complains(exit::BAD_INPUT, &["no case or finding"]);
    let called = bench.call(&["find", "IndexError: list index out of range"]);
    called.complains(exit::BAD_INPUT, &["no case, finding or document explains this", "the nearest"]);
    assert_eq!(called.stdout, "");
}

#[test]
fn list_and_show_take_words_too() {
    let bench = Bench::new();
    let listed = bench.call(&["list", "after init"]).stdout;
    assert!(listed.lines().take(5).any(|line| line.starts_with("inittab/append-after-init ")), "{listed}");
    // Ids come first: nothing is searched if a word is a part of one.
    assert!(bench.call(&["list", "dlopen"]).stdout.lines().all(|line| line.starts_with("filesystem/dlopen-flags")));
    let shown = bench.call(&["show", "remaining subinterpreters", "--python", "3.12", "--mode", "inittab"]).stdout;
    assert!(shown.starts_with("instances/live-legacy-sub\n"), "{shown}");
    assert!(shown.contains("Fatal Python error: PyInterpreterState_Delete: remaining subinterpreters"), "{shown}");
    bench.call(&["show", "nowheretobefound"]).complains(exit::BAD_INPUT, &["no case id contains `nowheretobefound`"]);
}

#[test]
fn find_takes_lines_that_look_like_options_or_are_not_utf_8() {
    let bench = Bench::new();
    let first = |arguments: &[&OsStr]| {
        let called = Called::new(bench.command(&["find"]).args(arguments));
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        called.stdout.lines().next().unwrap().split(' ').next().unwrap().to_owned()
    };
    let words = ["->", "PyInterpreterState_Delete:", "remaining subinterpreters", "-x"].map(OsStr::new);
    assert_eq!(first(&words), "instances/live-legacy-sub");
    assert_eq!(
        first(&[OsStr::new("-> PyInterpreterState_Delete: remaining subinterpreters")]),
        "instances/live-legacy-sub"
    );
    assert_eq!(first(&[OsStr::from_bytes(b"--caf\xe9: remaining subinterpreters \xff")]), "instances/live-legacy-sub");
    bench.call(&["find", "-x"]).complains(exit::BAD_INPUT, &["no case or finding matches `-x`"]);
    assert!(bench.call(&["find", "--help"]).stdout.starts_with("Find cases, findings and documents"));
}

#[test]
fn find_reads_a_message_from_standard_input() {
    let bench = Bench::new();
    let told = |bytes: &[u8]| {
        let path = bench.path("message");
        fs::write(&path, bytes).unwrap();
        Called::new(bench.command(&["find", "-"]).stdin(fs::File::open(path).unwrap()))
    };
    let found = told(b"Python runtime state: finalizing\n\xff remaining subinterpreters\n");
    assert!(found.stdout.starts_with("instances/live-legacy-sub "), "{found:?}");
    told(b"").complains(exit::BAD_INPUT, &["no case or finding matches ``"]);
    told(b"nowheretobefound\nx").complains(exit::BAD_INPUT, &["no case or finding matches `nowheretobefound`"]);
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let (_, shown) = readme.split_once("$ cargo run -- find \"").unwrap();
    let (message, shown) = shown.split_once("\"\n").unwrap();
    let called = Bench::new().call(&["find", message]);
    assert_eq!(shown.split("```").next(), Some(called.stdout.as_str()), "{called:?}");
}

#[test]
fn what_is_shown_in_place_of_an_unknown_id_is_told() {
    let bench = Bench::new();
    let called = bench.call(&["show", "nosuch/subinterpreter"]);
    let words = "no case id contains `nosuch/subinterpreter`: this is what `extproof find` finds for it";
    assert!(called.code == exit::PASSED && called.stderr.contains(words), "{called:?}");
    assert_eq!(bench.call(&["show", "inittab/duplicate-functions"]).stderr, "", "it has that id");
}

#[test]
fn what_snapshots_say_is_shown_without_a_word_about_running() {
    let bench = Bench::new();
    let mut command = bench.command(&["show", "inittab/duplicate-functions"]);
    let called = Called::new(command.env_remove("CARGO").env("PATH", bench.path("nothing")));
    assert_eq!((called.code, called.stderr.as_str()), (exit::PASSED, ""), "{called:?}");
}
