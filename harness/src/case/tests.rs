//! What is read from case files. What is refused is tested through the command: `tests/suite/bad_cases.rs`.

use std::path::Path;

use super::read::read;
use super::*;
use crate::version::{Implementation, Version};

/// Reads a case of the fixtures `single_phase` and `multi_phase` in all modes, with these steps and more lines. The steps can be
/// those of a case that has initialized Python.
pub(crate) fn case(steps: &str, more: &str) -> Case {
    let compiled = ["single_phase", "multi_phase"].map(str::to_owned).to_vec();
    let host = |name: &str| KnownHost {
        name: name.to_owned(),
        link: Link::Shared,
        steps: None,
        initializations: None,
        links_fixtures: true,
        fixtures: Vec::new(),
        pythons: None,
    };
    let hidden = KnownHost { link: Link::Hidden, ..host("capi-hidden") };
    let names =
        Names { compiled, of_hosts: Vec::new(), hosts: vec![host("capi"), host("pyo3"), hidden], ..Names::default() };
    let before = if steps.contains("'initialize'") { "" } else { "'initialize', " };
    let text = format!(
        "title = 'x'\nmodes = ['inittab', 'filesystem', 'spec']\nfixtures = ['single_phase', 'multi_phase']\n\
         steps = [{before}{steps}]\n{more}"
    );
    let mut case = read("a/x", Path::new("a/x.toml"), &text, &names).unwrap();
    case.steps.drain(..usize::from(!before.is_empty()));
    case
}

fn titles(steps: &[Step]) -> Vec<String> {
    steps.iter().map(|step| step.action.describe()).collect()
}

#[test]
fn every_step_is_read_and_described() {
    for (step, title) in [
        ("{ register = 'x' }", "register x"),
        ("{ register = 'x', fixture = 'multi_phase' }", "register x (fixture multi_phase)"),
        ("{ register = 'x', fixture = '{fixture}' }", "register x"),
        ("{ append = 'x', fixture = 'NULL' }", "append x (NULL)"),
        ("{ append = '', bytes = '7aff' }", "append bytes 7aff"),
        ("{ append = '' }", "append ''"),
        ("{ append = 'x', from = 'library' }", "append x (from the shared library)"),
        ("{ extend = [{ name = 'x' }, { name = 'y', fixture = 'NULL' }] }", "extend x, y (NULL)"),
        ("{ assign = [] }", "assign nothing"),
        ("{ place = 'a/b.so', by = 'symlink' }", "place a/b.so as a symbolic link"),
        ("'initialize'", "initialize"),
        ("{ initialize = { xoptions = ['gil=0'], warnoptions = ['error'] } }", "initialize -X gil=0 -W error"),
        ("{ import = 'x', in = 'main' }", "import x in main"),
        ("{ execute = \"a\\nb\" }", "execute\na\nb"),
        ("{ evaluate = '1' }", "evaluate 1"),
        ("{ new_interpreter = 'A' }", "new interpreter A"),
        ("{ new_interpreter = 'A', config = 'isolated' }", "new interpreter A (isolated: own GIL, strict check)"),
        (
            "{ new_interpreter = 'A', config = { gil = 'shared', check_multi_interp_extensions = false } }",
            "new interpreter A (shared GIL, no check, own allocator)",
        ),
        ("{ threads = 3, steps = [{ import = 'x' }] }", "3 threads"),
        ("{ threads = [[], [{ import = 'x' }]] }", "2 threads"),
        ("{ run_main = [{ import = 'x' }] }", "run main"),
        ("'finalize'", "finalize"),
    ] {
        assert_eq!(titles(&case(step, "").steps), [title], "{step}");
    }
    let ended = case("{ new_interpreter = 'A' }, { import = 'x', in = 'A' }, { end_interpreter = 'A' }", "");
    assert_eq!(titles(&ended.steps), ["new interpreter A", "import x in A", "end interpreter A"]);
}

#[test]
fn numbers_of_threads_repeat_their_steps() {
    let case = case("{ threads = 3, steps = [{ import = 'x' }, { observe = 'y' }] }", "");
    let Action::Threads(threads) = &case.steps[0].action else { panic!("{case:?}") };
    assert_eq!(threads.len(), 3);
    assert!(threads.iter().all(|steps| titles(steps) == ["import x", "observe y"]));
}

#[test]
fn expectations_are_words_tables_or_lists() {
    let of = |step: &str, expect: &str| case(&format!("{{ {step}, expect = {expect} }}"), "").steps[0].expect.clone();
    let expect = |text: &str| of("import = 'x'", text);
    assert_eq!(expect("'ok'")[0].succeeds, Some(true));
    assert_eq!(expect("{ result = 'failed' }")[0].succeeds, Some(false));
    let list = expect("[{ raises = 'ImportError', phase = 'load', mode = 'spec' }, { ends = 'exit 1' }]");
    assert_eq!((list[0].raises.as_deref(), list[0].phase), (Some("ImportError"), Some(Phase::Load)));
    assert_eq!((&list[0].scope.modes[..], list[1].ends.as_deref()), (&[Mode::Spec][..], Some("exit 1")));
    let counts = &of("observe = 'x'", "{ builtin_module_names = { x = 2, y = 0 }, events = [] }")[0];
    assert_eq!(counts.builtin_module_names, [("x".to_owned(), 2), ("y".to_owned(), 0)]);
    assert_eq!(counts.events.as_deref(), Some(&[][..]));
}

#[test]
fn the_other_keys_are_read() {
    let case = case(
        "'initialize'",
        "about = 'b'\ntimeout = 7\nundefined = 'u'\nrequires = { python = '>=3.12', implementation = 'cpython', gil = 'default', debug = false, link = 'hidden' }\n\
         files = { 'a/b.py' = 'x = 1' }\ncontract = { quote = 'q', source = 'https://s' }\n\
         [[deviation]]\nwhy = 'w'\nreference = 'https://r'\nhost = ['capi-hidden', 'pyo3']\npython = '<3.13'\nstep = 'initialize'\n",
    );
    assert_eq!((case.about.as_deref(), case.timeout), (Some("b"), Some(Duration::from_secs(7))));
    assert_eq!((case.undefined.as_deref(), case.area()), (Some("u"), "a"));
    assert!(case.requires.python.unwrap().contains(&Version::new(12, 0)));
    assert_eq!((case.requires.gil, case.requires.link), (Some(Gil::Default), Some(vec![Link::Hidden])));
    assert_eq!((case.requires.implementation, case.requires.debug), (Some(Implementation::CPython), Some(false)));
    assert_eq!(case.files, [("a/b.py".to_owned(), "x = 1".to_owned())]);
    assert_eq!(case.contract.unwrap().source, "https://s");
    let deviation = &case.deviations[0];
    assert_eq!(
        (deviation.step.as_deref(), &deviation.scope.hosts[..]),
        (Some("initialize"), &["capi-hidden".to_owned(), "pyo3".to_owned()][..])
    );
}

#[test]
fn a_scope_fits_where_all_of_it_does() {
    let situation = |version, mode, link| Situation { version, mode, fixture: "single_phase", host: "capi", link };
    let (old, new) = (Version::new(12, 1), Version::new(13, 0));
    let here = situation(new, Mode::Spec, Link::Shared);
    assert!(Scope::default().fits(&here));
    let scope = Scope { modes: vec![Mode::Spec, Mode::Inittab], links: vec![Link::Shared], ..Scope::default() };
    assert!(scope.fits(&here) && !scope.fits(&situation(new, Mode::Filesystem, Link::Shared)));
    assert!(!scope.fits(&situation(new, Mode::Spec, Link::Hidden)));
    let scope = Scope { python: Some(">=3.13".parse().unwrap()), gil: Some(Gil::FreeThreaded), ..Scope::default() };
    assert!(scope.fits(&situation(new.free_threaded(), Mode::Spec, Link::Shared)));
    assert!(!scope.fits(&here) && !scope.fits(&situation(old, Mode::Spec, Link::Shared)));
    let scope = Scope { implementation: Some(Implementation::PyPy), ..Scope::default() };
    let pypy = Version { implementation: Implementation::PyPy, ..new };
    assert!(scope.fits(&situation(pypy, Mode::Spec, Link::Shared)) && !scope.fits(&here));
    let scope = Scope { debug: Some(true), ..Scope::default() };
    assert!(scope.fits(&situation(new.debug(), Mode::Spec, Link::Shared)) && !scope.fits(&here));
}

#[test]
fn fixtures_that_hosts_bring_along_are_linked_only() {
    let names =
        Names { compiled: vec!["single_phase".to_owned()], of_hosts: vec!["embedded".to_owned()], ..Names::default() };
    let read = |head: &str, step: &str| {
        let text = format!("title = 'x'\n{head}\nsteps = [{step}]\n");
        read("a/x", Path::new("a/x.toml"), &text, &names).map_err(|error| error.to_string())
    };
    let own = "modes = ['inittab']\nfixtures = ['embedded']";
    let other = "modes = ['inittab']\nfixtures = ['single_phase']";
    let both = "modes = ['inittab', 'spec']\nfixtures = ['single_phase']";
    assert_eq!(read(own, "{ register = 'x' }").unwrap().fixtures, ["embedded"]);
    assert!(read(other, "{ append = 'x', fixture = 'embedded' }").is_ok());
    for (head, step, told) in [
        (
            "modes = ['spec']\nfixtures = ['embedded']",
            "{ register = 'x' }",
            "3:13: fixture `embedded` exists only linked into hosts",
        ),
        (both, "{ register = 'x', fixture = 'embedded' }", "fixture `embedded` exists only linked into hosts"),
        (other, "{ append = 'x', fixture = 'embedded', from = 'library' }", "so it has no shared library"),
        (own, "{ append = 'x', from = 'library' }", "so it has no shared library"),
        (own, "{ place = 'x.so' }", "so it has no shared library"),
        (own, "{ evaluate = '\"{library}\"' }", "so it has no shared library"),
        (other, "{ evaluate = '\"{library:embedded}\"' }", "so it has no shared library"),
    ] {
        let found = read(head, step).unwrap_err();
        assert!(found.contains(told), "{head} {step}: {found}");
    }
}
