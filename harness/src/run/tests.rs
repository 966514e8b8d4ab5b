//! Which expectations hold, and which are broken.

use extproof_contract::Link;

use super::judge::judge;
use super::violation::ViolatedAt;
use crate::case::tests::case;
use crate::case::{Mode, Situation};
use crate::isolate::End;
use crate::report::violation::ViolationText;
use crate::transcript::tests::{DONE, reported, transcript, well};
use crate::version::Version;

/// The violations of steps with these events, as `step: expected; found`.
fn violations_with(steps: &str, events: &str, end: End, stderr: &str) -> Vec<String> {
    let transcript = transcript(&case(steps, ""), events, end, stderr).unwrap();
    let situation = Situation {
        version: Version::new(12, 1),
        mode: Mode::Inittab,
        fixture: "single_phase",
        host: "capi",
        link: Link::Shared,
    };
    let fill = |text: &str| text.replace("{fixture}", "single_phase");
    let violations = judge(&transcript, &situation, &fill);
    let told = violations.iter().map(ViolationText::of);
    told.map(|ViolationText { step, expected, found, .. }| format!("{step}: {expected}; {found}")).collect()
}

/// The violations of an import with this report.
fn import(expect: &str, report: &str) -> Vec<String> {
    let steps = format!("{{ import = 'x', expect = {expect} }}");
    violations_with(&steps, &(reported(1, "", report) + DONE), End::Exited(0), "")
}

const FOUND: &str = ",\"object\":{\"type\":\"module\",\"id\":\"1\"}";
const RAISED: &str = ",\"raised\":{\"type\":\"ImportError\",\"message\":\"no single_phase\",\"phase\":null}";

#[test]
fn results_are_judged() {
    assert!(import("'ok'", FOUND).is_empty());
    assert!(import("'failed'", RAISED).is_empty());
    assert_eq!(import("'failed'", FOUND), ["import x: failure; module #1"]);
    assert_eq!(import("'ok'", RAISED), ["import x: success; ImportError in find: no single_phase"]);
}

#[test]
fn every_part_of_an_expectation_must_hold() {
    assert!(import("{ raises = 'ImportError', phase = 'find', message = 'no {fixture}' }", RAISED).is_empty());
    let broken = import("{ raises = 'OSError', phase = 'init', message = 'yes' }", RAISED);
    let found = "ImportError in find: no single_phase";
    let expected = ["OSError", "an exception in init", "the message `yes`"];
    assert_eq!(broken, expected.map(|expected| format!("import x: {expected}; {found}")));
    assert_eq!(import("{ raises = 'ImportError' }", FOUND).len(), 1);
}

#[test]
fn values_and_events_are_judged() {
    let evaluate = |expect: &str| {
        let event = "{\"fixture\":\"multi_phase\",\"event\":\"init\",\"count\":1}\n";
        let steps = format!("{{ evaluate = '1', expect = {expect} }}");
        violations_with(&steps, &(reported(1, event, ",\"value\":\"'single_phase'\"") + DONE), End::Exited(0), "")
    };
    assert!(evaluate("{ value = \"'{fixture}'\", events = ['multi_phase init 1'] }").is_empty());
    assert_eq!(evaluate("{ value = '2' }"), ["evaluate 1: 2; 'single_phase'"]);
    assert_eq!(evaluate("{ events = [] }"), ["evaluate 1: the events []; the events [multi_phase init 1]"]);
}

#[test]
fn observations_are_judged() {
    let observe = |expect: &str| {
        let module = "{\"key\":\"single_phase\",\"type\":\"module\",\"id\":\"1\"}";
        let report = format!(",\"modules\":[{module}],\"builtin_module_names\":{{\"single_phase\":2}}");
        let steps = format!("{{ observe = 'l', expect = {expect} }}");
        violations_with(&steps, &(reported(1, "", &report) + DONE), End::Exited(0), "")
    };
    let holds = "{ modules = ['{fixture}'], absent = ['y'], builtin_module_names = { '{fixture}' = 2, y = 0 } }";
    assert!(observe(holds).is_empty());
    assert_eq!(observe("{ modules = ['y'] }"), ["observe l: y in sys.modules; no entry"]);
    assert_eq!(observe("{ absent = ['{fixture}'] }"), ["observe l: no single_phase in sys.modules; an entry"]);
    let counts = observe("{ builtin_module_names = { '{fixture}' = 1 } }");
    assert_eq!(counts, ["observe l: single_phase 1× in sys.builtin_module_names; 2×"]);
}

#[test]
fn only_the_first_expectation_whose_scope_fits_counts() {
    let broken = "{ result = 'failed' }";
    assert!(import(&format!("[{{ result = 'ok', mode = 'inittab' }}, {broken}]"), FOUND).is_empty());
    assert_eq!(import(&format!("[{{ result = 'ok', mode = 'spec' }}, {broken}]"), FOUND).len(), 1);
    assert!(import("{ result = 'failed', python = '>=3.13' }", FOUND).is_empty());
}

#[test]
fn an_end_that_nobody_expects_is_a_violation() {
    let begun = well([1]) + "{\"begin\":2}\n";
    let ends = |expect: &str, end, stderr: &str| {
        // Where the end is expected, nothing can be expected after it.
        let after = if expect == "'ok'" { ", expect = 'ok'" } else { "" };
        let steps =
            format!("{{ import = 'x' }}, {{ import = 'y', expect = {expect} }}, {{ observe = 'never'{after} }}");
        let begun = begun.replacen("{\"end\":1", "{\"probe\":1}\n{\"end\":1", 1);
        violations_with(&steps, &begun, end, stderr)
    };
    let every = "every step done and exit 0";
    assert!(ends("{ ends = 'timeout' }", End::TimedOut, "").is_empty());
    assert!(ends("{ ends = 'exit 0' }", End::Exited(0), "").is_empty());
    let other = ends("{ ends = 'exit 0' }", End::TimedOut, "");
    assert_eq!(
        other,
        [
            "import y: the end of the process: exit 0; the end of the process".to_owned(),
            format!("import y: {every}; timeout")
        ]
    );
    // What was not reached isn't judged as well.
    let unexpected = ends("'ok'", End::Exited(0), "");
    assert_eq!(
        unexpected,
        ["import y: success; the end of the process".to_owned(), format!("import y: {every}; exit 0")]
    );
    // A fatal error of Python is an abort with its words.
    assert_eq!(ends("{ ends = 'fatal' }", End::Exited(1), "Fatal Python error: X\n").len(), 2);
}

/// The place of the only violation of these steps.
fn place_of_violation(steps: &str, events: &str) -> ViolatedAt {
    let transcript = transcript(&case(steps, ""), events, End::Exited(0), "").unwrap();
    let situation = Situation {
        version: Version::new(12, 1),
        mode: Mode::Inittab,
        fixture: "single_phase",
        host: "capi",
        link: Link::Shared,
    };
    let [violation] = judge(&transcript, &situation, &str::to_owned).try_into().unwrap();
    violation.at
}

#[test]
fn of_several_steps_with_one_title_the_place_says_which() {
    let steps = "{ import = 'x', expect = 'ok' }, { import = 'x', expect = 'ok' }";
    let at = place_of_violation(steps, &(reported(1, "", FOUND) + &reported(2, "", RAISED) + DONE));
    let is_called = |nth| at.is_called("import x", nth);
    assert_eq!([None, Some(1), Some(2), Some(3)].map(is_called), [true, false, true, false]);
    assert!(!at.is_called("import y", Some(2)));
}

#[test]
fn an_observation_in_another_interpreter_is_called_by_its_label() {
    let steps = "{ new_interpreter = 'B' }, { observe = '{fixture} {mode}', in = 'B', expect = { modules = 'y' } }";
    let events = well([1, 2]) + &reported(3, "", ",\"modules\":[]") + DONE;
    let at = place_of_violation(steps, &events);
    assert!(at.is_called("single_phase inittab", None));
    assert!(at.is_called("observe single_phase inittab in B", Some(1)));
    assert!(!at.is_called("observe single_phase inittab", None));
}

#[test]
fn a_label_that_is_the_title_of_a_step_counts_among_the_steps_of_that_name() {
    let steps = "{ observe = 'import x' }, { import = 'x', expect = 'ok' }";
    let at = place_of_violation(steps, &(reported(1, "", ",\"modules\":[]") + &reported(2, "", RAISED) + DONE));
    assert_eq!([1, 2].map(|nth| at.is_called("import x", Some(nth))), [false, true]);
    let steps = "{ import = 'x', expect = 'ok' }, { observe = 'import x', expect = { modules = 'y' } }";
    let at = place_of_violation(steps, &(reported(1, "", FOUND) + &reported(2, "", ",\"modules\":[]") + DONE));
    assert_eq!([1, 2].map(|nth| at.is_called("import x", Some(nth))), [false, true]);
    assert!(at.is_called("observe import x", Some(1)));
}
