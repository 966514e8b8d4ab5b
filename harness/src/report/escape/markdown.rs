//! Markdown, as GitHub and CommonMark read it.

use super::hidden::visible;

/// The text as text of a paragraph, an item or a cell of a table: rendered, it is the visible text again, without links,
/// mentions or markup.
pub fn text(text: &str) -> String {
    let text = visible(text);
    let inner = text.trim_start_matches(' ').trim_end_matches(' ');
    let spaces = |count: usize| "&#32;".repeat(count);
    let start = text.len() - text.trim_start_matches(' ').len();
    let mut out = spaces(start);
    let mut previous = None;
    for (at, char) in inner.char_indices() {
        push(&mut out, previous, char, &inner[..at], &inner[at + char.len_utf8()..]);
        previous = Some(char);
    }
    out.push_str(&spaces(text.len() - start - inner.len()));
    out
}

fn push(out: &mut String, previous: Option<char>, char: char, before: &str, after: &str) {
    let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let next = after.chars().next();
    let escaped = match char {
        '\\' | '`' | '*' | '[' | ']' | '<' | '&' | '|' | '~' | '$' | '^' => true,
        '_' => !is_word(previous) || !is_word(next),
        // At the start of a line, these begin other blocks.
        '#' | '>' | '-' | '+' | '=' => before.is_empty(),
        ':' => before.is_empty() || after.starts_with("//"),
        ')' | '.' if before.bytes().all(|byte| byte.is_ascii_digit()) => next.is_none_or(|next| next == ' '),
        '.' => before.to_ascii_lowercase().ends_with("www"),
        _ => false,
    };
    if char == '@' && is_word(next) {
        // GitHub tells whoever has that name, unless it is code.
        out.push_str("`@`");
        return;
    }
    if escaped {
        out.push('\\');
    }
    out.push(char);
}

/// The text as code, but for cells of tables.
pub fn code(text: &str) -> String {
    let text = visible(text);
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let at_ends = |char: char| text.starts_with(char) || text.ends_with(char);
    // One space is taken off both ends, unless there is nothing else.
    let padded = at_ends('`') || (text.starts_with(' ') && text.ends_with(' ') && text.contains(|char| char != ' '));
    let space = if padded { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::super::hidden::tests::hostile;
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// The text of a document without any markup but paragraphs, tables and code.
    fn rendered(markdown: &str) -> Result<String, String> {
        let mut out = String::new();
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(text) | Event::Code(text) => out.push_str(&text),
                Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
                Event::End(
                    TagEnd::Paragraph | TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell,
                ) => {}
                event => return Err(format!("{event:?} in {markdown:?}")),
            }
        }
        Ok(out)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn text_comes_back_as_text(source in hostile()) {
            prop_assert_eq!(rendered(&text(&source)), Ok(visible(&source).into_owned()));
        }

        #[test]
        fn text_comes_back_from_between_other_words(source in hostile()) {
            let expected = format!("x: {} (y)", visible(&source));
            prop_assert_eq!(rendered(&format!("x: {} (y)", text(&source))), Ok(expected));
        }

        #[test]
        fn text_comes_back_from_a_cell(source in hostile()) {
            let table = format!("| a | b |\n|---|---|\n| {} | x |\n", text(&source));
            prop_assert_eq!(rendered(&table), Ok(format!("ab{}x", visible(&source))));
        }

        #[test]
        fn code_comes_back_as_code(source in hostile()) {
            prop_assert_eq!(rendered(&format!("x {} y", code(&source))), Ok(format!("x {} y", visible(&source))));
        }
    }

    #[test]
    fn plain_text_stays_readable() {
        for (source, markdown) in [
            ("3.12.1: no a_b in 3.12.1 (x-y)", "3.12.1: no a_b in 3.12.1 (x-y)"),
            ("`x <script>` *b* _c_", "\\`x \\<script>\\` \\*b\\* \\_c\\_"),
            ("1. # x", "1\\. # x"),
            ("# x", "\\# x"),
            ("ask @you at http://x.y", "ask `@`you at http\\://x.y"),
        ] {
            assert_eq!(text(source), markdown);
        }
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
