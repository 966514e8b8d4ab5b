//! Runs and suites that happen at the same time don't disturb each other.

use std::path::Path;
use std::process::Stdio;
use std::thread;

use crate::support::bench::{Bench, exit};
use crate::support::called::{Called, Run};
use crate::support::entries;

fn bench() -> Bench {
    let bench = Bench::new();
    for number in 0..6 {
        let code = format!(
            "import os\nopen('mine', 'x').close()\nassert os.listdir('modules') == []\nnumber = {number}\nos.listdir()"
        );
        bench.code(&format!("a/{number}"), &code);
    }
    bench.case("b/crash", "init_crashes", "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }");
    bench
}

#[test]
fn suites_at_once_on_one_clone_say_the_same() {
    let bench = bench();
    let start = || bench.run_command(&["--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let suites = [start().unwrap(), start().unwrap(), start().unwrap()];
    let called = suites.map(|suite| Called::from(&suite.wait_with_output().unwrap()));
    let said = called.map(|called| {
        assert_eq!(called.code, exit::FAILED, "{called:?}");
        // All lay their failures out in the same place.
        let document = called.document();
        let script = Path::new(document.run("b/crash").get("reproduce"));
        assert!(script.is_file() && script.with_file_name("scenario.json").is_file(), "{called:?}");
        transcripts(&called)
    });
    assert!(said[0] == said[1] && said[1] == said[2], "{said:?}");
    assert!(said[0].iter().all(|text| !text.contains("Error")), "{said:?}");
    assert_eq!(entries(&bench.tmp()).len(), 0);
}

#[test]
fn the_number_of_jobs_and_the_order_do_not_matter() {
    let bench = bench();
    let [one, many] = ["1", "7"].map(|jobs| transcripts(&bench.run(&["--format", "json", "--jobs", jobs])));
    assert_eq!(one, many);
}

#[test]
fn a_killed_suite_does_not_block_the_next() {
    let bench = bench();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut suite = bench.run_command(&[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
                suite.kill().unwrap();
                suite.wait().unwrap();
            });
        }
    });
    let called = Called::new(&mut bench.run_command(&["--format", "json"]));
    assert_eq!(called.document().runs.len(), 7);
}

/// Verdicts and transcripts in their order, which is that of the cases.
fn transcripts(called: &Called) -> Vec<String> {
    let document = called.document();
    let text = |run: &Run| format!("{} {} {}", run.get("case"), run.verdict(), run.get("transcript"));
    document.runs.iter().map(text).collect()
}
