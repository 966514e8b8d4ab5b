//! Scopes of expectations and deviations in which a case never runs: each is answered with line, column and what is allowed.

use crate::support::refusals::{refused, said_of, taken};

#[test]
fn scopes_without_any_run() {
    let expect = |scope: &str| format!("{{ import = 'x', expect = {{ result = 'ok', {scope} }} }}");
    let deviation = |scope: &str| format!("[[deviation]]\nwhy = 'x'\nreference = 'https://example.org'\n{scope}\n");
    for (scope, words) in [
        ("mode = «'spec'", ["doesn't run with mode `spec`", "allowed: inittab, filesystem"]),
        ("mode = [«'spec', 'inittab']", ["doesn't run with mode `spec`", "allowed: inittab, filesystem"]),
        ("fixture = «'own_gil'", ["doesn't run with fixture `own_gil`", "allowed: single_phase, multi_phase"]),
        ("host = «'cappi'", ["unknown host `cappi`", "did you mean `capi`?"]),
        ("host = «'mine'", ["unknown host `mine`", "--host HOST adds your own host"]),
        ("mode = «[]", ["`mode` is empty", "remove it, or list at least one"]),
        ("fixture = «[]", ["`fixture` is empty", "remove it, or list at least one"]),
        ("host = «[]", ["`host` is empty", "remove it, or list at least one"]),
        ("link = «[]", ["`link` is empty", "remove it, or list at least one"]),
        ("python = «'>=3.13, <3.12'", ["no supported Python matches", "supported: 3.9 to 3.15"]),
    ] {
        refused(&expect(scope), "", &words);
        refused("'initialize'", &deviation(scope), &words);
    }
    refused("{ import = 'x', expect = «[] }", "", &["`expect` is empty"]);
    let on = "gil = 'free-threaded'\npython = «'<3.13'";
    let words = ["no free-threaded Python matches <3.13", "free-threaded builds exist since 3.13"];
    refused("'initialize'", &deviation(on), &words);
    refused(&expect(&on.replace('\n', ", ")), "", &words);
    // Each for itself fits, but not together.
    let never = "never applies: its scope contains no run of the case";
    for (one, other) in [
        ("link = 'hidden'", "mode = 'filesystem'"),
        ("host = 'pybind11'", "link = 'hidden'"),
        ("host = 'pyembed'", "python = '>=3.13'"),
    ] {
        refused("'initialize'", &format!("«{}", deviation(&format!("{one}\n{other}"))), &[never]);
        refused(&expect(&format!("{one}, {other}")).replace("{ result", "«{ result"), "", &[never]);
    }
    let requires = "requires = { python = '>=3.12', gil = 'default' }\n";
    let words = ["doesn't run on Python <3.11", "allowed: within its `requires`: Python >=3.12, a build with the GIL"];
    refused(&expect("python = «'<3.11'"), requires, &words);
    refused("'initialize'", &(requires.to_owned() + &deviation("python = «'<3.11'")), &words);
    refused(&expect("gil = «'free-threaded'"), requires, &["doesn't run on a free-threaded build"]);
    refused(
        &expect("debug = «true"),
        "requires = { debug = false }\n",
        &["doesn't run on a debug build", "a build without assertions"],
    );
    refused(&expect("debug = «'yes'"), "", &["true or false"]);
    refused(&expect("implementation = «'jython'"), "", &["allowed: cpython, pypy"]);
    refused(&expect("implementation = «'pypy'"), requires, &["doesn't run on PyPy"]);
    taken(&expect("implementation = 'pypy', python = '==3.11'"), "");
    taken(&expect("debug = true, python = '==3.15'"), "");
    taken(&expect("python = '<3.13.4'"), requires);
    taken(&expect("host = 'capi', link = 'shared', mode = 'inittab', gil = 'free-threaded'"), "");
}

const DEVIATION: &str = "[[deviation]]\nwhy = 'x'\nreference = 'https://example.org'\n";

#[test]
fn scopes_on_pythons_that_can_not_do_a_step() {
    let config = "{ new_interpreter = 'A', config = 'isolated', expect = { result = 'ok' SCOPE } }";
    let module = "{ add_to_config = 'x', expect = { result = 'ok' SCOPE } }";
    for (step, minor, name) in [(config, 12, "new_interpreter"), (module, 14, "add_to_config")] {
        let steps = |scope: &str| format!("'initialize', {}, 'initialize'", step.replace(" SCOPE", scope));
        let message = format!("the case doesn't run on Python <3.{minor}");
        let allowed = format!("allowed: Python 3.{minor} or newer, which the step `{name}` needs");
        let words = [message.as_str(), &allowed];
        refused(&steps(&format!(", python = «'<3.{minor}'")), "", &words);
        refused(&steps(""), &format!("{DEVIATION}python = «'<3.{minor}'"), &words);
        // Every step of the case is done on the same Python.
        refused(
            &(steps("") + &format!(", {{ import = 'x', expect = {{ result = 'ok', python = «'<3.{minor}' }} }}")),
            "",
            &words,
        );
        taken(&steps(&format!(", python = '<3.{}'", minor + 1)), "");
        let never = ["the case never runs: no Python that it requires can do all of its steps", allowed.as_str()];
        refused(&steps(""), &format!("requires = {{ python = «'<3.{minor}' }}"), &never);
        taken(&steps(""), &format!("requires = {{ python = '<3.{}' }}", minor + 1));
    }
    let requires = "requires = { gil = 'default' }\n";
    let both = [
        "allowed: within its `requires`: a build with the GIL; Python 3.14 or newer, which the step `add_to_config` needs",
    ];
    refused("{ add_to_config = 'x', expect = { result = 'ok', python = «'<3.14' } }, 'initialize'", requires, &both);
    taken("{ new_interpreter = 'A', expect = { result = 'ok', python = '<3.12' } }", "");
}

#[test]
fn scopes_of_hosts_that_can_not_do_a_step() {
    for (step, ability, able) in [
        ("{ register_library = 'x', library = '/x'", "register_library", "embed"),
        ("{ resource = 'x'", "resource", "pyembed-oxidized"),
        ("{ new_interpreter = 'A', modules = []", "new_interpreter_with_modules", "embed"),
        ("{ initialize = { filesystem_importer = false }", "initialize_without_filesystem", "embed"),
    ] {
        let steps = |expect: &str| format!("'initialize', {step}{expect} }}, 'initialize'");
        let name = step[2..].split(' ').next().unwrap();
        let message = format!("host `capi` can't do the step `{name}`: it doesn't support `{ability}`");
        let words = [message.as_str(), "allowed: ", able];
        refused(&steps(", expect = { result = 'ok', host = «'capi' }"), "", &words);
        refused(&steps(""), &format!("{DEVIATION}host = ['{able}', «'capi']"), &words);
        taken(&steps(&format!(", expect = {{ result = 'ok', host = '{able}' }}")), "");
    }
    // What a registration is depends on the mode.
    let shadowing = "{ register = 'x', shadowing = true, expect = { result = 'ok', host = 'capi' SCOPE } }";
    let words = ["host `capi` can't do the step `register`: it doesn't support `register_shadowing`", "allowed: embed"];
    refused(&shadowing.replace("'capi' SCOPE", "«'capi', mode = 'inittab'"), "", &words);
    taken(&shadowing.replace("SCOPE", ", mode = 'filesystem'"), "");
    taken(&shadowing.replace(" SCOPE", ""), "");
    let resources = |scope: &str| {
        format!(
            "title = 'x'\nmodes = ['resources']\nfixtures = ['single_phase']\n\
             steps = ['initialize', {{ import = 'x', expect = {{ result = 'ok', host = {scope} }} }}, {{ register = 'x' }}]\n"
        )
    };
    let said = said_of(&resources("'capi-static'"));
    assert!(said.contains("x.toml:4:73: "), "{said}");
    assert!(said.contains("host `capi-static` can't do the step `register`: it doesn't support `resource`"), "{said}");
    assert!(said_of(&resources("'pyembed-oxidized'")).is_empty());
}

#[test]
fn scopes_of_hosts_that_do_less_than_the_c_api() {
    for (step, host, ability) in [
        ("{ append = 'x' }", "python", "append"),
        ("{ append = 'x', from = 'library' }", "pyo3", "append_library"),
        ("{ run_main = [] }", "embed", "run_main"),
        ("{ register_library = 'x', library = '/x' }", "pybind11", "register_library"),
        ("{ resource = 'x' }", "pyo3", "resource"),
        ("{ threads = 1, steps = [{ import = 'x' }] }", "c", "threads"),
        ("{ initialize = { home = '/x' } }", "pyembed", "initialize_home"),
    ] {
        let steps = format!("'initialize', {step}, 'initialize'");
        let message = format!("it doesn't support `{ability}`");
        let words = [format!("host `{host}` can't do the step"), message];
        let words = words.each_ref().map(String::as_str);
        refused(&steps, &format!("{DEVIATION}host = «'{host}'"), &words);
        let observed = |place: &str| {
            format!("{steps}, {{ observe = 'then', expect = {{ modules = 'x', host = {place}'{host}' }} }}")
        };
        refused(&observed("«"), "", &words);
        taken("'initialize', { observe = 'then' }", &format!("{DEVIATION}host = '{host}'"));
    }
    // Fixtures that aren't linked into a host come from their libraries.
    taken("{ register = 'x' }, { append = 'x' }", &format!("{DEVIATION}host = 'loaded'\nmode = 'inittab'"));
    // In other modes, files are placed instead.
    taken("{ register = 'x' }", &format!("{DEVIATION}host = 'python'"));
    refused("{ register = 'x' }", &format!("{DEVIATION}host = «'python'\nmode = 'inittab'"), &["support `register`"]);
    let both = "{ append = 'x' }, { resource = 'y' }, 'initialize'";
    refused(both, &format!("{DEVIATION}host = «'capi'"), &["no known host can do all steps of the case"]);
}

#[test]
fn scopes_of_hosts_that_can_not_initialize_python_so_often() {
    let words = ["host `python` can't initialize Python 2 times in a process: its limit is 1", "allowed: capi, "];
    for steps in ["'initialize', 'finalize', 'initialize'", "'initialize', 'finalize', 'finalize'"] {
        refused(steps, &format!("{DEVIATION}host = «'python'"), &words);
        taken(steps, &format!("{DEVIATION}host = 'capi'"));
        taken(steps, DEVIATION);
    }
    refused(
        "'initialize', { observe = 'a', expect = { modules = 'x', host = «'python' } }, 'finalize', 'initialize'",
        "",
        &words,
    );
    taken("'initialize', 'finalize'", &format!("{DEVIATION}host = 'python'"));
}

#[test]
fn scopes_of_hosts_without_the_fixture() {
    let case = |fixtures: &str, scope: &str| {
        format!(
            "title = 'x'\nmodes = ['inittab']\nfixtures = [{fixtures}]\n\
             steps = [{{ register = 'x', expect = {{ result = 'ok', {scope} }} }}]\n"
        )
    };
    let said = said_of(&case("'pyo3_module'", "host = 'capi'"));
    assert!(said.contains("x.toml:4:61: host `capi` doesn't have fixture `pyo3_module`"), "{said}");
    assert!(said.contains("allowed: pyo3\n"), "{said}");
    let said = said_of(&case("'pyo3_module', 'single_phase'", "host = 'capi', fixture = 'pyo3_module'"));
    assert!(said.contains("host `capi` doesn't have fixture `pyo3_module`"), "{said}");
    assert!(said_of(&case("'pyo3_module'", "host = 'pyo3'")).is_empty());
    assert!(said_of(&case("'pyo3_module', 'single_phase'", "host = 'capi'")).is_empty());
}
