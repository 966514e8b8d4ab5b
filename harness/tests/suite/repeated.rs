//! Runs that are carried out several times.

use std::fs;

use serde_json::json;

use crate::support::bench::{Bench, exit};

/// A run that gives `True` in each third process.
fn bench() -> Bench {
    let bench = Bench::new();
    let code = "(open(\"COUNTER\", \"a\").write(\"x\"), __import__(\"os\").path.getsize(\"COUNTER\") % 3 == 2)[1]";
    let code = code.replace("COUNTER", bench.path("counter").to_str().unwrap());
    fs::write(bench.path("counter"), "").unwrap();
    bench.case("a/steady", "single_phase", "'initialize', { evaluate = '40 + 2' }, 'finalize'");
    bench.case("a/third", "single_phase", &format!("'initialize', {{ evaluate = '{code}' }}, 'finalize'"));
    bench
}

#[test]
fn a_run_with_other_results_is_flaky_and_not_recorded() {
    let bench = bench();
    let (document, code) = bench.json(&["--repeat", "6", "--jobs", "1"]);
    assert_eq!(code, exit::FAILED);
    assert_eq!((document.run("a/steady").verdict(), document.run("a/third").verdict()), ("new", "flaky"));
    let outcomes = document.run("a/third").0["outcomes"].as_array().unwrap();
    let seen =
        outcomes.iter().map(|outcome| (outcome["count"].as_u64().unwrap(), outcome["transcript"].as_str().unwrap()));
    let seen: Vec<_> = seen.map(|(count, text)| (count, text.contains("→ True"))).collect();
    assert_eq!(seen, [(4, false), (2, true)]);
    assert!(document.run("a/steady").0.get("outcomes").is_none());
    assert_eq!(document.value["summary"]["verdicts"]["flaky"], json!(1));

    let snapshots = bench.path("snapshots");
    fs::create_dir(&snapshots).unwrap();
    let called = bench.run(&["--repeat", "3", "--jobs", "1", "--accept", "--snapshots", snapshots.to_str().unwrap()]);
    called.complains(exit::FAILED, &["recorded"]);
    assert!(called.stdout.contains("2 of 3: new"), "{called:?}");
    assert!(snapshots.join("a/steady.snap").is_file() && !snapshots.join("a/third.snap").exists(), "{called:?}");
}

#[test]
fn a_random_order_gives_the_same_report() {
    let bench = Bench::new();
    for number in 0..8 {
        bench.case(&format!("a/{number}"), "single_phase", "'initialize', 'finalize'");
    }
    let (plain, _) = bench.json(&[]);
    let called = bench.run(&["--format", "json", "--shuffle"]);
    let seed = called.stderr.split("--shuffle=").nth(1).expect(&called.stderr).split_whitespace().next().unwrap();
    let again = bench.run(&["--format", "json", &format!("--shuffle={seed}")]);
    for called in [&called, &again] {
        let mut document = called.document().value;
        let mut plain = plain.value.clone();
        for document in [&mut document, &mut plain] {
            for run in document["runs"].as_array_mut().unwrap() {
                run["seconds"] = json!(0);
            }
        }
        assert_eq!(document, plain);
    }
}
