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
                @for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                    @match change.tag() {
                        ChangeTag::Equal => { "  " (between_tags(change.value())) },
                        ChangeTag::Delete => { del { "- " (between_tags(change.value())) } },
                        ChangeTag::Insert => { ins { "+ " (between_tags(change.value())) } },
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
        assert!(whole("\"a\" <&>").into_string().contains(">\"a\" &lt;&amp;&gt;<"));
    }
}
