//! Reports of runs for CI systems, and parts of a plan.

use std::collections::BTreeSet;
use std::fs;

use roxmltree::Document;

use crate::support::bench::{Bench, exit};

#[test]
fn several_reports_are_written_at_once() {
    let bench = Bench::new();
    bench.file(
        "a/x",
        "title = 'x'\nmodes = ['inittab']\nfixtures = ['single_phase']\nsteps = ['initialize', { evaluate = '1', expect = { value = '2' } }, 'finalize']",
    );
    let report = |format: &str| format!("{format}={}", bench.path(&format!("report.{format}")).to_str().unwrap());
    let formats = ["junit", "markdown", "github", "json", "text"];
    let arguments: Vec<String> = formats.iter().flat_map(|format| ["--report".to_owned(), report(format)]).collect();
    let called = bench.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(called.code, exit::NOT_AS_REVIEWED, "{called:?}");
    let read = |format: &str| fs::read_to_string(bench.path(&format!("report.{format}"))).unwrap();
    assert_eq!(read("text"), called.stdout);

    let junit = read("junit");
    let junit = Document::parse(&junit).unwrap();
    let of = |name: &str| junit.descendants().find(|node| node.has_tag_name(name)).unwrap();
    assert_eq!(of("testcase").attribute("name"), Some("a/x · inittab · single_phase"));
    assert_eq!(of("testcase").attribute("classname"), Some("a"));
    assert_eq!(of("failure").attribute("type"), Some("violation"));
    assert!(of("failure").text().unwrap().contains("in `evaluate 1`: expected gives 2; found it gives 1"));

    let markdown = read("markdown");
    assert!(markdown.starts_with("| host | Python | violation |\n|---|---|---|\n| capi | 3."), "{markdown}");
    assert!(markdown.contains("- **violation**: `a/x` · inittab · `single_phase` (on capi/3"), "{markdown}");

    let github = read("github");
    let annotation = github.lines().last().unwrap();
    assert!(annotation.starts_with("::error ") && annotation.contains("title=violation%3A a/x · inittab"), "{github}");
    assert!(annotation.contains("expected gives 2; found it gives 1"), "{github}");
    assert!(read("json").contains("\"verdict\": \"violation\""));
}

#[test]
fn the_parts_of_a_plan_are_the_whole_without_overlaps() {
    let bench = Bench::new();
    bench.file(
        "a/x",
        "title = 'x'\nmodes = ['inittab', 'filesystem', 'spec']\nfixtures = ['single_phase', 'multi_phase', 'own_gil', 'gil_not_used', 'abi3', 'heap_types']\nsteps = ['initialize', 'finalize']",
    );
    let keys = |arguments: &[&str]| {
        let (document, _) = bench.json(arguments);
        document.runs.iter().map(|run| [run.get("mode"), run.get("fixture")].join(" ")).collect::<Vec<_>>()
    };
    let whole: BTreeSet<String> = keys(&[]).into_iter().collect();
    let parts = [keys(&["--partition", "1/2"]), keys(&["--partition", "2/2"])];
    assert!(parts.iter().all(|part| !part.is_empty()), "{parts:?}");
    let together = parts.concat();
    assert_eq!(together.len(), whole.len());
    assert_eq!(together.into_iter().collect::<BTreeSet<_>>(), whole);
    let saved = ["1/2", "2/2"].map(|part| {
        let path = bench.path(&format!("part-{}.json", &part[..1])).to_str().unwrap().to_owned();
        bench.run(&["--partition", part, "--report", &format!("json={path}")]);
        path
    });
    let merged = bench.call(&["merge", &saved[1], &saved[0]]).document();
    let of_merged = merged.runs.iter().map(|run| [run.get("mode"), run.get("fixture")].join(" "));
    assert_eq!(of_merged.collect::<BTreeSet<_>>(), whole);
    let (all, _) = bench.json(&[]);
    assert_eq!(merged.value["summary"], all.value["summary"]);
    bench.call(&["merge", &saved[1]]).complains(exit::BAD_INPUT, &["missing: 1/2"]);
    bench.run(&["--partition", "3/2"]).complains(exit::BAD_INPUT, &["expected M/N with M from 1 to N"]);
}
