//! The hosts that load libpython at run time, or are loaded together with it.

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::pythons::executable;

const HOSTS: [&str; 4] = ["loaded", "loaded-local", "loaded-promoted", "plugin"];

#[test]
fn they_keep_the_contract() {
    let bench = Bench::new();
    for host in HOSTS {
        let called =
            Called::new(bench.command(&["host-check", host, "--python", executable()]).env("TMPDIR", bench.tmp()));
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        assert!(called.stdout.starts_with(&format!("host {host} passed ")), "{called:?}");
    }
}

#[test]
fn they_are_as_isolated_as_the_reference() {
    let bench = Bench::with_case(
        "a/x",
        "single_phase",
        "{ register = '{fixture}' }, { initialize = { xoptions = ['a=\"b'], warnoptions = ['error'] } }, \
         { import = '{fixture}' }, { evaluate = '__import__(\"sys\").flags' }, \
         { evaluate = '__import__(\"sys\").argv, __import__(\"sys\")._xoptions, __import__(\"sys\").warnoptions' }, \
         { evaluate = '[__import__(\"_signal\").getsignal(number) for number in (2, 13)]' }, \
         { evaluate = '__import__(\"sys\").executable, __import__(\"sys\").prefix, __import__(\"sys\").path' }, \
         'finalize', 'initialize', { evaluate = '__import__(\"sys\").flags' }, 'finalize'",
    );
    let (document, _) = bench.json(&["--host", "loaded", "--host", "loaded-promoted", "--host", "loaded-local"]);
    for host in ["loaded", "loaded-promoted"] {
        let run = document.runs.iter().find(|run| run.get("host") == host).unwrap();
        assert_eq!((run.get("difference"), run.end()), ("same", "end: exit 0"), "{run:?}");
    }
    let local = document.runs.iter().find(|run| run.get("host") == "loaded-local").unwrap();
    assert_eq!(local.get("reason"), "the host hides the C API from shared libraries");
}
