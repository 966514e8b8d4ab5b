//! Hosts that aren't the reference: how they are judged, and compared with it.

use std::fs;

use crate::support::bench::{Bench, exit};
use crate::support::called::{Document, Run};
use crate::support::own_host::OwnHost;

/// The reference has one word on its command line, as Python sees it, and this host has two.
const WORDS: &str = "{ evaluate = 'len(__import__(\"sys\").argv)'";
const DEVIATION: &str = "[[deviation]]\nwhy = 'x'\nreference = 'https://example.org'\n";

fn expecting(value: &str) -> String {
    format!("{WORDS}, expect = {{ value = '{value}' }} }}")
}

fn bench() -> OwnHost {
    let host = OwnHost::lying(&[
        ("\"initialize\"]", "\"initialize\", \"register\"]"),
        ("    elif not state", "    elif step[\"do\"] == \"register\":\n        pass\n    elif not state"),
    ]);
    let manifest = fs::read_to_string(host.manifest()).unwrap();
    fs::write(host.manifest(), format!("fixtures = ['own']\n{manifest}")).unwrap();
    host.case("a/differs", "single_phase", &format!("{WORDS} }}"), "");
    host.case("a/fixes", "single_phase", &expecting("2"), "");
    host.case("b/breaks", "single_phase", &expecting("1"), "");
    host.case("b/both-break", "single_phase", &expecting("3"), "");
    host.case("b/only-here", "own", "{ register = 'own' }", "");
    host.case("b/not-run", "single_phase", "{ new_interpreter = 'A' }", "");
    host
}

fn run_of<'a>(document: &'a Document, host: &str, case: &str) -> &'a Run {
    let found = document.runs.iter().find(|run| run.get("host") == host && run.get("case") == case);
    found.unwrap_or_else(|| panic!("no run of {case} with {host}"))
}

fn with_reference(host: &OwnHost) -> Document {
    host.run(&["--host", "capi"]).document()
}

/// A host that is built in two steps, the first of which has to leave a program.
fn in_two_steps(compile: &str) -> OwnHost {
    let host = OwnHost::honest();
    // What earlier runs of the test have built is still there.
    let program = format!("{}\n# {}\n", fs::read_to_string(host.path()).unwrap(), host.path().display());
    fs::write(host.path(), program).unwrap();
    let manifest = format!(
        "name = 'honest'\nabout = 'x'\n[command]\ncompile = {compile}\nbuild = ['cp', '{{objects}}/program', '{{output}}']\n"
    );
    fs::write(host.manifest(), manifest).unwrap();
    host
}

#[test]
fn a_new_fixture_has_nothing_compiled_again_that_does_not_depend_on_it() {
    let host = in_two_steps("['cp', '{source}/program', '{objects}/program']");
    let run = |words: &[&str]| {
        let called = host.called(host.manifest(), &[]);
        let built = called.stderr.lines().filter_map(|line| line.split_once("building ")).map(|(_, what)| what);
        let built: Vec<&str> = built.map(|what| what.split(" for Python").next().unwrap()).collect();
        assert_eq!(built, words, "{called:?}");
    };
    run(&["host honest", "the objects of host honest"]);
    run(&[]);
    // Unlike the case's other runs, those of this test must not find it built.
    let text = include_str!("../../../c-ext-fixtures/single_phase.c").replace("single_phase", "added");
    host.fixture("added", &format!("{text}/* {} */\n", host.path().display()));
    run(&["fixtures", "host honest"]);
}

#[test]
fn a_first_step_that_fails_is_an_unavailable_host() {
    let host = in_two_steps("['sh', '-c', 'echo no luck; exit 3', '{objects}']");
    let called = host.called(host.manifest(), &[]);
    assert!(called.stdout.contains("host honest not available") && called.stdout.contains("no luck"), "{called:?}");
}

#[test]
fn runs_are_compared_with_the_reference() {
    let host = bench();
    let document = with_reference(&host);
    for (case, difference) in [
        ("a/x", "same"),
        ("a/fixes", "fixes"),
        ("a/differs", "differs"),
        ("b/breaks", "breaks"),
        ("b/both-break", "differs"),
        ("b/only-here", "only-here"),
        ("b/not-run", "not-run"),
    ] {
        assert_eq!(run_of(&document, "honest", case).get("difference"), difference, "{case}");
        assert!(run_of(&document, "capi", case).0.get("difference").is_none());
    }
    let reason = run_of(&document, "capi", "b/only-here").get("reason");
    assert_eq!(reason, "host capi doesn't have the fixture `own` linked into it");
    let rows = document.value["summary"]["differences"].as_array().unwrap();
    let row = |area: &str| rows.iter().find(|row| row["area"] == area).unwrap();
    let count = |area: &str| {
        ["same", "fixes", "breaks", "differs", "only-here", "not-run"].map(|key| row(area)[key].as_u64().unwrap())
    };
    assert_eq!((rows.len(), &rows[0]["host"]), (3, &"honest".into()));
    assert_eq!(count("a"), [1, 1, 0, 1, 0, 0]);
    assert_eq!(count("b"), [0, 0, 1, 1, 1, 1]);
    assert_eq!(count("all"), [1, 1, 1, 2, 1, 1]);
}

#[test]
fn the_comparison_is_a_table_if_the_reference_is_in_the_call() {
    let host = bench();
    let text = host.text(&["--host", "capi"]);
    let table: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let header = table.iter().position(|row| row.starts_with(&["compared", "with", "capi"])).expect(&text);
    assert_eq!(table[header][3..], ["same", "fixes", "breaks", "differs", "only-here", "not-run"]);
    assert_eq!(table[header + 1], ["honest", "a", "1", "1", "-", "1", "-", "-"]);
    assert_eq!(table[header + 3], ["all", "1", "1", "1", "2", "1", "1"]);

    let text = host.text(&[]);
    assert!(text.contains("not compared with the reference, which wasn't run: add `--host capi`"), "{text}");
    // Nothing of it where there are no other hosts.
    let document = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'").json(&[]).0;
    assert!(document.value["summary"].get("differences").is_none());
}

#[test]
fn what_is_known_of_the_reference_is_not_demanded_of_others() {
    let host = OwnHost::honest();
    let named = |name: &str| format!("{DEVIATION}host = '{name}'\n");
    host.case("d/fixes", "single_phase", &expecting("2"), DEVIATION);
    host.case("d/as-bad", "single_phase", &expecting("3"), DEVIATION);
    host.case("d/breaks", "single_phase", &expecting("1"), "");
    host.case("d/listed", "single_phase", &expecting("1"), &named("honest"));
    host.case("d/stale", "single_phase", &expecting("2"), &format!("{}{}", named("honest"), named("capi")));
    let document = with_reference(&host);
    // Nothing is reviewed, so what isn't a violation and not stale is new.
    for (case, capi, honest) in [
        ("d/fixes", "new", "new"),
        ("d/as-bad", "new", "new"),
        ("d/breaks", "new", "violation"),
        ("d/listed", "new", "new"),
        ("d/stale", "new", "stale"),
    ] {
        let verdicts = ["capi", "honest"].map(|name| run_of(&document, name, case).verdict());
        assert_eq!(verdicts, [capi, honest], "{case}");
    }
}

#[test]
fn cases_can_name_a_host_that_the_call_names() {
    let host = bench();
    host.case("a/known", "single_phase", &expecting("2"), &format!("{DEVIATION}host = 'honest'\n"));
    let unknown = host.list(&[]);
    unknown.complains(exit::BAD_INPUT, &["unknown host `honest`", "unknown fixture `own`", "--host HOST"]);
    let known = host.list(&["--host", host.manifest().to_str().unwrap()]);
    assert_eq!((known.code, known.stderr.as_str()), (exit::PASSED, ""), "{known:?}");
    assert!(known.stdout.contains("a/known") && known.stdout.contains("b/only-here"), "{known:?}");
}
