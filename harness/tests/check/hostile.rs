//! Texts of a module that mean something to a terminal, a browser, an XML parser or a log: they stay text in every format.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::called::Called;
use crate::support::checks::{check, package};
use crate::support::formats::{assert_plain, markdown_text, unwrapped};
use crate::support::pythons::python;

const CODE: &str = include_str!("hostile.py");

/// The name of the exception's type, and the first line of its text, as people see them.
const KIND: &str = "Bad\\x1b]0;pwned\\x07\\x1b[2J\\nSecond | `x` ]]> <img src=x>";
const MESSAGE: &str =
    "msg \\x1b[31mred\\x1b[0m \\r\\x08 \\u202e | `code ]]> <script>alert(1)</script> \\x00 \\udc80 end #\\x23[error]x";

struct Hostile {
    bench: Bench,
    package: PathBuf,
}

impl Hostile {
    fn new() -> Self {
        let bench = Bench::new();
        let package = package(&bench.path("site"), python(), "esc", CODE);
        Self { bench, package }
    }

    /// Its import fails, and standard error says so in a line.
    #[track_caller]
    fn check(&self, format: &str) -> Called {
        let target = self.package.to_str().unwrap();
        let called = check(&self.bench, python(), &[target, "--format", format, "--trial", "import"]);
        let line =
            format!("error: esc.multi_phase: its import on Python {} fails: {KIND}: {MESSAGE}\n", python().version);
        called.complains(20, &[&line]);
        assert_plain(&called.stderr);
        assert_plain(&called.stdout);
        called
    }
}

#[test]
fn a_hostile_exception_is_one_line_for_people() {
    let called = Hostile::new().check("text");
    let line = format!("import: fails in `import esc.multi_phase`: {KIND}: {MESSAGE} (Python {})", python().version);
    assert!(unwrapped(&called.stdout).lines().any(|shown| shown.starts_with(&line)), "{}", called.stdout);
}

#[test]
fn a_hostile_exception_is_no_markup_in_markdown() {
    let called = Hostile::new().check("markdown");
    let text = markdown_text(&called.stdout);
    assert!(text.contains(&format!("fails in import esc.multi_phase: {KIND}: {MESSAGE}. Nobody")), "{text}");
}

#[test]
fn a_hostile_exception_is_a_value_in_xml() {
    let called = Hostile::new().check("junit");
    let document = roxmltree::Document::parse(&called.stdout).unwrap_or_else(|error| panic!("{error}: {called:?}"));
    let failures: Vec<_> = document.descendants().filter(|node| node.has_tag_name("failure")).collect();
    let message = format!("fails in `import esc.multi_phase`: {KIND}: {MESSAGE}");
    assert_eq!(failures[0].attribute("message"), Some(&*message));
    assert_eq!(failures.len(), 1);
}

#[test]
fn a_hostile_exception_is_exact_in_json() {
    let called = Hostile::new().check("json");
    let document: Value = serde_json::from_str(&called.stdout).unwrap();
    let detail = document["modules"][0]["trials"][0]["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("Bad\x1b]0;pwned\x07\x1b[2J\nSecond | `x` ]]> <img src=x>: msg \x1b[31mred"),
        "{detail}"
    );
    assert!(detail.contains(" \r\x08 \u{202e} | `code ]]> "), "{detail}");
}
