//! How wide lines are.

use textwrap::{Options, WordSeparator, WordSplitter};

use super::escape::terminal;

/// How wide lines may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width(usize);

const NARROWEST: usize = 60;
const WIDEST: usize = 200;

/// Where there is no terminal.
impl Default for Width {
    fn default() -> Self {
        Self(100)
    }
}

impl Width {
    /// As many columns as the user has, within what can be read.
    pub fn of(columns: usize) -> Self {
        Self(columns.clamp(NARROWEST, WIDEST))
    }

    /// Breaks a text at spaces. Lines after the first have this indent. What has no spaces, such as a URL, is never broken
    /// and can be longer than a line.
    pub(super) fn wrap(self, indent: &str, text: &str) -> Vec<String> {
        // A line end of the text itself must not become one of the report.
        let text = terminal::line(text);
        let own = &text[..text.len() - text.trim_start_matches(' ').len()];
        let indent = format!("{own}{indent}");
        let options = Options::new(self.0)
            .initial_indent(own)
            .subsequent_indent(&indent)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(&text[own.len()..], options).into_iter().map(String::from).collect()
    }

    /// Breaks a list between its items, which may have spaces.
    pub(super) fn wrap_items(self, indent: &str, items: &[String]) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for item in items {
            let item = terminal::line(item);
            let columns = |text: &str| textwrap::core::display_width(text);
            match lines.last_mut() {
                Some(line) if columns(line) + 1 + columns(&item) <= self.0 => {
                    line.push(' ');
                    line.push_str(&item);
                }
                Some(_) => lines.push(format!("{indent}{item}")),
                None => lines.push(item.into_owned()),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_stay_within_what_can_be_read() {
        assert_eq!([20, 80, 1000].map(Width::of), [60, 80, 200].map(Width));
    }

    #[test]
    fn lines_are_broken_at_spaces_only() {
        let url = format!("https://docs.example.org/{}", "far-away/".repeat(10));
        let text = format!("shares: one-two-three, {} see {url} for more", "word ".repeat(12).trim_end());
        let lines = Width::of(60).wrap("  ", &text);
        assert_eq!(lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "), text);
        assert!(lines.contains(&format!("  {url}")), "{lines:?}");
        assert!(lines.iter().all(|line| line.len() <= 60 || line.trim() == url), "{lines:?}");
        assert!(lines.len() > 3 && lines[1..].iter().all(|line| line.starts_with("  ")), "{lines:?}");
    }

    #[test]
    fn an_indent_is_kept() {
        let lines = Width::of(60).wrap("", &format!("  {}", "word ".repeat(30).trim_end()));
        assert!(lines.len() > 1 && lines.iter().all(|line| line.starts_with("  word")), "{lines:?}");
    }

    #[test]
    fn line_ends_of_a_text_are_shown() {
        assert_eq!(Width::default().wrap("  ", "a\n::error::b"), ["a\\n::error::b"]);
        assert_eq!(Width::default().wrap_items("  ", &["a\nb".to_owned()]), ["a\\nb"]);
    }

    #[test]
    fn items_are_not_broken() {
        let items =
            ["my folder/with spaces/and more of them.whl:".to_owned(), "pkg._first,".to_owned(), "pkg.b".to_owned()];
        assert_eq!(
            Width::of(60).wrap_items("  ", &items),
            ["my folder/with spaces/and more of them.whl: pkg._first,", "  pkg.b"]
        );
    }
}
