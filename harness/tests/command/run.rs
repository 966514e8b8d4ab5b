//! `extproof run`: its report, its options, and its exit codes.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use extproof::snapshot::{Recorded, Snapshot, Variant};

use crate::support::bench::{Bench, exit};
use crate::support::called::{Called, Run};
use crate::support::entries;

const RUNTIME: &str = "{ register = '{fixture}' }, 'initialize', { import = '{fixture}' }, 'finalize'";

/// Records what the runs did.
fn review(bench: &Bench, runs: &[Run]) -> String {
    for run in runs {
        let variant = Variant { mode: run.get("mode").to_owned(), fixture: run.get("fixture").to_owned() };
        let version = run.get("python").parse().unwrap();
        let text = run.get("transcript").to_owned();
        let recorded = Recorded { variant: variant.clone(), host: None, version, text };
        let snapshot = Snapshot::default().merge(&[variant], &[recorded], &|_, _| true).unwrap();
        let path = bench.path("snapshots").join(run.get("case")).with_extension("snap");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("---\nsource: x\n---\n{snapshot}\n")).unwrap();
    }
    bench.path("snapshots").to_str().unwrap().to_owned()
}

#[test]
fn the_document_has_every_run_and_a_summary() {
    let bench = Bench::new();
    bench.file(
        "a/x",
        format!(
            "title = 'x'\nmodes = ['inittab', 'spec']\nfixtures = ['single_phase', 'multi_phase']\nsteps = [{RUNTIME}]"
        ),
    );
    bench.file("b/old", format!("title = 'x'\nmodes = ['inittab']\nfixtures = ['own_gil']\nsteps = [{RUNTIME}]\nrequires = {{ python = '<3.9.1' }}"));
    let (document, code) = bench.json(&[]);
    let keys: Vec<_> = document.runs.iter().map(|run| [run.get("case"), run.get("mode"), run.get("fixture")]).collect();
    let expected = [
        ["a/x", "inittab", "single_phase"],
        ["a/x", "inittab", "multi_phase"],
        ["a/x", "spec", "single_phase"],
        ["a/x", "spec", "multi_phase"],
        ["b/old", "inittab", "own_gil"],
    ];
    assert_eq!((keys.as_slice(), code), (&expected[..], exit::FAILED));
    for run in &document.runs[..4] {
        assert_eq!((run.verdict(), run.get("host"), run.end()), ("new", "capi", "end: exit 0"));
        assert!(run.0["seconds"].as_f64().unwrap() > 0.0);
        assert!(run.get("python").starts_with("3."));
    }
    let old = document.run("b/old");
    assert_eq!((old.verdict(), old.get("reason")), ("not-run", "the case needs Python <3.9.1"));
    assert!(old.0["transcript"].is_null());
    let summary = &document.value["summary"];
    assert_eq!(
        (&summary["runs"], &summary["verdicts"]["new"], &summary["verdicts"]["not-run"]),
        (&4.into(), &4.into(), &1.into())
    );
    assert_eq!(summary["verdicts"]["ok"], 0);
}

#[test]
fn runs_are_compared_with_the_given_snapshots() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    bench.case("a/y", "init_crashes", RUNTIME);
    let (document, code) = bench.json(&[]);
    assert_eq!((document.run("a/x").verdict(), code), ("new", exit::FAILED));
    let snapshots = review(&bench, &document.runs);
    let reviewed = |arguments: &[&str]| bench.json(&[&["--snapshots", &snapshots], arguments].concat());
    let (document, code) = reviewed(&["a/x"]);
    assert_eq!((document.run("a/x").verdict(), code), ("ok", exit::PASSED));
    // A crash that was reviewed but isn't listed as a deviation stays a violation.
    let (document, code) = reviewed(&[]);
    assert_eq!((document.run("a/y").verdict(), code), ("violation", exit::FAILED));

    bench.case("a/x", "single_phase", &RUNTIME.replace("'finalize'", "{ observe = 'more' }, 'finalize'"));
    let (document, code) = reviewed(&["a/x"]);
    assert_eq!((document.run("a/x").verdict(), code), ("changed", exit::FAILED));
    let text = bench.run(&["--snapshots", &snapshots, "a/x"]).stdout;
    assert!(text.contains("\n    +observe more\n") && text.contains("1 changed"), "{text}");
}

#[test]
fn a_listed_violation_deviates_until_the_contract_holds() {
    let bench = Bench::new();
    let deviation = "\n[[deviation]]\nstep = 'import {fixture}'\nwhy = 'x'\nreference = 'https://example.org'\n";
    let case = |id: &str, fixture: &str| {
        let text =
            format!("title = 'x'\nmodes = ['inittab']\nfixtures = ['{fixture}']\nsteps = [{RUNTIME}]{deviation}");
        bench.file(id, text);
    };
    case("a/broken", "init_crashes");
    case("a/holds", "single_phase");
    let (document, _) = bench.json(&[]);
    let snapshots = review(&bench, &document.runs);
    let (document, code) = bench.json(&["--snapshots", &snapshots]);
    assert_eq!((document.run("a/broken").verdict(), document.run("a/holds").verdict()), ("deviates", "stale"));
    assert_eq!(code, exit::FAILED);
    assert_eq!(bench.json(&["--snapshots", &snapshots, "broken"]).1, exit::PASSED);
}

#[test]
fn a_snapshot_that_can_not_be_used_is_named() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    fs::create_dir_all(bench.path("snapshots/a")).unwrap();
    let path = bench.path("snapshots/a/x.snap");
    let snapshots = bench.path("snapshots");
    for (text, words) in [("nothing", "expected `---`"), ("---\n---\ngarbage\n", "line 3")] {
        fs::write(&path, text).unwrap();
        let called = bench.run(&["--snapshots", snapshots.to_str().unwrap()]);
        called.complains(exit::BAD_INPUT, &[path.to_str().unwrap(), words]);
    }
    bench.run(&["--snapshots", "/no/such/folder"]).complains(exit::BAD_INPUT, &["/no/such/folder: not a folder"]);
}

#[test]
fn what_is_kept_tells_all_of_the_run() {
    let bench = Bench::new();
    bench.code("a/x", "import os\nos.write(1, b'out')\nos.write(2, b'err')");
    let called = Called::new(&mut bench.run_command(&["--keep", "--format", "json"]));
    let document = called.document();
    let folder = std::path::PathBuf::from(document.run("a/x").get("kept"));
    assert!(folder.starts_with(bench.tmp().canonicalize().unwrap()));
    let names: Vec<_> = entries(&folder).into_iter().filter(|name| !name.starts_with('.')).collect();
    assert_eq!(names, ["events.jsonl", "modules", "scenario.json", "stderr", "stdout"]);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!((read("stdout").as_str(), read("stderr").as_str()), ("out", "err"));
    assert!(read("events.jsonl").ends_with("{\"done\":true}\n"));
}

#[test]
fn a_failure_can_be_reproduced() {
    let bench = Bench::with_case("a/x", "init_crashes", RUNTIME);
    let (run, _) = bench.only(&[]);
    let output = Command::new("sh").arg(run.get("reproduce")).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("exit status 139\n{\"begin\":1}\n"), "{said}");
    assert!(said.ends_with("{\"fixture\":\"init_crashes\",\"event\":\"init\",\"count\":1}\n"), "{said}");
}

#[test]
fn an_export_runs_nothing_and_can_be_started_by_its_script() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    bench.case("a/y", "multi_phase", RUNTIME);
    let folder = bench.path("with 'quotes'");
    let called = bench.run(&["--export", folder.to_str().unwrap()]);
    assert_eq!((called.code, called.stdout.lines().count()), (exit::PASSED, 2), "{called:?}");
    assert_eq!(entries(&folder).into_iter().collect::<Vec<_>>(), ["00000", "00001"]);
    let output = Command::new("sh").arg(folder.join("00001/reproduce.sh")).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("\"multi_phase\"") && said.ends_with("{\"done\":true}\n"), "{said}");
    // Once more, in place of the first.
    assert_eq!(bench.run(&["--export", folder.to_str().unwrap()]).code, exit::PASSED);
    // A case with mistakes is no reason to say that all is well.
    bench.file("a/z", "");
    assert_eq!(bench.run(&["--export", folder.to_str().unwrap()]).code, exit::BAD_INPUT);
}

#[test]
fn an_export_takes_the_place_of_nothing_else() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    let (folder, elsewhere) = (bench.path("frames"), bench.path("elsewhere"));
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("file"), "work").unwrap();
    let make: [&dyn Fn(&Path); 4] = [
        &|place| fs::write(place, "work").unwrap(),
        &|place| symlink(&elsewhere, place).unwrap(),
        &|place| fs::create_dir(place).unwrap(),
        &|place| {
            fs::create_dir(place).unwrap();
            fs::write(place.join("reproduce.sh"), "# mine\n").unwrap();
        },
    ];
    for make in make {
        fs::create_dir_all(&folder).unwrap();
        make(&folder.join("00000"));
        let called = bench.run(&["--export", folder.to_str().unwrap()]);
        called.complains(exit::HARNESS_ERROR, &["00000", "choose another folder"]);
        assert_eq!(entries(&folder).into_iter().collect::<Vec<_>>(), ["00000"]);
        assert!(!folder.join("00000/scenario.json").exists() && elsewhere.join("file").is_file());
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn an_export_keeps_what_was_changed_in_an_earlier_one() {
    for (file, edit) in [("reproduce.sh", "\n# mine\n"), ("scenario.json", " "), ("modules/NOTES.md", "mine")] {
        let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
        let folder = bench.path("out");
        let export = || bench.run(&["--export", folder.to_str().unwrap()]);
        assert_eq!(export().code, exit::PASSED);
        let file = folder.join("00000").join(file);
        let content = fs::read_to_string(&file).unwrap_or_default() + edit;
        fs::write(&file, &content).unwrap();
        export().complains(exit::HARNESS_ERROR, &["00000", "with other content", "choose another folder"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
}

#[test]
fn an_export_keeps_what_was_added_to_an_earlier_one() {
    let bench = Bench::with_case("a/x", "single_phase", RUNTIME);
    let folder = bench.path("frames");
    let export = || bench.run(&["--export", folder.to_str().unwrap()]);
    assert_eq!(export().code, exit::PASSED);
    fs::write(folder.join("00000/notes.txt"), "work").unwrap();
    export().complains(exit::HARNESS_ERROR, &["00000", "choose another folder"]);
    assert_eq!(fs::read_to_string(folder.join("00000/notes.txt")).unwrap(), "work");
}

#[test]
fn files_of_a_case_are_laid_out_with_its_words_filled_in() {
    let bench = Bench::new();
    let case = "title = 'x'\nmodes = ['inittab']\nfixtures = ['single_phase']\nsteps = ['initialize',\n\
                { evaluate = 'open(\"{modules}/a/single_phase.txt\").read()' },\n\
                { threads = 2, steps = [{ evaluate = '{thread} + 40' }] }]\n\
                [files]\n'a/{fixture}.txt' = '{mode} {modules} {sandbox} {library:own_gil} {suffix}'\n";
    bench.file("a/x", case);
    let (run, _) = bench.only(&[]);
    let transcript = run.get("transcript");
    assert!(transcript.contains("'inittab <modules> <sandbox> <fixtures>/own_gil<suffix> <suffix>'"), "{transcript}");
    assert!(transcript.contains("evaluate 1 + 40 → 41") && transcript.contains("evaluate 2 + 40 → 42"), "{transcript}");
}
