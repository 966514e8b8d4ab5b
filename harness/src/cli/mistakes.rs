//! Mistakes in files that people write, shown with their places.

use std::fmt;

use miette::{MietteHandler, MietteHandlerOpts, ReportHandler};

use crate::document::DocumentError;

/// Everything that is wrong with a file.
pub(super) fn words(error: &DocumentError) -> String {
    let lines = MietteHandlerOpts::new().wrap_lines(false).build();
    error.each().map(|mistake| Shown(&lines, &mistake).to_string()).collect::<Vec<_>>().join("\n")
}

/// A mistake, with the place in the file. Lines aren't wrapped, because that would break paths.
struct Shown<'a>(&'a MietteHandler, &'a DocumentError);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug(self.1, f)
    }
}
