//! Lines of a transcript as lines of a snapshot, and back.
//!
//! A backslash is put before a line that could be taken for a header, and after a line that ends with white space:
//! insta drops white space at the end of a file and carriage returns at the end of a line, and editors drop more. A
//! line that has the backslash itself in that place gets another one. An empty line is escaped only where it ends a
//! block.

/// What headers start with. All lines that start like this are reserved, so that a misspelt header is never text.
pub(super) const HEADER_STARTS: [&str; 2] = ["==", "--"];

const ESCAPE: char = '\\';

/// Appends the text of a block, line by line.
pub(super) fn escape_into(out: &mut String, text: &str) {
    let mut lines = text.split_terminator('\n').peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        if line.starts_with(ESCAPE) || HEADER_STARTS.iter().any(|start| line.starts_with(start)) {
            out.push(ESCAPE);
        }
        out.push_str(line);
        if line.ends_with(|c: char| c == ESCAPE || c.is_whitespace()) || (line.is_empty() && is_last) {
            out.push(ESCAPE);
        }
        out.push('\n');
    }
}

/// The line of the transcript that a line of a block stands for.
pub(super) fn unescape(line: &str) -> &str {
    let line = line.strip_prefix(ESCAPE).unwrap_or(line);
    line.strip_suffix(ESCAPE).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_misread_is_escaped() {
        for (line, escaped) in [
            ("import single_phase", "import single_phase"),
            ("== x ==", "\\== x =="),
            ("--", "\\--"),
            ("\\", "\\\\\\"),
            ("a \\ b", "a \\ b"),
            ("ends in \\", "ends in \\\\"),
            ("ends in space ", "ends in space \\"),
            ("ends in cr\r", "ends in cr\r\\"),
            ("", "\\"),
        ] {
            let mut out = String::new();
            escape_into(&mut out, &format!("{line}\n"));
            assert_eq!(out, format!("{escaped}\n"));
            assert_eq!(unescape(escaped), line);
        }
    }

    #[test]
    fn an_empty_line_is_escaped_only_at_the_end() {
        let mut out = String::new();
        escape_into(&mut out, "\na\n\n");
        assert_eq!(out, "\na\n\\\n");
    }
}
