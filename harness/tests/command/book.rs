//! `extproof book` writes a site whose links lead somewhere. `ci/book-check` opens it in a browser.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::bench::{Bench, exit};
use crate::support::elsewhere::project;

/// What readers wait for at most, all together and for one page.
const BYTES: usize = 5_000_000;
const BYTES_OF_PAGE: usize = 300_000;

#[test]
fn every_link_of_the_site_leads_somewhere_without_a_network() {
    let bench = Bench::new();
    fs::write(
        bench.path("report.json"),
        r#"{"format": 1, "runs": [{"python": "3.12.1", "host": "capi", "verdict": "ok"}]}"#,
    )
    .unwrap();
    let (site, report) = (bench.path("site"), bench.path("report.json"));
    let called = bench.call(&["book", "--out", site.to_str().unwrap(), report.to_str().unwrap()]);
    assert_eq!(called.code, exit::PASSED, "{called:?}");
    let (mut files, mut links, mut bytes) = (Vec::new(), 0, 0);
    walk(&site, &mut files);
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        bytes += text.len();
        if file.extension().is_none_or(|suffix| suffix != "html") {
            continue;
        }
        assert!(text.len() < BYTES_OF_PAGE, "{} has {} bytes", file.display(), text.len());
        for link in ["href=\"", "src=\""].into_iter().flat_map(|attribute| text.split(attribute).skip(1)) {
            let link = link.split('"').next().unwrap();
            links += 1;
            if link.starts_with("https://") || link.starts_with("data:") {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
            let there = fs::read_to_string(&target).unwrap_or_else(|_| panic!("{}: {link}", file.display()));
            assert!(place.is_empty() || there.contains(&format!("id=\"{place}\"")), "{}: {link}", file.display());
        }
        // Whatever the browser loads by itself is a file of the site.
        for loaded in ["src=\"http", "stylesheet\" href=\"http", "@import", "url("] {
            assert!(!text.contains(loaded), "{} loads {loaded}", file.display());
        }
    }
    assert!(bytes < BYTES, "{bytes} bytes");
    assert!(files.len() > 300 && links > 4000, "{} files, {links} links", files.len());
    let page = |path: &str| fs::read_to_string(site.join(path)).unwrap();
    assert!(page("index.html").contains("<td>3.12.1<td>1 ok "));
    assert!(
        page("cases/instances/live-legacy-sub.html").contains("<td class=\"ends\" colspan=\"4\">ends with SIGABRT")
    );
    // A snapshot doesn't say for which Pythons hosts and cases are.
    for (pythons, host) in [("3.9 to 3.11", "pyembed"), ("3.9 to 3.10", "pyembed-oxidized")] {
        let shown = format!("<summary>Host {host} differs</summary><div>Python {pythons}: ");
        assert!(page("cases/capsules/linked-exporter.html").contains(&shown), "{shown}");
    }
    let until_3_13 =
        "<td class=\"works\" colspan=\"5\">no exception<td colspan=\"2\">not run<td class=\"works\">no exception";
    assert!(page("cases/instances/kept-objects.html").contains(until_3_13));
    assert!(!page("cases/instances/sub-then-main.html").contains("3.13t and later"));
    assert!(page("symptoms.html").contains("Fatal Python error: PyInterpreterState_Delete: remaining subinterpreters"));
}

#[test]
fn findings_and_cases_lead_to_each_other() {
    let site = Site::of(&[]);
    let finding = site.page("findings/10.html");
    assert!(finding.contains("href=\"../cases/instances/live-legacy-sub.html\""), "{finding}");
    let program = fs::read_to_string(project().join("docs/findings/finalize_with_live_sub.c")).unwrap();
    let call = program.lines().find(|line| line.contains("Py_FinalizeEx()")).unwrap().trim();
    assert!(finding.contains(call) && finding.contains("<strong>fatal error</strong>"), "{finding}");
    let case = site.page("cases/instances/live-legacy-sub.html");
    assert!(case.contains("<a href=\"../../findings/10.html\">Finding 10</a>"), "{case}");
    let symptoms = site.page("symptoms.html");
    let row = symptoms
        .split("<tr>")
        .find(|row| row.contains("PyInterpreterState_Delete: remaining subinterpreters"))
        .unwrap();
    assert!(row.contains("<a href=\"findings/10.html\">Finding 10</a>"), "{row}");
    // What linked an entry of the document finds it in the list.
    let list = site.page("findings.html");
    assert!(
        list.contains("<tr id=\"finding-10\">")
            && list.contains(" id=\"10-py_finalizeex-aborts-if-a-sub-interpreter-is-still-alive\">")
            && list.contains("href=\"findings/10.html\""),
        "{list}"
    );
    assert!(site.page("docs/fixes.html").contains("href=\"../findings/3.html\""));
}

#[test]
fn a_case_page_says_each_thing_once() {
    let site = Site::of(&[]);
    // The variants of a mode whose transcripts differ in the name of the module alone.
    let alike = site.page("cases/modexport/export-fails.html");
    assert!(
        alike.contains("<h3>export_null, export_raises, export_with_exception (inittab)</h3><p>As shown with"),
        "{alike}"
    );
    let case = site.page("cases/instances/live-legacy-sub.html");
    assert_eq!(case.matches(">Finding 10</a>").count(), 1, "{case}");
    assert!(case.contains(
        "<caption>With the reference host, which calls the C API, each Python in its newest patch release</caption>"
    ));
    // Some snapshots tell patch releases apart.
    assert!(site.page("index.html").contains(", 3.12: since 3.12.8, "));
    // A backtick is one only in what a program says.
    let mut files = Vec::new();
    walk(&site.0.path("site"), &mut files);
    for file in files.iter().filter(|file| file.extension().is_some_and(|suffix| suffix == "html")) {
        let text = fs::read_to_string(file).unwrap();
        let outside = [("<pre", "</pre>"), ("<code>", "</code>")]
            .iter()
            .fold(text, |text, (start, end)| without(&text, start, end));
        assert!(!outside.contains('`'), "{}: {:?}", file.display(), outside.split('`').nth(1));
    }
}

/// A text without what stands between these.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(end).map_or("", |(_, rest)| rest))
}

#[test]
fn a_host_page_says_what_the_host_can_do_and_where_it_differs() {
    let run = json!({"python": "3.12.1", "host": "pyo3", "verdict": "ok", "difference": "fixes"});
    let site = Site::of(&[&json!({"format": 1, "runs": [run]}).to_string()]);
    let shows = |page: &str, shown: &[&str]| {
        let text = site.page(page);
        let missing: Vec<_> = shown.iter().filter(|shown| !text.contains(**shown)).collect();
        assert!(missing.is_empty(), "{page}: {missing:?}\n{text}");
    };
    let no_and_yes = "call Py_RunMain<td class=\"raises\">no<td class=\"works\">yes";
    let lacks =
        ["can't register a statically linked module: ", "doesn't have the module, which belongs to another host: "];
    shows("hosts/python.html", &[no_and_yes, "at most 1", lacks[0], lacks[1]]);
    // A case that needs 3.12 isn't the same there, and where it isn't run, it doesn't differ.
    let limited = "doesn't support the Pythons that the case is about: ";
    shows("hosts/pyembed.html", &[limited, "<td>3.9, 3.10, 3.11", "the private table", "corrupts memory"]);
    shows("hosts/pyo3.html", &["<th scope=\"row\">3.12.1<td>0<td>1<td>0"]);
    assert!(!site.page("hosts/capi.html").contains("Compared with capi"));
}

/// A report of `extproof check`, with this verdict of one trial.
fn check_report(verdict: &str) -> String {
    let trials = [("import", "works", ""), ("reinit", verdict, "SIGSEGV"), ("free-threading", "n/a", "has a GIL")];
    let trials = trials.map(|(trial, verdict, detail)| json!({"trial": trial, "verdict": verdict, "detail": detail}));
    let module = json!({
        "name": "spam_eggs._core", "python": "3.12.1", "wheel": "Spam_Eggs-1.2-cp312-cp312-linux_x86_64.whl",
        "declared": {"init": "multi-phase", "interpreters": "supported", "gil_not_used": false, "size": 0},
        "remarks": ["It declares that it supports sub-interpreters, but see two-subs."], "trials": trials,
    });
    json!({"format": 1, "modules": [module]}).to_string()
}

#[test]
fn a_checked_wheel_has_a_page_and_a_badge() {
    let site = Site::of(&[&check_report("crashed")]);
    let page = site.page("wheels/spam-eggs.html");
    for shown in [
        "<code>reinit</code><td class=\"ends\">crashed",
        "<td>1.2",
        "support for sub-interpreters that share the GIL",
        "but see two-subs.",
        "SIGSEGV (<code>reinit</code>)",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let badge: Value = serde_json::from_str(&site.page("wheels/spam-eggs.json")).unwrap();
    let expected = json!({"schemaVersion": 1, "label": "extproof", "message": "crashed", "color": "red"});
    assert_eq!(badge, expected);
    let list = site.page("wheels.html");
    assert!(list.contains("href=\"wheels/spam-eggs.html\"") && list.contains("href=\"wheels/regex.html\""), "{list}");
    // What `ci/check-wheels` kept says when.
    assert!(list.contains("<time datetime=\"20"), "{list}");
}

#[test]
fn the_page_of_wheels_says_what_is_kept_beside_the_verdicts() {
    let module = |name: &str, python: &str, downloads: Option<u64>, trials: Value| {
        let wheel = format!("{name}-1.2-cp312-cp312-linux_x86_64.whl");
        json!({"name": name, "python": python, "wheel": wheel, "made_with": "SWIG", "downloads": downloads, "trials": trials})
    };
    let trial =
        |verdict: &str| json!([{"trial": "reimport", "verdict": "works"}, {"trial": "reinit", "verdict": verdict}]);
    let shown = json!([
        {"trial": "reinit", "verdict": "crashed", "program": "subs.c", "reproduced": true},
        {"trial": "own-gil", "verdict": "crashed", "program": "threads.c", "reproduced": false},
    ]);
    let changes = json!([{"wheel": "spam-1.2-cp312-cp312-linux_x86_64.whl", "name": "spam", "python": "3.13.15t", "before": "1.1", "now": "1.2",
        "trials": [{"trial": "reinit", "before": "works", "now": "crashed"}]}]);
    let modules = [
        module("eggs", "3.12.1", Some(1_234_567), trial("works")),
        module("spam", "3.13.15t", Some(435_957_326), trial("works")),
        module("spam", "3.13.18", Some(435_957_326), trial("refused")),
        module("ham", "3.12.1", None, shown),
    ];
    let not_checked = json!([{"name": "eggs", "python": "3.13t", "reason": "no wheel that day"}]);
    let site = Site::of(&[
        &json!({"format": 1, "modules": modules, "changes": changes, "not_checked": not_checked}).to_string()
    ]);
    let list = site.page("wheels.html");
    let place = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text}: {list}"));
    assert!(place("wheels/spam.html\">spam</a><br>") < place("wheels/eggs.html\">eggs"), "{list}");
    assert!(place("wheels/eggs.html\">eggs") < place("wheels/ham.html\">ham"), "{list}");
    for shown in [
        "<td>435 million<td>SWIG",
        // Packages, re-import, and re-initialization.
        "<th scope=\"row\">SWIG<td>3<td>2 of 2<td>1 of 3",
        "What changed since the last check",
        "no wheel that day: <code>eggs</code> on 3.13t.",
        "<td>3.13.15t<td>1.1 → 1.2<td><code>reinit</code>: <span class=\"works\">works</span> → <span class=\"ends\">crashed",
    ] {
        place(shown);
    }
    assert!(place("Python 3.13.18") < place("Python 3.13.15t"), "{list}");
    let page = site.page("wheels/ham.html");
    let link = |program: &str| format!("<a href=\"../programs/{program}.html\">{program}</a>");
    assert!(page.contains(&format!("crashed<br>also shown by {}", link("subs.c"))), "{page}");
    assert!(page.contains(&format!("crashed<br>not seen by {}", link("threads.c"))), "{page}");
    assert!(site.page("programs/subs.c.html").contains("#include &lt;Python.h&gt;"));
    let document = site.page("docs/checked-wheels.html");
    assert!(document.contains("href=\"../programs/names.c.html\""), "{document}");
    assert!(document.contains("<a href=\"../wheels.html\">The table"), "{document}");
}

#[test]
fn what_is_no_report_is_refused() {
    let bench = Bench::new();
    fs::write(bench.path("report.json"), "[]").unwrap();
    let (site, report) = (bench.path("site"), bench.path("report.json"));
    let called = bench.call(&["book", "--out", site.to_str().unwrap(), report.to_str().unwrap()]);
    called.complains(exit::BAD_INPUT, &["report.json: not a report of runs", "--format json"]);
    fs::write(bench.path("report.json"), "{}").unwrap();
    let called = bench.call(&["book", "--out", site.to_str().unwrap(), report.to_str().unwrap()]);
    called.complains(exit::BAD_INPUT, &["report.json: not a report of runs or checks", "neither `runs` nor `modules`"]);
    fs::write(bench.path("report.json"), check_report("excellent")).unwrap();
    let called = bench.call(&["book", "--out", site.to_str().unwrap(), report.to_str().unwrap()]);
    called.complains(exit::BAD_INPUT, &["report.json: not a report", "unknown verdict `excellent`"]);
    fs::write(bench.path("report.json"), r#"{"format": 2, "runs": []}"#).unwrap();
    let called = bench.call(&["book", "--out", site.to_str().unwrap(), report.to_str().unwrap()]);
    called.complains(exit::BAD_INPUT, &["report.json: the report has format 2", "update extproof"]);
    assert!(!site.exists());
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let bench = Bench::new();
    let call = |folder: &str| bench.call(&["book", "--out", bench.path(folder).to_str().unwrap()]);
    fs::create_dir(bench.path("theirs")).unwrap();
    fs::write(bench.path("theirs/index.html"), "theirs").unwrap();
    call("theirs").complains(exit::BAD_INPUT, &["theirs is neither empty nor a site of `extproof book`", "--out"]);
    let mut files = Vec::new();
    walk(&bench.path("theirs"), &mut files);
    assert_eq!(files.len(), 1);
    fs::create_dir(bench.path("site")).unwrap();
    for _ in 0..2 {
        assert_eq!(call("site").code, exit::PASSED);
    }
}

/// A site, and the folder that it lies in.
struct Site(Bench);

impl Site {
    /// Made with these reports.
    fn of(reports: &[&str]) -> Self {
        let bench = Bench::new();
        let out = bench.path("site");
        let mut arguments = vec!["book".to_owned(), "--out".to_owned(), out.to_str().unwrap().to_owned()];
        for (number, report) in reports.iter().enumerate() {
            let path = bench.path(&format!("{number}.json"));
            fs::write(&path, report).unwrap();
            arguments.push(path.to_str().unwrap().to_owned());
        }
        let called = bench.call(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(called.code, exit::PASSED, "{called:?}");
        Self(bench)
    }

    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.0.path("site").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}
