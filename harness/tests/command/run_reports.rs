//! Reports of runs for CI systems, and parts of a plan.

use std::collections::BTreeSet;
use std::fs;

use roxmltree::Document;

use crate::support::bench::{Bench, exit};
use crate::support::pythons::pythons;

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
    assert_eq!(called.code, exit::FAILED, "{called:?}");
    let read = |format: &str| fs::read_to_string(bench.path(&format!("report.{format}"))).unwrap();
    assert_eq!(read("text"), called.stdout);

    let junit = read("junit");
    let junit = Document::parse(&junit).unwrap();
    let of = |name: &str| junit.descendants().find(|node| node.has_tag_name(name)).unwrap();
    assert_eq!(of("testcase").attribute("name"), Some("a/x · inittab · single_phase"));
    assert_eq!(of("testcase").attribute("classname"), Some("a"));
    assert_eq!(of("failure").attribute("type"), Some("violation"));
    assert!(of("failure").text().unwrap().contains("in `evaluate 1`: expected 2, found 1"));

    let markdown = read("markdown");
    assert!(markdown.starts_with("| host | Python | violation |\n|---|---|---|\n| capi | 3."), "{markdown}");
    assert!(markdown.contains("- **violation**: `a/x` · inittab · `single_phase` (on capi/3"), "{markdown}");

    let github = read("github");
    let annotation = github.lines().last().unwrap();
    assert!(annotation.starts_with("::error ") && annotation.contains("title=violation%3A a/x · inittab"), "{github}");
    assert!(annotation.contains("expected 2, found 1"), "{github}");
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

#[test]
fn places_of_reports_are_checked_before_anything_runs() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let at = |path: &str| bench.path(path).to_str().unwrap().to_owned();
    fs::create_dir(bench.path("folder")).unwrap();
    fs::write(bench.path("file"), "").unwrap();
    let refused = |paths: &[&str], code: i32, words: &[&str]| {
        let arguments: Vec<String> =
            paths.iter().flat_map(|path| ["--report".to_owned(), format!("json={path}")]).collect();
        let called = bench.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        called.complains(code, words);
        assert!(called.stdout.is_empty() && !called.stderr.contains("1 run on 1 Python\n"), "{called:?}");
    };
    refused(&[&at("no/r.json")], exit::HARNESS_ERROR, &["can't write the report", "no/r.json: No such file"]);
    refused(&[&at("folder")], exit::HARNESS_ERROR, &["can't write the report", "folder: Is a directory"]);
    refused(&[&at("new/")], exit::HARNESS_ERROR, &["new/: Is a directory"]);
    refused(&[&at("file/r.json")], exit::HARNESS_ERROR, &["file/r.json: Not a directory"]);
    refused(&[&at("r.json"), &at("folder/../r.json")], exit::BAD_INPUT, &["r.json is already used by this command"]);
    refused(&[""], exit::BAD_INPUT, &["expected FORMAT=FILE"]);
    assert!(!bench.path("r.json").exists());
}

#[test]
fn a_part_without_runs_is_a_success_with_a_report() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let parts: Vec<String> = (1..=3)
        .map(|part| {
            let path = bench.path(&format!("{part}.json")).to_str().unwrap().to_owned();
            let partition = format!("{part}/3");
            let (json, junit) = (format!("json={path}"), format!("junit={path}.xml"));
            let called = bench.run(&["--partition", &partition, "--report", &json, "--report", &junit]);
            let is_empty = called.stdout.contains("no runs");
            assert_eq!(called.code, if is_empty { exit::PASSED } else { exit::FAILED }, "{called:?}");
            assert_eq!(called.stderr.contains(&format!("part {partition} of this plan has no runs")), is_empty);
            assert!(called.stdout.contains(&format!("part {partition}: ")), "{called:?}");
            let report: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            assert_eq!(report["partition"], serde_json::json!({ "part": part, "parts": 3 }));
            assert_eq!(report["runs"].as_array().unwrap().is_empty(), is_empty);
            assert!(fs::read_to_string(format!("{path}.xml")).unwrap().contains(&format!("extproof run {partition}")));
            path
        })
        .collect();
    let merged = bench.call(&["merge", &parts[2], &parts[0], &parts[1]]);
    assert_eq!((merged.code, merged.document().runs.len()), (exit::FAILED, 1), "{merged:?}");
}

#[test]
fn merge_says_what_is_wrong_with_which_report() {
    let bench = Bench::with_case("a/x", "single_phase", "'initialize', 'finalize'");
    let at = |path: &str| bench.path(path).to_str().unwrap().to_owned();
    let run = |arguments: &[&str], path: &str| {
        bench.run(&[arguments, &["--report", &format!("json={}", at(path))]].concat());
        fs::read(at(path)).unwrap()
    };
    let part = run(&["--partition", "1/2"], "1.json");
    run(&["--partition", "2/3"], "2.json");
    run(&[], "whole.json");
    fs::write(at("cut.json"), &part[..part.len() / 2]).unwrap();
    fs::write(at("empty.json"), "").unwrap();
    fs::write(at("text.json"), "<html>").unwrap();
    fs::write(at("again.json"), &part).unwrap();
    let newer = String::from_utf8(part).unwrap().replacen("\"format\": 1", "\"format\": 7", 1);
    fs::write(at("newer.json"), newer).unwrap();
    for (paths, words) in [
        (&["no.json"][..], "no.json: No such file"),
        (&["cut.json"], "cut.json: cut off in line "),
        (&["empty.json"], "empty.json: cut off in line "),
        (&["text.json"], "text.json: not JSON: expected value at line 1"),
        (&["1.json", "whole.json"], "whole.json: the report of a whole run"),
        (&["newer.json"], "newer.json: the report has format 7"),
        (&["1.json", "again.json"], "again.json: part 1/2 is also in "),
        (&["1.json", "2.json"], "2.json: part 2/3, but "),
    ] {
        let paths: Vec<String> = paths.iter().map(|path| at(path)).collect();
        let arguments: Vec<&str> = ["merge"].into_iter().chain(paths.iter().map(String::as_str)).collect();
        let called = bench.call(&arguments);
        called.complains(exit::BAD_INPUT, &[words]);
        assert_eq!(called.stdout, "");
    }
}

#[test]
fn a_crash_that_a_finding_explains_names_it_in_every_report() {
    let Some(python) = pythons().iter().find(|python| python.version.minor >= 13) else { return };
    let bench = Bench::new();
    fs::create_dir(bench.path("empty")).unwrap();
    let at = |name: &str| bench.path(name).to_str().unwrap().to_owned();
    let formats = ["json", "markdown", "junit", "github"];
    let reports: Vec<String> = formats.iter().map(|format| format!("{format}={}", at(format))).collect();
    let options: Vec<&str> = reports.iter().flat_map(|report| ["--report", report]).collect();
    let executable = python.executable.to_str().unwrap();
    let run = |snapshots: &[&str]| {
        let arguments = ["run", "inittab/invalid-utf8-name", "--python", executable, "--host", "capi"];
        bench.call(&[&arguments, snapshots, &options].concat())
    };
    let says = "Finding 2 in docs/findings.md explains this crash.";
    let called = run(&["--snapshots", &at("empty")]);
    assert_eq!(called.code, exit::FAILED, "{called:?}");
    assert!(called.stdout.contains(&format!("\n  {says}\n")), "{called:?}");
    assert!(called.stdout.contains("\nN (M!): of N runs, M are new, changed, "), "{called:?}");
    let read = |format: &str| fs::read_to_string(at(format)).unwrap();
    formats[1..].iter().for_each(|format| assert!(read(format).contains(says), "{}", read(format)));
    let finding = || serde_json::from_str::<serde_json::Value>(&read("json")).unwrap()["runs"][0]["finding"].take();
    assert_eq!(finding(), 2);
    // A crash that matches its snapshot is no failure, and is explained all the same.
    let called = run(&[]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    assert!(!called.stdout.contains("(M!)"), "{called:?}");
    assert_eq!(finding(), 2);
    assert!(read("junit").contains(says), "{}", read("junit"));
}
