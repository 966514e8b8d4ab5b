//! The output of the command: reports on standard output, everything else on standard error.

use std::env;
use std::io::{self, Write, stdout};

use anstyle::{AnsiColor, Style};
use terminal_size::terminal_size_of;

use crate::report::{Page, Width, words};

/// Prints a complete document, so a failure while creating it never leaves a part.
pub(super) fn document(make: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let mut document = Vec::new();
    make(&mut document)?;
    let mut out = anstream::AutoStream::auto(stdout());
    out.write_all(&document)?;
    out.flush()
}

/// How wide lines for people may be: as `COLUMNS` says, else as wide as the terminal.
pub(super) fn width() -> Width {
    let named = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let columns = named.or_else(|| terminal_size_of(stdout()).map(|(columns, _)| usize::from(columns.0)));
    columns.map_or_else(Width::default, Width::of)
}

/// Prints a line on standard error.
pub(super) fn say(text: &str) {
    aside(|page| page.line(text));
}

/// Prints text drawn by miette from escaped texts: no line begins with one of them.
pub(super) fn drawing(text: &str) {
    tell(format!("{text}\n").as_bytes());
}

/// Prints an error.
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

/// In one piece, because other processes may write there, too. Errors are ignored, because there is nowhere to report them.
fn tell(text: &[u8]) {
    let _ = anstream::stderr().write_all(text);
}
