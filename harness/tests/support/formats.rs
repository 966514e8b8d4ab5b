//! What the languages of reports really hold, by parsers that aren't the harness's.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Whether a character would control a terminal, or can't be seen.
pub(crate) fn is_hidden(char: char) -> bool {
    char.is_control() || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Checks that what was printed is nothing but lines of text, none of which is a command to a system that keeps logs.
#[track_caller]
pub(crate) fn assert_plain(printed: &str) {
    for line in printed.lines() {
        assert!(!line.contains(is_hidden), "{line:?} in {printed}");
        assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line:?} in {printed}");
    }
}

/// The text and code of a Markdown document, checked to have no markup but what reports have.
#[track_caller]
pub(crate) fn markdown_text(document: &str) -> String {
    let mut out = String::new();
    let mut allow = |event: Event<'_>| match event {
        Event::Text(text) | Event::Code(text) => out.push_str(&text),
        Event::Html(html) | Event::InlineHtml(html) => panic!("{html} in {document}"),
        Event::Start(Tag::Link { dest_url, .. }) => {
            assert!(dest_url.starts_with("https://docs.python.org/"), "{dest_url} in {document}");
        }
        Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::Emphasis) => {
            panic!("{event:?} in {document}")
        }
        Event::SoftBreak | Event::HardBreak => panic!("a text goes on in another line of {document}"),
        _ => {}
    };
    Parser::new_ext(document, Options::all()).for_each(&mut allow);
    out
}

/// The text of a report with its sentences in one line each.
pub(crate) fn unwrapped(text: &str) -> String {
    text.replace("\n  ", " ")
}
