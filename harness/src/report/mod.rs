//! What is told about many runs.

pub mod check;
mod comparison;
mod details;
pub mod escape;
mod json;
mod page;
pub(crate) mod pythons;
mod table;
pub mod words;

use std::io;

pub use page::Page;

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
        let page = &mut Page::new(out);
        page.lines("", &table::table(self))?;
        if self.has_other_hosts() {
            match Reference::among(self.results) {
                Some(reference) => {
                    let rows = comparison::rows(&reference, self.results);
                    page.lines("", &comparison::table(&rows))?;
                }
                None => page.line(words::NOT_COMPARED)?,
            }
        }
        words::not_run(self).into_iter().try_for_each(|text| page.paragraph(&text))?;
        page.blank()?;
        details::write(self, page)?;
        page.line(words::summary(self.results))
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
