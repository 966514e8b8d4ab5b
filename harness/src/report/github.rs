//! The report of runs for GitHub's workflows: the text, and an annotation of the case's file for each result that doesn't pass.

use std::io;

use super::check::below_here;
use super::escape::github::{message, property};
use super::{Report, details, words};

pub(super) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    report.text(out)?;
    for group in details::groups(report.results).values() {
        let result = group.first;
        let path = report.files.get(result.case.as_str()).and_then(|path| below_here(path));
        let file = path.map(|path| format!("file={},line=1,", property(&path))).unwrap_or_default();
        let title = words::headline(result, &group.where_);
        writeln!(
            out,
            "::error {file}title={}::{}",
            property(&title),
            message(&details::told(report, result).join("\n"))
        )?;
    }
    Ok(())
}
