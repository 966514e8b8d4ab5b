//! Known results: they don't fail the check, and are told as known; one that no longer occurs does.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::bench::{Bench, exit};
use crate::support::called::Called;
use crate::support::checks::{check, library};
use crate::support::formats::unwrapped;
use crate::support::formats::{assert_plain, markdown_text};
use crate::support::pythons::python;

const REASON: &str = "it keeps its state in a static; issue 7";

/// A module whose `reimport` and `reinit` are refused, with these known results.
fn call(known: &str, arguments: &[&str]) -> Called {
    let bench = Bench::new();
    call_in(&bench, known, arguments)
}

fn call_in(bench: &Bench, known: &str, arguments: &[&str]) -> Called {
    let file = bench.path("known.toml");
    fs::write(&file, known).unwrap();
    let library = library(python(), "once_per_process");
    let fixed = [library.to_str().unwrap(), "--trial", "reinit,reload", "--baseline", file.to_str().unwrap()];
    check(bench, python(), &[&fixed[..], arguments].concat())
}

fn entry(trial: &str, verdict: &str) -> String {
    format!("[[known]]\nmodule = 'once*'\ntrial = '{trial}'\nverdict = '{verdict}'\nreason = '{REASON}'\n")
}

#[test]
fn a_known_result_is_told_and_fails_no_requirement() {
    let require = ["--require", "reinit"];
    let failing = call(&entry("reimport", "refused"), &require);
    failing.complains(exit::FAILED, &["required trial `reinit` did not pass"]);
    let called = call(&entry("reinit", "refused"), &require);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    let told = format!(
        "reinit: refused in `import once_per_process`: ImportError: cannot load module more than once per process (Python {}) known: {REASON}\n",
        python().version
    );
    assert!(unwrapped(&called.stdout).contains(&told), "{called:?}");
    // The one that isn't tried without a working `reinit` isn't held against the module either.
    let called = call(&entry("reinit", "refused"), &["--require", "growth-reinit"]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    // Another bad verdict than the known one fails, and the entry is stale.
    let other = call(&entry("reinit", "crashed"), &require);
    other.complains(exit::FAILED, &["required trial `reinit` did not pass", "stale: "]);
}

#[test]
fn an_import_that_is_known_to_fail_fails_nothing() {
    let (bench, python) = (Bench::new(), python());
    let file = bench.path("known.toml");
    fs::write(&file, "[[known]]\ntrial = 'import'\nverdict = 'crashed'\nreason = 'x'\n").unwrap();
    let library = library(python, "init_crashes");
    let library = library.to_str().unwrap();
    assert_eq!(check(&bench, python, &[library]).code, 23);
    let called = check(&bench, python, &[library, "--baseline", file.to_str().unwrap()]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
}

#[test]
fn a_known_result_that_no_longer_occurs_is_stale() {
    let known = entry("reload", "fails");
    let called = call(&known, &[]);
    let module = format!("`reload` of once_per_process on Python {}", python().version);
    let told =
        format!("known.toml:1: {module}: expected fails ({REASON}), found works; correct or remove this entry\n");
    called.complains(exit::FAILED, &[&told]);
    let stdout = unwrapped(&called.stdout);
    assert!(stdout.contains("\nstale: ") && stdout.contains(&told), "{called:?}");
    // What wasn't tried can't be.
    for more in ["python = '<3.9.1'\n", "module = 'other'\n"] {
        let known = format!("[[known]]\ntrial = 'reload'\nverdict = 'fails'\nreason = 'x'\n{more}");
        let called = call(&known, &[]);
        assert_eq!(called.code, exit::PASSED, "{more}");
        // That no module has the name is told.
        let told =
            ["known.toml:1: the targets have no module `other`"].map(|told| unwrapped(&called.stdout).contains(told));
        assert_eq!(told, [more.contains("other")], "{called:?}");
        assert_eq!(called.stderr.contains("unused: "), more.contains("other"), "{called:?}");
    }
    assert_eq!(call(&entry("reimport", "fails"), &[]).code, exit::PASSED);
}

#[test]
fn reports_for_programs_name_an_entry_that_no_module_has() {
    let known = "[[known]]\nmodule = 'other'\ntrial = 'reload'\nverdict = 'fails'\nreason = 'x'\n";
    let called = call(known, &["--format", "json"]);
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let [unused] = document["unused"].as_array().unwrap().as_slice() else { panic!("{document}") };
    assert!(unused["module"] == "other" && unused["line"] == 1, "{unused}");
    let called = call(known, &["--format", "junit"]);
    let words = ["<testcase name=\"other\">", "the targets have no module `other`", "type=\"unused\""];
    assert!(words.iter().all(|words| called.stdout.contains(words)), "{called:?}");
}

#[test]
fn json_has_reasons_and_stale_entries() {
    let known = entry("reinit", "refused") + &entry("reload", "crashed");
    let called = call(&known, &["--format", "json"]);
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let trials = document["modules"][0]["trials"].as_array().unwrap();
    let of = |name: &str| trials.iter().find(|trial| trial["trial"] == name).unwrap();
    assert_eq!(of("reinit")["known"], serde_json::json!({"reason": REASON}));
    assert!(of("reload").get("known").is_none() && of("import").get("known").is_none());
    let [stale] = document["stale"].as_array().unwrap().as_slice() else { panic!("{document}") };
    assert_eq!(
        (&stale["module"], &stale["trial"], &stale["verdict"], &stale["expected"], &stale["reason"], &stale["line"]),
        (
            &"once_per_process".into(),
            &"reload".into(),
            &"works".into(),
            &serde_json::json!(["crashed"]),
            &REASON.into(),
            &6.into()
        )
    );
    let none: Value = serde_json::from_str(&call("", &["--format", "json"]).stdout).unwrap();
    assert_eq!(none["stale"], serde_json::json!([]));
}

#[test]
fn junit_skips_what_is_known_and_fails_what_is_stale() {
    let known = entry("reinit", "refused") + &entry("reload", "crashed");
    let called = call(&known, &["--format", "junit", "--require", "reinit"]);
    let document = roxmltree::Document::parse(&called.stdout).unwrap();
    let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    let skipped = cases.iter().find(|case| case.attribute("name") == Some("reinit")).unwrap();
    let skipped = skipped.children().find(|node| node.has_tag_name("skipped")).unwrap();
    assert_eq!(skipped.attribute("message"), Some(&*format!("known: {REASON}")));
    let failures: Vec<_> = document.descendants().filter(|node| node.has_tag_name("failure")).collect();
    let [failure] = failures.as_slice() else { panic!("{called:?}") };
    let case = failure.parent().unwrap();
    assert_eq!((case.attribute("name"), case.attribute("classname")), (Some("reload"), Some("once_per_process")));
    let words = "expected crashed";
    assert!(failure.attribute("message").unwrap().contains(words), "{called:?}");
}

#[test]
fn markdown_and_annotations_tell_both() {
    let known = entry("reinit", "refused") + &entry("reload", "crashed");
    let markdown = markdown_text(&call(&known, &["--format", "markdown"]).stdout);
    for words in [&*format!("known: {REASON}"), "stale: ", "expected crashed"] {
        assert!(markdown.contains(words), "no `{words}` in {markdown}");
    }
    let github = call(&known, &["--format", "github", "--require", "reinit"]).stdout;
    let notice = format!("::notice title=reinit of once_per_process on Python {}::refused in ", python().version);
    let notice = github.lines().find(|line| line.starts_with(&notice)).unwrap_or_else(|| panic!("{github}"));
    assert!(notice.ends_with(&format!("%0Aknown: {REASON}")), "{notice}");
    let error = "::error title=known result of reload of once_per_process is stale::stale: ";
    assert!(github.lines().any(|line| line.starts_with(error)), "{github}");
    assert_eq!(github.lines().filter(|line| line.starts_with("::")).count(), 2, "{github}");
}

#[test]
fn reasons_stay_text() {
    let hostile =
        "[[known]]\ntrial = 'reinit'\nverdict = 'refused'\nreason = \"a\\n::error::x\\u001b[2J\\u202e<b>`\"\n";
    assert_plain(&call(hostile, &[]).stdout);
    let markdown = markdown_text(&call(hostile, &["--format", "markdown"]).stdout);
    assert!(markdown.contains("known: a\\n::error::x\\x1b[2J\\u202e<b>`"), "{markdown}");
}

fn write(bench: &Bench, arguments: &[&str]) -> (Called, PathBuf) {
    let file = bench.path("written.toml");
    (call_in(bench, "", &[&["--write-baseline", file.to_str().unwrap()], arguments].concat()), file)
}

#[test]
fn what_was_found_is_written_to_a_new_file_for_reasons() {
    let bench = Bench::new();
    let (called, file) = write(&bench, &[]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    let version = python().version;
    let gil = match (version.minor >= 13, version.free_threaded) {
        (false, _) => "",
        (true, false) => "gil = \"default\"\n",
        (true, true) => "gil = \"free-threaded\"\n",
    };
    let text = fs::read_to_string(&file).unwrap();
    let expected = format!(
        "# Known results of `extproof check`. Say in each `reason` why the result is accepted.\n\n[[known]]\n\
         module = \"once_per_process\"\ntrial = \"reinit\"\npython = \"==3.{}\"\n{gil}verdict = \"refused\"\nreason = \"\"\n",
        version.minor
    );
    assert_eq!(text, expected);
    // Without reasons, it is of no use.
    call(&text, &[]).complains(exit::BAD_INPUT, &["`reason` is empty", "say why the result is accepted"]);
    let filled = text.replace("\"\"", "\"so it is\"");
    let called = call(&filled, &["--require", "reinit"]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    // It is replaced only if asked for, and what is known and not stale is kept, also if it wasn't tried.
    let (called, _) = write(&bench, &[]);
    called.complains(exit::BAD_INPUT, &["written.toml exists; --overwrite replaces it"]);
    assert!(called.stdout.is_empty(), "{called:?}");
    let again = file.to_str().unwrap();
    let more = "\n[[known]]\nmodule = \"other\"\ntrial = \"reinit\"\nverdict = \"fails\"\nreason = \"x\"\n";
    let stale = "\n[[known]]\ntrial = \"reload\"\nverdict = \"fails\"\nreason = \"x\"\n";
    let called = call_in(&bench, &(filled.clone() + more + stale), &["--write-baseline", again, "--overwrite"]);
    called.complains(exit::FAILED, &["stale: "]);
    assert_eq!(fs::read_to_string(&file).unwrap(), filled + more);
    // Where nothing could be checked, nothing is known.
    let nothing = bench.path("nothing.toml");
    check(&bench, python(), &["./missing.so", "--write-baseline", nothing.to_str().unwrap()]).complains(10, &[]);
    assert!(!nothing.exists());
    call("", &["--overwrite"]).complains(exit::BAD_INPUT, &["--write-baseline <FILE>"]);
    call("", &["--write-baseline", "/no/such/folder/x.toml"])
        .complains(exit::HARNESS_ERROR, &["can't write the baseline /no/such/folder/x.toml"]);
}

#[test]
fn mistakes_in_a_baseline_are_shown_at_their_places() {
    for (text, words) in [
        ("[known]\n", "known.toml:1:1: `known`: expected a list, found table"),
        ("[[tool.extproof.known]]\n", "known.toml:1:3: unknown key of a file of known results `tool`"),
        (
            "[[known]]\ntrial = 'spec'\nverdict = 'fails'\nreason = 'x'\npython = '3.12'\n",
            "known.toml:5:10: `3.12` is not a range of Python versions",
        ),
    ] {
        call(text, &[]).complains(exit::BAD_INPUT, &[words]);
    }
    let bench = Bench::new();
    check(&bench, python(), &["x", "--baseline", "/no/such.toml"])
        .complains(exit::BAD_INPUT, &["/no/such.toml", "can't read this file"]);
}
