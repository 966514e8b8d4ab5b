//! Characters that control what shows them, or that nobody can see.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with each such character as Python's `repr` shows it. What is left is one line.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, char) in text.char_indices() {
        if is_hidden(char) || (char == '#' && ends_command_prefix(text, at)) {
            push_escaped(&mut out, char);
        } else {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

/// Whether the `#` is the second in `##[`, `##vso[` or their like, by which a line of a log becomes a command to the
/// system that keeps the log, wherever in the line it is.
pub(super) fn ends_command_prefix(text: &str, at: usize) -> bool {
    let after = text[at + 1..].trim_start_matches(|char: char| char.is_ascii_alphabetic());
    text[..at].ends_with('#') && after.starts_with('[')
}

/// Appends a character as Python's `repr` shows it.
pub(super) fn push_escaped(out: &mut String, char: char) {
    let code = u32::from(char);
    let _ = match char {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ if code <= 0xff => write!(out, "\\x{code:02x}"),
        _ if code <= 0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// Controls, what changes the direction or order of text, what has no width, other ends of lines, and what is no
/// character.
pub(super) fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || is_no_character(char)
}

/// U+FFFE, U+FFFF and their like in each plane, and U+FDD0 to U+FDEF. XML refuses some.
fn is_no_character(char: char) -> bool {
    u32::from(char) & 0xfffe == 0xfffe || matches!(char, '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts in which what matters is more frequent than by chance.
    pub(in crate::report) fn hostile() -> impl Strategy<Value = String> {
        const BITS: &[&str] = &[
            "\x1b[31m",
            "\x1b]0;x\x07",
            "\u{9b}2J",
            "\x08",
            "\r",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\x7f",
            "\u{202e}",
            "\u{2066}",
            "\u{200f}",
            "\u{61c}",
            "\u{200b}",
            "\u{2028}",
            "\u{2029}",
            "\u{85}",
            "\u{feff}",
            "\u{ffff}",
            "\u{e0041}",
            "`",
            "``",
            "```",
            "~~~",
            "<script>",
            "<!--",
            "<a@b.c>",
            "&lt;",
            "&#0;",
            "]]>",
            "|",
            "\\",
            "\\|",
            "*",
            "**",
            "_",
            "__",
            "~",
            "~~",
            "[",
            "]",
            "](x)",
            "![",
            "[^1]",
            "[ ]",
            "#",
            "# ",
            "> ",
            "- ",
            "+",
            "1. ",
            "2) ",
            "=",
            "---",
            "===",
            ": ",
            "$",
            "$$",
            "{",
            "}",
            "@",
            "@you",
            "a@b.c",
            "://",
            "http://x.y",
            "www.",
            "www.x.y",
            "::error::x",
            " ::error::",
            "##[error]",
            "##vso[x]",
            "\"",
            "'",
            " ",
            "  ",
            "    ",
            "a",
            "é",
            "e\u{301}",
            "日本",
            "\u{a0}",
        ];
        let bit = prop_oneof![
            4 => proptest::sample::select(BITS).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(bit, 0..12).prop_map(|bits| bits.concat())
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_nothing_else_is_changed(text in hostile()) {
            let shown = visible(&text);
            prop_assert!(!shown.contains(is_hidden), "{shown:?}");
            prop_assert_eq!(&visible(&shown), &shown);
            let plain = !text.contains(is_hidden) && !text.contains("##");
            prop_assert!(!plain || shown == text);
        }
    }

    #[test]
    fn hidden_characters_are_shown_as_python_does() {
        for (text, shown) in [
            ("plain é 日本 \\", "plain é 日本 \\"),
            ("a\nb\r\tc\0", "a\\nb\\r\\tc\\x00"),
            ("\x1b[31m\u{9b}\u{7f}", "\\x1b[31m\\x9b\\x7f"),
            ("\u{202e}\u{200b}\u{2028}", "\\u202e\\u200b\\u2028"),
            ("\u{e0041}\u{10ffff}", "\\U000e0041\\U0010ffff"),
            ("##[error] # ##vso[x] ## a", "#\\x23[error] # #\\x23vso[x] ## a"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
