//! `extproof book` writes a site whose links lead somewhere. `ci/book-check` opens it in a browser.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::bench::{Bench, exit};

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
    assert!(page("index.html").contains("<td>3.12.1</td><td>1 ok </td>"));
    assert!(
        page("cases/instances/live-legacy-sub.html")
            .contains("<td class=\"ends\" colspan=\"4\">ends with SIGABRT</td>")
    );
    assert!(page("symptoms.html").contains("Fatal Python error: PyInterpreterState_Delete: remaining subinterpreters"));
}

#[test]
fn what_is_no_report_is_refused() {
    let bench = Bench::new();
    fs::write(bench.path("report.json"), "[]").unwrap();
    let (site, report) = (bench.path("site"), bench.path("report.json"));
    let called = bench.call(&["book", "--out", site.to_str().unwrap(), report.to_str().unwrap()]);
    called.complains(exit::BAD_INPUT, &["report.json: not a report of runs", "--format json"]);
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

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}
