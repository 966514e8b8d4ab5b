//! Names of files that control terminals, or aren't UTF-8.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, library};
use crate::support::formats::{assert_plain, markdown_text};
use crate::support::pythons::python;

/// Copies a module there.
fn module(folder: &Path, name: &OsStr) {
    copy(folder, name, "multi_phase");
}

fn copy(folder: &Path, name: &OsStr, fixture: &str) {
    let folder = folder.join(name);
    fs::create_dir_all(&folder).unwrap();
    let source = library(python(), fixture);
    fs::copy(&source, folder.join(source.file_name().unwrap())).unwrap();
}

#[test]
fn documents_are_whole_with_names_that_are_not_utf8() {
    let (bench, python) = (Bench::new(), python());
    let site = bench.path("site");
    module(&site, OsStr::from_bytes(b"caf\xe9"));
    module(&site, OsStr::new("plain"));
    // Below a folder, the name would be part of that of the module.
    let odd = site.join(OsStr::from_bytes(b"caf\xe9"));
    let called = |format: &str| {
        let mut command = bench.command(&["check", "--format", format, "--trial", "import", "--python"]);
        Called::new(command.arg(&python.executable).args([&site, &odd])).stdout
    };
    let document: Value = serde_json::from_str(&called("json")).unwrap();
    let modules = document["modules"].as_array().unwrap();
    let of = |word: &str| {
        let mut found = modules.iter().filter(|module| module["file"].as_str().unwrap().contains(word));
        found.next().unwrap_or_else(|| panic!("no {word} in {document}"))
    };
    let uri = of("/caf\u{fffd}/")["file_uri"].as_str().unwrap();
    assert!(uri.starts_with("file:///") && uri.contains("/site/caf%E9/multi_phase."), "{uri}");
    assert_eq!(of("/plain/").get("file_uri"), None);

    let xml = called("junit");
    assert!(roxmltree::Document::parse(&xml).is_ok(), "{xml}");
    for format in ["text", "markdown"] {
        let text = called(format);
        assert!(text.contains("/caf\u{fffd}/multi") && text.contains("plain.multi_phase"), "{text}");
    }
}

#[test]
fn names_of_files_stay_text() {
    let (bench, python) = (Bench::new(), python());
    let site = bench.path("site");
    module(&site, OsStr::new("a\n::error::b`<i>\x1b[2J\u{202e}"));
    let shown = "a\\n::error::b`<i>\\x1b[2J\\u202e.multi_phase";
    let called = |format: &str| {
        let called = check(&bench, python, &[site.to_str().unwrap(), "--format", format, "--trial", "import"]);
        assert_plain(&called.stdout);
        assert_plain(&called.stderr);
        called.stdout
    };
    let text = called("text");
    let heading = format!("{}: {shown}", site.display());
    assert!(text.starts_with(&heading), "{text}");
    let text = markdown_text(&called("markdown"));
    assert!(text.starts_with(&heading), "{text}");
    let xml = called("junit");
    let document = roxmltree::Document::parse(&xml).unwrap();
    let case = document.descendants().find(|node| node.has_tag_name("testcase")).unwrap();
    assert_eq!(case.attribute("classname"), Some(shown));
    // What can't be checked is told in a sentence, whatever its name.
    let missing = check(&bench, python, &["./no\n::error::\x1b[2J\u{9b}.so"]);
    assert_plain(&missing.stderr);
    missing.complains(10, &["error: `./no\n  \\x3a:error::\\x1b[2J\\x9b.so` is neither"]);
}

#[test]
fn steps_have_the_whole_name() {
    let (bench, python) = (Bench::new(), python());
    let site = bench.path("site");
    copy(&site, OsStr::new("a\nb"), "init_crashes");
    let called =
        |format: &str| check(&bench, python, &[site.to_str().unwrap(), "--format", format, "--trial", "import"]);
    let document: Value = serde_json::from_str(&called("json").stdout).unwrap();
    assert_eq!(document["modules"][0]["trials"][0]["step"], "import a\nb.init_crashes", "{document}");
    let text = called("text").stdout;
    assert!(text.contains("import: crashed in `import a\\nb.init_crashes`: SIG"), "{text}");
}
