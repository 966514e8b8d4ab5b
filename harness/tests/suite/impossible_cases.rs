//! Case files that can be read, but say what can't be: each is answered with line, column and what is allowed.

use crate::support::refusals::{refused, said_of, taken};

#[test]
fn an_interpreter_that_no_earlier_step_makes() {
    let never = "no earlier step creates interpreter `B`";
    refused("'initialize', { import = 'x', in = «'B', expect = 'failed' }", "", &[never, "allowed here: main"]);
    refused("'initialize', { execute = '', in = «'B' }, { new_interpreter = 'B' }", "", &[never]);
    refused("{ new_interpreter = 'A' }, { observe = 'x', in = «'B' }", "", &["allowed here: main, A"]);
    refused("{ end_interpreter = «'B' }", "", &[never, "allowed here: nothing, because no interpreter is alive"]);
    taken("{ new_interpreter = 'A' }, { import = 'x', in = 'A' }, { import = 'x', in = 'main' }", "");
    taken("{ new_interpreter = '{fixture}' }, { import = 'x', in = '{fixture}' }", "");
    // It is there for one of the fixtures only.
    refused("{ new_interpreter = '{fixture}' }, { import = 'x', in = «'multi_phase' }", "", &["`multi_phase`"]);
}

#[test]
fn an_interpreter_that_has_ended() {
    let ended = "interpreter `A` has ended before this step";
    let (made, end, used) = ("{ new_interpreter = 'A' }", "{ end_interpreter = 'A' }", "{ import = 'x', in = «'A' }");
    refused(&format!("{made}, {end}, {used}"), "", &[ended]);
    refused(&format!("{made}, 'finalize', {used}"), "", &[ended, "allowed here: main"]);
    refused(&format!("{made}, {{ run_main = [] }}, {used}"), "", &[ended]);
    refused(&format!("{made}, {end}, {{ end_interpreter = «'A' }}"), "", &[ended]);
    taken(&format!("{made}, {end}, {made}, {{ import = 'x', in = 'A' }}"), "");
    refused(&format!("{made}, {{ new_interpreter = «'A' }}"), "", &["duplicate interpreter `A`"]);
    refused("{ new_interpreter = «'main' }", "", &["duplicate interpreter `main`"]);
    refused("{ end_interpreter = «'main' }", "", &["the main interpreter can't be ended"]);
}

#[test]
fn interpreters_of_threads() {
    let own = "{ threads = 2, steps = [{ new_interpreter = 'T{thread}' }, { import = 'x', in = 'T{thread}' }] }";
    taken(own, "");
    let words = ["no earlier step creates interpreter `T1`", "allowed here: main, T2; a thread can use"];
    refused(&own.replace("in = 'T{thread}'", "in = «'T1'"), "", &words);
    refused(&format!("{own}, {{ import = 'x', in = «'T1' }}"), "", &["interpreter `T1`", "allowed here: main\n"]);
    let of_the_process = "{ new_interpreter = 'A' }, { threads = [[], [{ import = 'x', in = «'A' }]] }";
    refused(of_the_process, "", &["interpreter `A`", "those that it created"]);
    taken("{ threads = [[{ new_interpreter = 'A' }, { execute = '', in = 'A' }], [{ new_interpreter = 'A' }]] }", "");
    refused("{ run_main = [{ import = 'x', in = «'A' }] }", "", &["has only the main interpreter", "remove `in`"]);
}

#[test]
fn steps_without_an_interpreter() {
    let never = "no earlier step initializes Python";
    let ended = "Python has been finalized before this step";
    let allowed = "allowed: between `initialize` and `finalize`";
    for (step, name) in [
        ("{ import = 'x', in = «'main', expect = 'failed' }", "import"),
        ("«{ execute = 'x = 1', expect = { result = 'failed', message = 'no interpreter' } }", "execute"),
        ("«{ observe = 'x' }", "observe"),
        ("{ new_interpreter = «'A', expect = 'failed' }", "new_interpreter"),
        ("{ threads = «2, steps = [{ import = 'x' }] }", "threads"),
    ] {
        let needs = format!("the step `{name}` needs an interpreter, and ");
        refused(&format!("{step}, 'initialize'"), "", &[&format!("{needs}{never}"), allowed]);
        for end in ["'finalize'", "{ run_main = [] }"] {
            refused(&format!("'initialize', {end}, {step}"), "", &[&format!("{needs}{ended}"), allowed]);
            taken(&format!("'initialize', {end}, 'initialize', {}", step.replace('«', "")), "");
        }
    }
    // Whether Python is initialized depends on the run, and these can be done without.
    taken("{ initialize = { home = '/' }, expect = 'failed' }, { import = 'x', expect = 'failed' }", "");
    taken("'finalize', { append = 'x' }, { place = 'x' }, 'initialize', 'finalize', 'finalize'", "");
}

#[test]
fn unknown_words_in_names_and_paths() {
    let allowed = "allowed here: {fixture}, {mode}, {library}, {modules}, {sandbox}, {suffix}";
    refused("{ import = «'{fixtur}' }", "", &["unknown placeholder `{fixtur}`", "did you mean `{fixture}`?", allowed]);
    refused("{ place = «'a{name}.so' }", "", &["unknown placeholder `{name}`", allowed]);
    refused("{ append = «'x{thread}' }", "", &["placeholder `{thread}` isn't replaced here"]);
    refused("{ extend = [{ name = «'{x}' }] }", "", &["unknown placeholder `{x}`"]);
    refused("{ initialize = { xoptions = [«'{opt}'] } }", "", &["unknown placeholder `{opt}`"]);
    refused("{ import = «'{suffix:x}' }", "", &["unknown placeholder `{suffix:x}`"]);
    refused("{ observe = «'at {suffix}' }", "", &["`{suffix}` isn't replaced here", "here: {fixture}, {mode}"]);
    refused("{ new_interpreter = «'{A}' }", "", &["unknown placeholder `{A}`"]);
    let words = ["unknown placeholder `{name}`", "allowed here: {fixture}, {mode}, {suffix}"];
    refused("'initialize'", "[files]\n«'{name}.py' = ''\n", &words);
    for name in ["a{}", "{ x }", "{1}", "{a.b}", "{", "}{", "{{"] {
        taken(&format!("{{ import = '{name}' }}"), "");
    }
    taken("{ threads = 2, steps = [{ observe = 'in {thread}' }] }", "");
}

#[test]
fn misspelt_words_in_code() {
    refused("{ execute = «'import {fixtur}' }", "", &["unknown placeholder `{fixtur}`", "did you mean `{fixture}`?"]);
    refused("{ evaluate = «'\"{sufix}\"' }", "", &["if these are Python's braces, write `{ sufix }`"]);
    refused("{ evaluate = «'\"{libary:own_gil}\"' }", "", &["unknown placeholder `{libary:own_gil}`"]);
    refused("{ execute = «'x = \"{thread}\"' }", "", &["placeholder `{thread}` isn't replaced here"]);
    refused("'initialize'", "[files]\n'a.py' = «'import {fixtures}'\n", &["unknown placeholder `{fixtures}`"]);
    refused("'initialize'", "[files]\n'a.pth' = «'{modules}/{bar}'\n", &["unknown placeholder `{bar}`", "{modules}"]);
    taken("'initialize'", "[files]\n'a.pth' = '{modules}/x'\n'a.py' = 'f\"{bar}\"'\n");
    // Braces of Python: a set, a dict, a format; and names that the code has elsewhere as well.
    for code in [
        "a = {x}",
        "{'a': {b}}",
        "f\"{value} {value!r} {value:>3} {{mode}}\"",
        "'{}'.format(1)",
        "module = 1; print(f\"{module}\")",
        "for thread in []: f\"{thread}\"",
    ] {
        taken(&format!("{{ execute = '''{code}''' }}"), "");
    }
    taken("{ execute = 'module = 1' }, { evaluate = '{module}' }", "");
}

#[test]
fn words_in_expectations() {
    let step = |expect: &str| format!("{{ evaluate = '1', expect = {{ {expect} }} }}");
    let allowed = "allowed here: {fixture}, {mode}; the rest is as the transcript shows it";
    refused(&step("value = «'x{suffix}'"), "", &["`{suffix}` isn't replaced here", allowed]);
    refused(&step("message = «'{fixtrue}'"), "", &["did you mean `{fixture}`?"]);
    refused(&step("raises = «'{name}'"), "", &["unknown placeholder `{name}`"]);
    refused(&step("events = [«'{x} init 1']"), "", &["unknown placeholder `{x}`"]);
    refused(&step("events = [«1]"), "", &["`events`: expected a string, found integer"]);
    refused(
        "{ observe = 'x', expect = { builtin_module_names = { «'{x}' = 1 } } }",
        "",
        &["unknown placeholder `{x}`"],
    );
    taken(&step("value = '{1} {a: 2} {}'"), "");
}

#[test]
fn what_no_initialization_uses() {
    let allowed = "allowed: `initialize` as the next step that initializes Python";
    let run_main = "{ run_main = [{ import = 'x' }] }";
    let without = ["`run_main` initializes Python without what `add_to_config` adds", allowed];
    refused(&format!("{{ add_to_config = «'x' }}, {run_main}, 'initialize'"), "", &without);
    let never = ["no later step initializes Python with what `add_to_config` adds", allowed];
    refused("'initialize', { add_to_config = «'x' }, 'finalize'", "", &never);
    let never = ["no later step initializes Python with what `resource` adds", "allowed: `initialize` or `run_main`"];
    refused("'initialize', { resource = «'x' }", "", &never);
    taken("'initialize', { add_to_config = 'x' }, { resource = 'y' }, 'finalize', 'initialize'", "");
    taken(&format!("{{ resource = 'y' }}, {run_main}"), "");
}

#[test]
fn deviations_of_steps_that_are_not_there() {
    let deviation =
        |step: &str| format!("[[deviation]]\nwhy = 'x'\nreference = 'https://example.org'\nstep = «'{step}'\n");
    let steps = "'initialize', { import = '{fixture}' }, { observe = 'first' }, \
                 { threads = 2, steps = [{ import = 'x{thread}' }] }, { execute = \"a\\nb\" }";
    let allowed =
        "allowed: 2 threads, execute, import multi_phase, import single_phase, import x1, import x2, initialize";
    refused(steps, &deviation("import {fixtur}"), &["the case has no step `import {fixtur}`", allowed]);
    refused(steps, &deviation("second"), &["the case has no step `second`", "observe first, end"]);
    let of_other = deviation("import multi_phase") + "fixture = 'single_phase'\n";
    refused(steps, &of_other, &["no step `import multi_phase`", "did you mean `import single_phase`?"]);
    for step in ["import {fixture}", "import single_phase", "first", "observe first", "import x2", "execute", "end"] {
        taken(steps, &deviation(step).replace('«', ""));
    }
}

#[test]
fn keys_that_change_nothing() {
    let threads = "{ threads = [[{ import = 'x' }]], steps = «[{ import = 'y' }] }";
    refused(threads, "", &["`steps` changes nothing: `threads` lists the steps of each thread"]);
    let null = "fixture = 'NULL', from = «'library'";
    for step in [format!("{{ append = 'x', {null} }}"), format!("{{ extend = [{{ name = 'x', {null} }}] }}")] {
        refused(&step, "", &["`from` changes nothing: NULL isn't looked up"]);
    }
    let head = |mode: &str| format!("title = 'x'\nmodes = ['{mode}']\nfixtures = ['single_phase']\n");
    let case = |mode: &str| head(mode) + "steps = [{ register = 'json', shadowing = true }]\n";
    let said = said_of(&case("filesystem"));
    assert!(
        said.contains("x.toml:4:43: `shadowing` changes nothing: the case doesn't run in mode `inittab`"),
        "{said}"
    );
    assert!(said_of(&case("inittab")).is_empty());
}

#[test]
fn an_exception_of_a_step_without_python_code() {
    let register = |scope: &str| format!("{{ register = 'x', expect = {{ {scope}«raises = 'OSError' }} }}");
    let words = ["the step `register` has no `raises` in mode `inittab`", "allowed: result, message, events, ends"];
    refused(&register("mode = 'inittab', "), "", &words);
    taken(&register("mode = ['inittab', 'filesystem'], ").replace('«', ""), "");
    taken(&register("").replace('«', ""), "");
    let resource =
        |kind: &str| format!("{{ resource = 'x', kind = '{kind}', expect = {{ «raises = 'OSError' }} }}, 'initialize'");
    refused(&resource("memory"), "", &["the step `resource` has no `raises` if it is in memory"]);
    taken(&resource("path").replace('«', ""), "");
}

#[test]
fn a_step_that_takes_no_other_value_and_a_placeholder_with_spaces() {
    refused("'initialize', { finalize = «false }", "", &["`finalize` is always `true`", "write \"finalize\""]);
    taken("'initialize', { finalize = true, expect = 'ok' }", "");
    let spaces = "`{ fixture }` isn't replaced: a placeholder has no spaces";
    refused("'initialize', { import = «'{ fixture }' }", "", &[spaces, "write {fixture}"]);
    // In code, these may be Python's.
    taken("'initialize', { execute = 'x = { fixture }' }", "");
}

#[test]
fn a_deviation_of_one_of_several_steps() {
    let steps = "'initialize', { import = '{fixture}' }, { import = '{fixture}' }, 'finalize'";
    let deviation = |more: &str| format!("[[deviation]]\nwhy = 'x'\nreference = 'https://x.y'\n{more}\n");
    let several = ["the case has 2 steps `import {fixture}`", "say which by `nth = 1` to `nth = 2`"];
    refused(steps, &deviation("step = «'import {fixture}'"), &several);
    for nth in [1, 2] {
        taken(steps, &deviation(&format!("step = 'import {{fixture}}'\nnth = {nth}")));
    }
    let third = ["the case has no step 3 of the name `import {fixture}`", "allowed: 1 to 2"];
    refused(steps, &deviation("step = 'import {fixture}'\nnth = «3"), &third);
    refused(steps, &deviation("nth = «1"), &["`nth` counts nothing"]);
    refused(steps, &deviation("step = 'import {fixture}'\nnth = «0"), &["there is no occurrence 0 of a step"]);
    for nth in [1, 2] {
        let more = deviation(&format!("step = 'end'\nnth = «{nth}"));
        refused(steps, &more, &["`nth` counts nothing: the process ends once", "remove it"]);
    }
    let labelled = "'initialize', { observe = 'end' }, { observe = 'end' }, 'finalize'";
    taken(labelled, &deviation("step = 'end'\nnth = 2"));
    refused(labelled, &deviation("step = 'end'\nnth = «3"), &["the case has no step 3 of the name `end`"]);
    // An observation is called by its label wherever it looks, and a label is a name like the title of another step.
    let labels = "'initialize', { new_interpreter = 'B' }, { observe = 'seen', in = 'B' }, { observe = 'import x' }, \
                  { import = 'x' }, 'finalize'";
    taken(labels, &deviation("step = 'seen'"));
    taken(labels, &deviation("step = 'observe seen in B'"));
    refused(
        labels,
        &deviation("step = «'observe seen'"),
        &["the case has no step `observe seen`", "observe seen in B"],
    );
    refused(labels, &deviation("step = «'import x'"), &["the case has 2 steps `import x`"]);
    taken(labels, &deviation("step = 'import x'\nnth = 2"));
    taken(labels, &deviation("step = 'observe import x'"));
    // The title in one run isn't that in another.
    let other = "'initialize', { import = 'single_phase' }, { import = '{fixture}' }, 'finalize'";
    refused(other, &deviation("step = «'import single_phase'"), &["the case has 2 steps"]);
    taken(other, &deviation("fixture = 'multi_phase'\nstep = 'import single_phase'"));
}
