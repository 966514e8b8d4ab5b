//! Who is excused by another module, and who isn't.

use std::path::Path;

use crate::support::bench::{Bench, exit};
use crate::support::checks::{blamed, check, compile, package, package_around, refusing};
use crate::support::pythons::pythons;

/// Many modules refuse with the same words, such as all that Cython made.
#[test]
fn who_refuses_itself_is_not_excused_by_another_that_says_the_same() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/needs.c");
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let [path, _] = ["mine", "other"].map(|name| package_around(&site, python, name, "once_per_process", ""));
        compile(python, &source, &path);
        let arguments = [path.to_str().unwrap(), "--trial", "reinit", "--jobs", "1", "--format", "json"];
        let called = check(&bench, python, &arguments);
        let refused = |because_of: Option<&str>| ("refused".to_owned(), because_of.map(str::to_owned));
        assert_eq!(blamed(&called, "mine.needs", "reinit"), refused(Some("other.once_per_process")), "{called:?}");
        assert_eq!(blamed(&called, "mine.once_per_process", "reinit"), refused(None), "{called:?}");
    }
}

#[test]
fn who_can_not_be_imported_alone_is_to_blame_whatever_was_raised_in_its_place() {
    let bench = Bench::new();
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        refusing(&site, python);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/hides.c");
        let module = compile(python, &source, &site);
        let arguments = [module.to_str().unwrap(), "--trial", "reinit", "--require", "reinit", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "hides", "reinit").1.as_deref(), Some("other"), "{called:?}");
        assert_eq!(called.code, exit::PASSED, "{called:?}");
    }
}

#[test]
fn who_raises_by_itself_is_not_excused_by_another_exception_of_the_same_type() {
    let bench = Bench::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/blame/also.c");
    for python in pythons() {
        let site = bench.path(&python.version.to_string());
        let second = "
import os
second = os.environ['HOME'] + '/second'
if os.path.exists(second): raise RuntimeError('for another reason')
open(second, 'w').close()";
        package(&site, python, "other", second);
        let module = compile(python, &source, &site);
        let arguments = [module.to_str().unwrap(), "--trial", "reinit", "--require", "reinit", "--format", "json"];
        let called = check(&bench, python, &arguments);
        assert_eq!(blamed(&called, "also", "reinit"), ("fails".to_owned(), None), "{called:?}");
        assert_eq!(called.code, exit::FAILED, "{called:?}");
    }
}

#[test]
fn who_changes_a_value_is_not_excused_by_another_that_makes_it_another_value() {
    let bench = Bench::new();
    let python = &pythons()[0];
    for (own, owner) in [("0o27", None), ("0o77", Some("other"))] {
        let site = bench.path(own);
        let mine = package(&site, python, "mine", &format!("import os, other; os.umask({own})"));
        package(&site, python, "other", "import os; os.umask(0o77)");
        let arguments = [mine.to_str().unwrap(), "--trial", "process-state", "--format", "json"];
        let called = check(&bench, python, &arguments);
        let found = blamed(&called, "mine.multi_phase", "process-state");
        assert_eq!(found, ("changes".to_owned(), owner.map(str::to_owned)), "{called:?}");
    }
}
