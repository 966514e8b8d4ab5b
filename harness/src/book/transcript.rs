//! Transcripts on a page, which the keyboard can scroll: the first in full, each further one as its difference from the one before.

use maud::{Markup, PreEscaped, html};
use similar::{ChangeTag, TextDiff};

/// A transcript in full.
pub(super) fn whole(text: &str) -> Markup {
    html! { pre tabindex="0" { (between_tags(text)) } }
}

/// Text between tags, where a quotation mark means nothing. Transcripts have many of them.
fn between_tags(text: &str) -> PreEscaped<String> {
    PreEscaped(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// The lines that differ, with two lines around each. Signs say which, besides the colour.
pub(super) fn difference(before: &str, after: &str) -> Markup {
    let diff = TextDiff::from_lines(before, after);
    html! {
        pre tabindex="0" {
            @for (number, group) in diff.grouped_ops(2).iter().enumerate() {
                @if number > 0 { "  ⋮\n" }
                @let changes: Vec<_> = group.iter().flat_map(|op| diff.iter_changes(op)).collect();
                @for alike in changes.chunk_by(|one, other| one.tag() == other.tag()) {
                    @let lines = |sign| html! { @for change in alike { (sign) (between_tags(change.value())) } };
                    @match alike[0].tag() {
                        ChangeTag::Equal => (lines("  ")),
                        ChangeTag::Delete => { del { (lines("- ")) } },
                        ChangeTag::Insert => { ins { (lines("+ ")) } },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_have_signs() {
        let text = difference("a\nb\n", "a\nc\n").into_string();
        assert!(text.contains("  a\n<del>- b\n</del><ins>+ c\n</ins>"), "{text}");
        assert!(difference("a\n", "a\nb\nc\n").into_string().contains("<ins>+ b\n+ c\n</ins>"));
        assert!(whole("\"a\" <&>").into_string().contains(">\"a\" &lt;&amp;&gt;<"));
    }
}
