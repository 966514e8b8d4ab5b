//! Runs that write or take too much, or write what they should not.

use crate::support::bench::{Bench, exit};
use crate::support::called::Run;

const EVENTS: &str = "import os\nevents = os.open(os.environ['EXTPROOF_EVENTS'], os.O_WRONLY | os.O_APPEND)\n";

/// Runs code that does something to the events file: the harness must say that the run is of no use.
#[track_caller]
fn error(code: &str) -> Run {
    let bench = Bench::new();
    bench.code("a/events", &format!("{EVENTS}{code}"));
    bench.code("b/fine", "pass");
    let (mut document, code) = bench.json(&[]);
    assert_eq!((document.run("a/events").verdict(), code), ("error", exit::HARNESS_ERROR));
    assert_eq!(document.run("b/fine").end(), "end: exit 0", "the others are run");
    document.runs.remove(0)
}

#[track_caller]
fn says(run: &Run, words: &[&str]) {
    assert!(words.iter().all(|word| run.get("reason").contains(word)), "{run:?}");
    // There is no record, but a way to look for the reason.
    assert!(run.0["transcript"].is_null(), "{run:?}");
    assert!(std::path::Path::new(run.get("reproduce")).is_file(), "{run:?}");
}

#[test]
fn garbage_on_the_events_file_is_an_error_with_its_line() {
    // Line 1 to 5: begin and end of `initialize` and of the probe's arrival, begin of `execute`.
    let run = error("os.write(events, b'garbage \\x1b[31m\\xff\\n')");
    says(&run, &["line 6 of the events file is not an event: garbage \x1b[31m\u{fffd}"]);
}

#[test]
fn a_half_line_is_an_error_wherever_the_process_ends() {
    says(&error("os.write(events, b'{\"begin\":')"), &["line 6", "is not an event: {\"begin\":"]);
    says(&error("os.write(events, b'{\"begin\":')\nos._exit(0)"), &["line 6", "is not an event: {\"begin\":"]);
    says(&error("os.write(events, b'{\"done\":true}')\nos._exit(0)"), &["line 6", "is not an event: {\"done\":true}"]);
}

#[test]
fn events_that_nobody_can_have_written_are_an_error() {
    says(&error("os.write(events, b'{\"begin\":77}\\n')"), &["host violated the host contract", "step 77"]);
    says(&error("os.write(events, b'{\"end\":1,\"status\":\"ok\"}\\n')"), &["ended step 1, which had not begun"]);
    says(&error("os.write(events, b'{\"done\":true}\\n')"), &["wrote `done` before it ended step 3"]);
    says(&error("os.write(events, b'{\"done\":true}\\n')\nos._exit(0)"), &["wrote `done` before it ended step 3"]);
}

#[test]
fn events_that_are_gone_are_an_error_or_an_early_end() {
    let bench = Bench::new();
    bench.code("a/truncated", &format!("{EVENTS}os.ftruncate(events, 0)"));
    bench.code("a/removed", "import os\nos.unlink(os.environ['EXTPROOF_EVENTS'])");
    bench.code("a/fifo", "import os\nname = os.environ['EXTPROOF_EVENTS']\nos.unlink(name)\nos.mkfifo(name)");
    let (document, code) = bench.json(&[]);
    assert_eq!(code, exit::HARNESS_ERROR);
    for run in &document.runs {
        assert!(["error", "violation"].contains(&run.verdict()), "{run:?}");
    }
    assert!(document.run("a/fifo").get("reason").contains("events.jsonl: it is not a regular file"));
}

#[test]
fn a_flood_of_events_is_bounded() {
    let line = "b'{\"fixture\":\"x\",\"event\":\"y\",\"count\":1}\\n' * 10000";
    let run = error(&format!("lines = {line}\nwhile True: os.write(events, lines)"));
    says(&run, &["the events file reached its limit of 67108864 bytes"]);
}

#[test]
fn a_flood_of_output_is_bounded_and_does_not_matter() {
    let bench = Bench::new();
    bench.code("a/flood", "import os\nfor stream in (1, 2):\n  for _ in range(400): os.write(stream, b'x' * 100000)");
    let called = bench.run(&["--format", "json"]);
    assert_eq!(called.document().run("a/flood").end(), "end: exit 0");
    assert!(called.stdout.len() + called.stderr.len() < 10_000);
}

#[test]
fn a_flood_into_another_file_is_bounded() {
    let bench = Bench::new();
    bench.code("a/flood", "with open('file', 'wb') as file:\n  while True: file.write(b'x' * 1000000)");
    let (run, code) = bench.only(&[]);
    assert_eq!((run.verdict(), run.end(), code), ("violation", "end: SIGXFSZ in execute", exit::FAILED));
}

#[test]
fn memory_is_bounded() {
    let bench = Bench::new();
    // The steps are large, so that little is really taken before the limit.
    bench.code("a/takes", "blocks, size = [], 1 << 20\nwhile True:\n  blocks.append(bytes(size))\n  size *= 64");
    let (run, _) = bench.only(&[]);
    assert!(run.get("transcript").contains("execute → MemoryError\n"), "{run:?}");
    assert_eq!(run.end(), "end: exit 0");
}
