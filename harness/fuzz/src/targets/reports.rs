use std::path::Path;

use extproof::report::escape::{json, markdown, terminal, xml};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Seen, Target};

/// Any text must stay text in each language, by parsers that aren't extproof's.
struct Texts;

pub(super) fn make(_: &Path) -> Result<Box<dyn Target>, String> {
    Ok(Box::new(Texts))
}

impl Target for Texts {
    fn input(&mut self, data: &[u8]) -> Result<Seen, String> {
        let text = String::from_utf8_lossy(data);
        let shown = xml::text(&text);
        if let Some(char) = terminal::line(&text).chars().find(|char| char.is_control() || *char == '\u{202e}') {
            return Err(format!("{char:?} in a line"));
        }
        if terminal::block(&text).lines().any(|line| line.trim_start().starts_with("::")) {
            return Err("a command to a log".to_owned());
        }
        let expected = format!("x {shown} y {shown} z");
        let document = format!("x {} y {} z", markdown::text(&text), markdown::code(&text));
        if rendered(&document)? != expected {
            return Err("another text in Markdown".to_owned());
        }
        if attribute(&shown)? != *shown {
            return Err("another text in XML".to_owned());
        }
        let document = json::document(&[&text]).map_err(|error| error.to_string())?;
        let [back]: [String; 1] = serde_json::from_str(&document).map_err(|error| error.to_string())?;
        if back != text {
            return Err("another text in JSON".to_owned());
        }
        Ok(Seen::Accepted)
    }

    fn tokens(&self) -> &'static [&'static [u8]] {
        &[
            b"`",
            b"``",
            b"<b>",
            b"<!--",
            b"&lt;",
            b"]]>",
            b"|",
            b"*",
            b"_",
            b"~~",
            b"](x)",
            b"![",
            b"[^1]",
            b"# ",
            b"> ",
            b"- ",
            b"1. ",
            b"$",
            b"@you",
            b"://",
            b"www.",
            b"::error::",
            b"##[error]",
            b"  ",
            b"\xe2\x80\xa8",
            b"\xc2\x9b",
            b"^",
            b"\xef\xbf\xbf",
            b"\xc2\xa0",
            b"\t",
        ]
    }
}

/// The text of one paragraph that has nothing but text and code.
fn rendered(document: &str) -> Result<String, String> {
    let mut out = String::new();
    for event in Parser::new_ext(document, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            event => return Err(format!("{event:?} in Markdown")),
        }
    }
    Ok(out)
}

/// What a reader of JUnit finds in a message.
fn attribute(text: &str) -> Result<String, String> {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(text);
    let mut suite = TestSuite::new("x");
    suite.add_test_case(TestCase::new("x", status));
    let mut report = Report::new("x");
    report.add_test_suite(suite);
    let document = report.to_string().map_err(|error| error.to_string())?;
    let document = roxmltree::Document::parse(&document).map_err(|error| error.to_string())?;
    let found = document.descendants().find_map(|node| node.attribute("message"));
    Ok(found.unwrap_or_default().to_owned())
}
