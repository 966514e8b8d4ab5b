//! All that the command prints: reports on standard output, and the rest on standard error.

use std::io::{self, Write, stdout};

use anstyle::{AnsiColor, Style};

use crate::report::{Page, words};

/// Prints a document that is whole, so that a failure to make one never leaves half of it.
pub(super) fn document(make: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let mut document = Vec::new();
    make(&mut document)?;
    let mut out = anstream::AutoStream::auto(stdout());
    out.write_all(&document)?;
    out.flush()
}

/// Says something in a line on standard error.
pub(super) fn say(text: &str) {
    aside(|page| page.line(text));
}

/// Shows what miette drew of texts that are escaped: no line of it begins with one of them.
pub(super) fn drawing(text: &str) {
    tell(format!("{text}\n").as_bytes());
}

/// Says why something could not be done.
pub(super) fn complain(text: &str) {
    let mut lines = text.lines();
    let first = format!(": {}", lines.next().unwrap_or_default());
    aside(|page| {
        page.styled(&[(AnsiColor::Red.on_default().bold(), words::ERROR), (Style::new(), &first)])?;
        lines.try_for_each(|line| page.further(line))
    });
}

fn aside(write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) {
    let mut out = Vec::new();
    let _ = write(&mut Page::new(&mut out));
    tell(&out);
}

/// In one piece, because other processes may write there, too. That nobody can read it is no reason to stop.
fn tell(text: &[u8]) {
    let _ = anstream::stderr().write_all(text);
}
