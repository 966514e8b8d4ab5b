//! Case files in which something says nothing, says the same twice, or speaks of what can't be.

use crate::support::refusals::{refused, taken};

const WHY: &str = "why = 'x'\nreference = 'https://x'";

#[test]
fn what_says_nothing() {
    for (more, key) in [
        ("about = «' '", "about"),
        ("undefined = «''", "undefined"),
        ("files = «{}", "files"),
        ("requires = «{}", "requires"),
        ("[contract]\nquote = «''\nsource = 'https://x'", "quote"),
        ("[[deviation]]\nwhy = «''\nreference = 'https://x'", "why"),
    ] {
        refused("'finalize'", more, &[&format!("`{key}` is empty")]);
    }
    for (step, key) in [
        ("{ import = 'x', expect = { raises = «'' } }", "raises"),
        ("{ new_interpreter = «'' }", "new_interpreter"),
        ("{ threads = «[] }", "threads"),
        ("{ threads = 2, steps = «[] }", "steps"),
    ] {
        refused(step, "", &[&format!("`{key}` is empty")]);
    }
    // Py_RunMain can have nothing to do, and a module can have an empty name.
    taken("'initialize', 'finalize', { run_main = [] }, { append = '' }", "");
}

#[test]
fn what_says_the_same_twice() {
    refused("{ observe = 'x', expect = { modules = ['a', «'a'] } }", "", &["duplicate `a`", "remove one"]);
    refused("{ import = 'x', expect = { host = ['capi', «'capi'], result = 'ok' } }", "", &["duplicate `capi`"]);
    let modes = format!("[[deviation]]\n{WHY}\nmode = ['inittab', «'inittab']");
    refused("{ import = 'x', expect = 'ok' }", &modes, &["duplicate `inittab`"]);
}

#[test]
fn events_that_no_fixture_reports() {
    for event in ["single_phase", "single_phase init", "single_phase init 0", "single_phase init one"] {
        let step = format!("{{ import = 'x', expect = {{ events = [«'{event}'] }} }}");
        refused(&step, "", &[&format!("not an event: `{event}`"), "expected NAME EVENT COUNT"]);
    }
}

#[test]
fn expectations_behind_the_end_of_the_process() {
    let ends = |expect: &str| format!("{{ execute = 'x', expect = {expect} }}, ");
    let words = ["an earlier step ends the process, so the step `evaluate` is never done"];
    let after = "{ evaluate = '1', expect = «{ value = '2' } }";
    refused(&(ends("{ ends = 'SIGABRT' }") + after), "", &words);
    // Elsewhere it goes on.
    taken(&(ends("{ ends = 'SIGABRT', mode = 'inittab' }") + &after.replace('«', "")), "");
    taken(&(ends("{ ends = 'SIGABRT' }") + "{ evaluate = '1' }"), "");
}

#[test]
fn files_that_can_not_be_laid_out() {
    for (files, message) in [
        ("'a' = '1', «'a/b.py' = '2'", "`a/b.py` and `a`: a file has no files in it"),
        ("«'a/' = 'x'", "path `a/` is not a plain one"),
        ("«'./a.py' = 'x'", "path `./a.py` is not a plain one"),
        ("«'' = 'x'", "an empty path"),
        ("«'../a.py' = 'x'", "path `../a.py` is outside the sandbox"),
    ] {
        refused("'finalize'", &format!("files = {{ {files} }}"), &[message]);
    }
    taken("'finalize'", "files = { 'a/b.py' = '1', 'a/c.py' = '2', 'ab' = '3' }");
}

#[test]
fn numbers_and_ranges_that_nothing_has() {
    let nth = format!("[[deviation]]\n{WHY}\nstep = 'import x'\nnth = «0");
    refused("{ import = 'x', expect = 'ok' }", &nth, &["there is no occurrence 0 of a step", "from 1 on"]);
    let before = "{ import = 'x', expect = { python = «'<3.13', gil = 'free-threaded', result = 'ok' } }";
    refused(before, "", &["no free-threaded Python matches <3.13", "free-threaded builds exist since 3.13"]);
    refused("{ initialize = «true }", "", &["expected a table, found boolean", "write \"initialize\""]);
}
