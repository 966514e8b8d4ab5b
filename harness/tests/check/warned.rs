//! Modules that are imported where warnings are errors.

use std::path::Path;

use crate::support::bench::Bench;
use crate::support::checks::{check, compile, library, verdicts};
use crate::support::pythons::pythons;

#[test]
fn who_does_not_expect_a_warning_to_be_an_error_is_found() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/warned");
    for python in pythons() {
        let bench = Bench::new();
        let compiled = |name: &str| compile(python, &sources.join(name), &bench.path("cases"));
        let libraries = [compiled("nameless.c"), compiled("polite.c"), library(python, "multi_phase")];
        let mut arguments = vec!["--trial", "warnings", "--format", "json"];
        arguments.extend(libraries.iter().map(|library| library.to_str().unwrap()));
        let called = check(&bench, python, &arguments);
        let found = verdicts(&called);
        let wanted = [("nameless", "crashed"), ("polite", "fails"), ("multi_phase", "works")];
        for (module, verdict) in wanted {
            assert_eq!(found[module]["import"], "works", "{module} on Python {}: {called:?}", python.version);
            assert_eq!(found[module]["warnings"], verdict, "{module} on Python {}: {called:?}", python.version);
        }
    }
}
