//! The host in plain C that `docs/writing-a-host.md` builds.

use std::fs;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::elsewhere::project;
use crate::support::pythons::executable;

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

#[test]
fn the_document_shows_the_very_host() {
    let (document, host) = (read("docs/writing-a-host.md"), read("harness/hosts/c/host.c"));
    let blocks = document.split("```c\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    assert_eq!(blocks.collect::<Vec<_>>().join("\n"), host, "the blocks of C in the document, one after the other");
    assert!(host.lines().count() < 170, "{} lines", host.lines().count());
    assert!(document.contains(&format!("```toml\n{}```", read("harness/hosts/c/host.toml"))));
}

#[test]
fn it_keeps_the_contract_and_does_as_the_reference() {
    let bench = Bench::with_case(
        "a/x",
        "single_phase",
        "{ register = '{fixture}' }, { initialize = { xoptions = ['a=\"b'], warnoptions = ['error'] } }, \
         { import = '{fixture}' }, { evaluate = '\"\\u0001\\t\\\\ \\u00e9\"' }, \
         { evaluate = '__import__(\"sys\")._xoptions, __import__(\"sys\").warnoptions' }, \
         { execute = '''\nraise ValueError('x')\n''' }, { observe = 'after' }, 'finalize'",
    );
    for host in ["c", project().join("harness/hosts/c/host.toml").to_str().unwrap()] {
        let called =
            Called::new(bench.command(&["host-check", host, "--python", executable()]).env("TMPDIR", bench.tmp()));
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        assert!(called.stdout.contains("host c passed "), "{called:?}");
    }
    let (document, _) = bench.json(&["--host", "c"]);
    let run = document.runs.iter().find(|run| run.get("host") == "c").unwrap();
    assert_eq!((run.get("difference"), run.end()), ("same", "end: exit 0"), "{run:?}");
    assert!(run.get("transcript").contains("({'a': '\"b'}, ['error'])"), "{run:?}");
}
