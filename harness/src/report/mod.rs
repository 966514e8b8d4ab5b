//! What is told about many runs.

pub mod check;
mod comparison;
mod details;
mod json;
mod table;
pub mod words;

use std::io;

use crate::run::{Reference, RunResult, Setup};

/// The results of a call, ready to be told.
#[derive(Debug)]
pub struct Report<'a> {
    /// The runs.
    pub results: &'a [RunResult],
    /// The Pythons that they ran on.
    pub setups: &'a [Setup],
}

impl Report<'_> {
    /// A table, then every case that isn't as reviewed.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn text(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "{}", table::table(self))?;
        if self.has_other_hosts() {
            match Reference::among(self.results) {
                Some(reference) => {
                    let rows = comparison::rows(&reference, self.results);
                    writeln!(out, "{}", comparison::table(&rows))?;
                }
                None => writeln!(out, "{}", words::NOT_COMPARED)?,
            }
        }
        writeln!(out, "{}", words::not_run(self))?;
        details::write(self, out)?;
        writeln!(out, "{}", words::summary(self.results))
    }

    fn has_other_hosts(&self) -> bool {
        self.results.iter().any(|result| !result.host.is_like_reference())
    }

    /// One JSON document.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        json::write(self, out)
    }
}
