//! What is told about many runs.

mod call;
pub mod check;
mod comparison;
mod details;
pub mod escape;
pub mod exit;
mod finding;
mod github;
pub mod history;
mod json;
mod json_schema;
mod junit;
mod markdown;
mod merge;
mod page;
mod part;
pub(crate) mod pythons;
pub mod reason;
mod table;
pub mod violation;
mod width;
pub mod words;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

pub use call::Call;
pub use json_schema::{FORMAT, OtherFormat, read_format, schema};
pub use merge::{MergeProblem, merge};
pub use page::Page;
pub use part::Part;
pub use width::Width;

use crate::engine::Setup;
use crate::run::{Partition, Reference, RunResult};

/// The results of a call, ready to be told.
#[derive(Debug)]
pub struct Report<'a> {
    /// The runs.
    pub results: &'a [RunResult],
    /// The Pythons that they ran on.
    pub setups: &'a [Setup],
    /// What was asked for.
    pub call: Call<'a>,
    /// Which part of a plan they are, if not the whole.
    pub partition: Option<Partition>,
    /// The file of each case, by its id.
    pub files: BTreeMap<&'a str, &'a Path>,
}

impl Report<'_> {
    /// A table, then every run that doesn't pass.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn text(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let page = &mut Page::new(out);
        page.lines("", &table::table(self))?;
        if self.results.iter().any(|result| !result.verdict.passes()) {
            page.line(words::wrong_cells())?;
        }
        if self.has_other_hosts() {
            match Reference::among(self.results) {
                Some(reference) => {
                    let rows = comparison::rows(&reference, self.results);
                    page.lines("", &comparison::table(&rows))?;
                }
                None => page.line(words::NOT_COMPARED)?,
            }
        }
        reason::all_not_run(self).into_iter().try_for_each(|text| page.paragraph(&text))?;
        page.blank()?;
        details::write(self, page)?;
        page.line(words::summary(self))
    }

    fn has_other_hosts(&self) -> bool {
        self.results.iter().any(|result| !result.host.is_like_reference())
    }

    /// A table of verdicts, and a list of what doesn't pass, in Markdown.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn markdown(&self, out: &mut dyn io::Write) -> io::Result<()> {
        markdown::write(self, out)
    }

    /// The text, and annotations for GitHub's workflows.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn github(&self, out: &mut dyn io::Write) -> io::Result<()> {
        github::write(self, out)
    }

    /// JUnit XML.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn junit(&self, out: &mut dyn io::Write) -> io::Result<()> {
        junit::write(self, out)
    }

    /// One JSON document.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        json::write(self, out)
    }
}
