//! Lines for people, on a terminal or in a log.

use std::io;

use anstyle::Style;

use super::escape::terminal;

/// Writes lines for people. Whatever a line is made of, it stays one line and only text: styles are given beside it.
pub struct Page<'a> {
    out: &'a mut dyn io::Write,
}

impl<'a> Page<'a> {
    /// A page that is written there.
    pub fn new(out: &'a mut dyn io::Write) -> Self {
        Self { out }
    }

    /// Writes a line.
    ///
    /// # Errors
    /// As of each of these functions: when it can't be written.
    pub fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.out, "{}", terminal::line(text.as_ref()))
    }

    /// Writes lines.
    pub(super) fn each(&mut self, lines: Vec<String>) -> io::Result<()> {
        lines.into_iter().try_for_each(|line| self.line(line))
    }

    /// Writes an empty line.
    pub fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Writes each line of a text that has several, behind an indent that tells where it ends.
    pub fn lines(&mut self, indent: &str, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(format!("{indent}{line}")))
    }

    /// Writes a text whose further lines, if it has any, are indented: none of them can be taken for another message.
    pub fn paragraph(&mut self, text: &str) -> io::Result<()> {
        let mut lines = text.lines();
        self.line(lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| self.further(line))
    }

    /// Writes a line that isn't the first of a text.
    pub fn further(&mut self, line: &str) -> io::Result<()> {
        let indent = if line.is_empty() || line.starts_with(' ') { "" } else { "  " };
        self.line(format!("{indent}{line}"))
    }

    /// Writes a line of parts that have styles.
    pub fn styled(&mut self, parts: &[(Style, &str)]) -> io::Result<()> {
        let whole: String = parts.iter().map(|(_, text)| *text).collect();
        let shown: Vec<_> = parts.iter().map(|(style, text)| (style, terminal::line(text))).collect();
        // Parts that are harmless can be a command together.
        if terminal::line(&whole) != shown.iter().map(|(_, text)| text.as_ref()).collect::<String>() {
            return self.line(whole);
        }
        shown.iter().try_for_each(|(style, text)| write!(self.out, "{style}{text}{style:#}"))?;
        writeln!(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut Page::new(&mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_stays_one() {
        assert_eq!(written(|page| page.line("a\nb\x1b[2J")), "a\\nb\\x1b[2J\n");
        assert_eq!(written(|page| page.lines("  ", "a\n::b\n\nc")), "  a\n  \\x3a:b\n  \n  c\n");
    }

    #[test]
    fn further_lines_are_indented() {
        assert_eq!(written(|page| page.paragraph("a:\n  b\nerror: c\n")), "a:\n  b\n  error: c\n");
        assert_eq!(written(|page| page.paragraph("")), "\n");
    }

    #[test]
    fn styles_are_beside_the_text() {
        let bold = Style::new().bold();
        let plain = Style::new();
        assert_eq!(written(|page| page.styled(&[(bold, "a\x1b"), (plain, "b")])), "\x1b[1ma\\x1b\x1b[0mb\n");
        assert_eq!(written(|page| page.styled(&[(plain, ":"), (plain, ":error::")])), "\\x3a:error::\n");
    }
}
