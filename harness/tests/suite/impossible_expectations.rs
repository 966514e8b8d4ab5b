//! Expectations that no run can meet: each is answered with line, column and what is allowed.

use crate::support::refusals::{refused, taken};

#[test]
fn expectations_that_come_too_late() {
    let late = "the expectation never applies: every run in its scope is also in the scope of an earlier one";
    let expect = |list: &str| format!("{{ import = 'x', expect = [{list}] }}");
    refused(&expect("'ok', «{ python = '>=3.12', result = 'failed' }"), "", &[late, "move it up, or remove it"]);
    refused(&expect("{ result = 'ok' }, «'failed'"), "", &[late]);
    refused(&expect("{ python = '<3.12', result = 'ok' }, «{ python = '<3.10', result = 'failed' }"), "", &[late]);
    let modes = "{ mode = 'inittab', result = 'ok' }, { mode = 'filesystem', result = 'ok' }";
    taken(&expect(modes), "");
    refused(&expect(&format!("{modes}, «'failed'")), "", &[late]);
    taken(&expect("{ python = '>=3.12', result = 'failed' }, 'ok'"), "");
}

#[test]
fn expectations_that_a_step_can_not_have() {
    for (step, expect, words) in [
        ("observe = 'x'", "«value = '1'", "the step `observe` has no `value`"),
        ("import = 'x'", "«modules = ['x']", "the step `import` has no `modules`"),
        ("execute = 'x'", "«phase = 'init'", "the step `execute` has no `phase`"),
        ("finalize = true", "«raises = 'X'", "the step `finalize` has no `raises`"),
        ("append = 'x'", "«value = '1'", "allowed: result, message, events, ends"),
        ("import = 'x'", "result = 'ok', «raises = 'X'", "`raises` and `result = \"ok\"` exclude each other"),
        ("import = 'x'", "ends = 'fatal', «result = 'failed'", "`result` and `ends` exclude each other"),
        ("evaluate = 'x'", "value = '1', «raises = 'X'", "`raises` and `value` exclude each other"),
        ("import = 'x'", "ends = «'SIGSEGVE'", "did you mean `SIGSEGV`?"),
    ] {
        refused(&format!("{{ {step}, expect = {{ {expect} }} }}"), "", &[words]);
    }
    let in_thread = "{ threads = 2, steps = [{ import = 'x', expect = { «events = [] } }] }";
    refused(in_thread, "", &["in a thread: events can't be assigned to a thread; expect them of `threads`"]);
    taken("{ import = 'x', expect = { ends = 'SIGABRT', events = ['single_phase init 1'] } }", "");
    taken("{ observe = 'x', expect = { modules = 'x', absent = 'y', builtin_module_names = { x = 1 } } }", "");
    taken("{ place = 'x', expect = { raises = 'OSError' } }", "");
}

#[test]
fn expectations_that_say_nothing() {
    for key in ["modules", "absent"] {
        let observe = format!("{{ observe = 'x', expect = {{ {key} = «[] }} }}");
        refused(&observe, "", &[&format!("`{key}` is empty"), "remove it, or list at least one"]);
    }
    let counts = "{ observe = 'x', expect = { modules = 'sys', builtin_module_names = «{} } }";
    refused(counts, "", &["`builtin_module_names` is empty"]);
    let message = "{ import = 'x', expect = { result = 'failed', message = «'' } }";
    refused(message, "", &["`message` is empty, and part of every message", "remove it, or quote a part"]);
    // That no event happens can be wrong.
    taken("{ import = 'x', expect = { events = [] } }", "");
}

#[test]
fn events_of_fixtures_that_do_not_exist() {
    let events = |events: &str| format!("{{ import = 'x', expect = {{ events = [{events}] }} }}");
    let words = ["unknown fixture `single_phases`", "did you mean `single_phase`"];
    refused(&events("'{fixture} init 1', «'single_phases init 1'"), "", &words);
    refused(&events("«'mine init 1'"), "", &["unknown fixture `mine`", "--host HOST adds those of your own host"]);
    // A fixture's file can have modules of other names, and hosts have fixtures of their own.
    taken(&events("'two_names_other init 1', 'pyo3_module exec 1'"), "");
}

#[test]
fn a_module_that_is_to_be_there_and_absent() {
    let words = ["`x` is in `modules` and in `absent`", "remove it from one of them"];
    refused("{ observe = 'now', expect = { modules = ['sys', 'x'], absent = ['y', «'x'] } }", "", &words);
    refused("{ observe = 'now', expect = { modules = 'x', absent = «'x' } }", "", &words);
    let one_each = "[{ mode = 'inittab', modules = 'x' }, { absent = 'x' }]";
    taken(&format!("{{ observe = 'now', expect = {one_each} }}"), "");
}
