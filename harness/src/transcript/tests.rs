//! From the events of a run to its transcript.

use std::path::Path;

use super::*;
use crate::case::tests::case;
use crate::case::{Case, Mode};

/// The transcript of events, in mode `inittab`.
pub(crate) fn transcript(case: &Case, events: &str, end: End, stderr: &str) -> Result<Transcript, RecordError> {
    let places = Places {
        sandbox: Path::new("/run"),
        modules: Path::new("/run/modules"),
        fixtures: Path::new("/fixtures"),
        stdlib: Path::new("/python/lib"),
        prefix: Path::new("/python"),
        host: Path::new("/host"),
    };
    let normal = Normal::new(places, ".so", "3.12");
    let lowered = crate::plan::tests::lowered(case, Mode::Inittab);
    Transcript::new(&lowered, events.as_bytes(), end, stderr.as_bytes(), &normal)
}

/// Steps of the host that went well.
pub(crate) fn well(ids: impl IntoIterator<Item = u32>) -> String {
    ids.into_iter().map(|id| format!("{{\"begin\":{id}}}\n{{\"end\":{id},\"status\":\"ok\"}}\n")).collect()
}

/// A step in which the probe reports, after other events.
pub(crate) fn reported(id: u32, before: &str, report: &str) -> String {
    format!("{{\"begin\":{id}}}\n{before}{{\"probe\":{id}{report}}}\n{{\"end\":{id},\"status\":\"ok\"}}\n")
}

pub(crate) const DONE: &str = "{\"done\":true}\n";
const INIT: &str = "{\"fixture\":\"x\",\"event\":\"init\",\"count\":1}\n";
const RUNTIME: &str = "{ register = 'x' }, 'initialize', { import = 'x' }, 'finalize'";

fn text(steps: &str, events: &str) -> String {
    transcript(&case(steps, ""), events, End::Exited(0), "").unwrap().text
}

#[track_caller]
fn refused(steps: &str, events: &str, words: &str) {
    let error = transcript(&case(steps, ""), events, End::Exited(0), "").unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
}

#[test]
fn a_transcript_reads_like_its_case() {
    let import = reported(4, INIT, ",\"object\":{\"type\":\"module\",\"id\":\"140\"},\"gil\":\"enabled\"");
    let events = well(1..4) + &import + &well([5]) + DONE + "{\"fixture\":\"x\",\"event\":\"free\",\"count\":1}\n";
    let expected = "register x\ninitialize\nimport x → module #1\n  x init 1\n  GIL enabled\nfinalize\nlater: x free 1\nend: exit 0\n";
    assert_eq!(text(RUNTIME, &events), expected);
}

#[test]
fn an_end_is_told_with_its_step_and_what_python_says() {
    let events = well(1..4) + "{\"begin\":4}\n" + INIT;
    let end = End::TimedOut;
    let stderr = "noise\nFatal Python error: X: /run/modules/y\n";
    let transcript = transcript(&case(RUNTIME, ""), &events, end, stderr).unwrap();
    let expected = "register x\ninitialize\nimport x → the process ended\n  x init 1\nend: timeout in import x\n  \
                    Fatal Python error: X: <modules>/y\n";
    assert_eq!(transcript.text, expected);
    assert!(!transcript.ending.is_clean() && !transcript.ending.teardown);
}

#[test]
fn an_end_between_steps_or_in_the_last_one_is_told() {
    assert_eq!(text(RUNTIME, ""), "end: exit 0 before all steps were attempted\n");
    assert_eq!(text(RUNTIME, &well(1..2)), "register x\nend: exit 0 before all steps were attempted\n");
    let transcript = transcript(&case("'finalize'", ""), "{\"begin\":1}\n", End::Exited(3), "").unwrap();
    assert_eq!(transcript.text, "finalize → the process ended\nend: exit 3 in finalize\n");
    assert!(transcript.ending.teardown);
}

#[test]
fn failures_and_exceptions_are_told_with_their_phase() {
    let raise = |phase: &str, before: &str| {
        let raised = format!(
            ",\"raised\":{{\"type\":\"ImportError\",\"message\":\"no /run/x\\nmore\",\"phase\":{phase},\
             \"cause\":{{\"type\":\"OSError\",\"message\":\"why\\nso\"}}}}"
        );
        text("{ import = 'x' }", &(reported(1, before, &raised) + DONE))
    };
    for (phase, before, shown) in
        [("null", "", "find"), ("\"create\"", "", "load"), ("\"create\"", INIT, "init"), ("\"exec\"", INIT, "exec")]
    {
        let text = raise(phase, before);
        assert!(text.starts_with(&format!("import x → ImportError in {shown}\n  no <sandbox>/x\n  more\n")), "{text}");
        assert!(text.contains("\n  because of OSError: why\n"), "{text}");
    }
    let failed = "{\"begin\":1}\n{\"end\":1,\"status\":\"failed\",\"error\":\"Py_X: no\\nmore\"}\n";
    assert_eq!(text("'finalize'", &(failed.to_owned() + DONE)), "finalize → failed: Py_X: no\nend: exit 0\n");
}

#[test]
fn names_with_line_ends_are_no_lines_of_their_own() {
    let raised =
        ",\"raised\":{\"type\":\"E\\nend: exit 0\",\"message\":\"\",\"cause\":{\"type\":\"C\\nx\",\"message\":\"y\"}}";
    let event = "{\"fixture\":\"a\\nb\",\"event\":\"init\",\"count\":1}\n";
    let shown = text("{ execute = '1' }", &(reported(1, event, raised) + DONE + event));
    let expected =
        "execute 1 → E\\nend: exit 0\n  because of C\\nx: y\n  a\\nb init 1\nlater: a\\nb init 1\nend: exit 0\n";
    assert_eq!(shown, expected);
}

#[test]
fn observations_show_modules_with_labels_and_counts() {
    let module = |key: &str, id: &str, more: &str| {
        format!("{{\"key\":\"{key}\",\"type\":\"module\",\"id\":\"{id}\",\"name\":\"{key}\"{more}}}")
    };
    let spec =
        |name: &str| format!(",\"spec\":{{\"name\":\"{name}\",\"loader\":\"L\",\"origin\":\"/run/modules/x.so\"}}");
    let modules = [
        module("z", "2", &(spec("z") + ",\"file\":\"'/run/modules/x.so'\",\"serial\":\"1\"")),
        module("a", "1", ",\"spec\":null,\"old\":true"),
        module("b", "1", &(spec("other") + ",\"file\":\"'/run/y'\",\"package\":\"''\"")),
    ]
    .join(",");
    let report = format!(",\"modules\":[{modules}],\"builtin_module_names\":{{\"x\":2}}");
    let expected = "observe first\n  \
        sys.modules[\"a\"]: module #1, there since start-up, no spec\n  \
        sys.modules[\"b\"]: module #1, L, origin <modules>/x<suffix>, spec name 'other', __file__ '<sandbox>/y', __package__ ''\n  \
        sys.modules[\"z\"]: module #2, L, origin <modules>/x<suffix>, serial 1\n  \
        sys.builtin_module_names: \"x\" ×2\nend: exit 0\n";
    assert_eq!(text("{ observe = 'first' }", &(reported(1, "", &report) + DONE)), expected);
    let nothing = reported(1, "", ",\"modules\":[]") + DONE;
    assert_eq!(text("{ observe = 'first' }", &nothing), "observe first\n  nothing new\nend: exit 0\n");
}

#[test]
fn an_object_of_another_initialization_is_another_object() {
    let steps = "'initialize', { import = 'x' }, 'finalize', 'initialize', { import = 'x' }";
    let module = ",\"object\":{\"type\":\"module\",\"id\":\"140\"}";
    let events = well(1..3) + &reported(3, "", module) + &well(4..7) + &reported(7, "", module) + DONE;
    let text = text(steps, &events);
    assert!(text.contains("import x → module #1") && text.contains("import x → module #2"), "{text}");
}

#[test]
fn threads_that_do_the_same_are_shown_once() {
    let steps = "{ threads = 2, steps = [{ evaluate = '1' }] }";
    // Ids: the steps of the threads first, then that of the threads.
    let events = |second: &str| {
        let inner = reported(1, "", ",\"value\":\"1\"") + &reported(2, INIT, second);
        format!("{{\"begin\":3}}\n{inner}{{\"end\":3,\"status\":\"ok\"}}\n{DONE}")
    };
    let same = "2 threads\n  x init 1\n  each:\n    evaluate 1 → 1\nend: exit 0\n";
    assert_eq!(text(steps, &events(",\"value\":\"1\"")), same);
    let other =
        "2 threads\n  x init 1\n  thread 1:\n    evaluate 1 → 1\n  thread 2:\n    evaluate 1 → 2\nend: exit 0\n";
    assert_eq!(text(steps, &events(",\"value\":\"2\"")), other);
}

#[test]
fn inside_run_main_each_step_has_its_own_events() {
    let steps = "{ run_main = [{ import = 'x' }, { import = 'y' }] }";
    let inner = format!("{{\"probe\":1}}\n{INIT}{{\"probe\":2}}\n");
    let events = format!("{{\"begin\":3}}\n{inner}{{\"end\":3,\"status\":\"ok\"}}\n{DONE}");
    assert_eq!(text(steps, &events), "run main\n    import x\n    import y\n      x init 1\nend: exit 0\n");
}

#[test]
fn a_host_that_breaks_its_contract_is_refused() {
    refused(RUNTIME, "{\"begin\":9}\n", "began step 9, which it wasn't given");
    refused(RUNTIME, "{\"begin\":1}\n{\"begin\":1}\n", "began step 1 twice");
    refused(RUNTIME, "{\"begin\":1}\n{\"begin\":2}\n", "began step 2 before it ended step 1");
    refused(RUNTIME, &(well([1]) + "{\"end\":1,\"status\":\"ok\"}\n"), "ended step 1, which had not begun");
    refused(RUNTIME, "{\"end\":1,\"status\":\"ok\"}\n", "ended step 1, which had not begun");
    refused(RUNTIME, "{\"begin\":1}\n{\"done\":true}\n", "`done` before it ended step 1");
    refused(RUNTIME, &format!("{DONE}{DONE}"), "events after `done`");
    refused(RUNTIME, DONE, "`done` without step 2");
    refused(RUNTIME, "{\"probe\":9}\n", "step 9 twice, or it wasn't given");
    refused(RUNTIME, &(reported(4, "{\"probe\":4}\n", "") + DONE), "step 4 twice, or it wasn't given");
    refused("{ import = 'x' }", &(well([1]) + DONE), "executed step 1, but the code didn't run");
}
