//! The checker's own module, `_extproof`: it can be imported wherever trials need it, and changes nothing for the module under
//! test.

use std::fs;

use crate::support::bench::Bench;
use crate::support::checks::{check, package, verdicts};
use crate::support::pythons::pythons;

/// What the package does at each import. A refused `_extproof` must not look like a refused module.
const IMPORTS: &str = "
import os, sys
def gil(): return getattr(sys, '_is_gil_enabled', bool)()
def check():
    if '_extproof' in sys.modules: raise ValueError('imported before')
    before = gil()
    import _extproof
    if gil() != before: raise ValueError('the GIL')
    if sys.builtin_module_names.count('_extproof') != 1: raise ValueError('registered twice')
    if 'libpython' not in _extproof.library_of(id(int)): raise ValueError('not in libpython')
    if _extproof.library_of(8): raise ValueError('in a library')
    for wrong in (-1, 1 << 64, 'x'):
        try: _extproof.library_of(wrong)
        except (OverflowError, TypeError): continue
        raise ValueError('taken')
    del sys.modules['_extproof']
try: check()
except ImportError as error: raise ValueError(str(error))
";

#[test]
fn every_interpreter_can_import_it() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let package = package(&site, python, "imports", IMPORTS);
        // The fixture itself declares nothing.
        let (isolated, free) = match (python.version.minor, python.version.free_threaded) {
            (..=11, _) => ("n/a", "n/a"),
            (_, false) => ("works", "n/a"),
            (_, true) => ("works", "enables-gil"),
        };
        let wanted = [
            ("import", "works"),
            ("inittab", "works"),
            ("reimport", "works"),
            ("reinit", "works"),
            ("two-subs", "works"),
            ("strict", isolated),
            ("own-gil", if isolated == "works" { "refused" } else { isolated }),
            ("free-threading", free),
        ];
        let trials = wanted.map(|(trial, _)| trial).join(",");
        let called = check(&bench, python, &[package.to_str().unwrap(), "--trial", &trials, "--format", "json"]);
        let verdicts = &verdicts(&called)["imports.multi_phase"];
        for (trial, wanted) in wanted {
            assert_eq!(verdicts[trial], wanted, "{trial} on {}: {called:?}", python.version);
        }
    }
}

#[test]
fn no_module_finds_it_imported() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let code = "import sys\nif '_extproof' in sys.modules: raise ValueError('imported before')";
        let package = package(&site, python, "looks", code);
        fs::write(site.join("_extproof.py"), "raise ValueError('found on the path')").unwrap();
        let called = check(&bench, python, &[package.to_str().unwrap(), "--trial", "import", "--format", "json"]);
        assert_eq!(verdicts(&called)["looks.multi_phase"]["import"], "works", "{called:?}");
    }
}
