//! From a snapshot to its text.

use std::fmt;

use super::escape::escape_into;
use super::section::{Line, Number, Section};
use super::{Snapshot, Variant};

impl fmt::Display for Snapshot {
    /// The exact inverse of parsing: every line ends with a newline, as insta writes a file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sections.iter().try_for_each(|section| section.fmt(f))
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "== {} ==", self.variant)?;
        for (line, blocks) in &self.lines {
            for (&at, text) in blocks {
                let mut lines = String::with_capacity(text.len());
                escape_into(&mut lines, text);
                write!(f, "-- {}\n{lines}", Since { line, at })?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} · {}", self.mode, self.fixture)
    }
}

/// What heads a block: `since 3.14.11`, `since 3.15d`, `host capi-static since 3.13t`.
pub(super) struct Since<'a> {
    pub(super) line: &'a Line,
    pub(super) at: Number,
}

impl fmt::Display for Since<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(host) = &self.line.host {
            write!(f, "host {host} ")?;
        }
        let since = self.line.build.at(self.at);
        if since.micro == 0 { write!(f, "since {}", since.minor_name()) } else { write!(f, "since {since}") }
    }
}
