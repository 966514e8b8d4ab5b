//! The report for a page or a comment of a review.

use std::io;

use super::table::rows;
use super::text::{declarations, remarks};
use super::words::Language;
use super::{CheckReport, words};
use crate::report::escape::markdown::{code, text};

const MARKDOWN: Language = Language { text, code };

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    for module in report.modules() {
        writeln!(out, "### {}\n", code(module.name))?;
        for (index, row) in rows(&module).iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|(cell, _)| text(cell)).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
            if index == 0 {
                writeln!(out, "|{}", "---|".repeat(row.len()))?;
            }
        }
        writeln!(out)?;
        for finding in module.findings() {
            let (names, happened) = (finding.names(), words::happened_in(&MARKDOWN, finding.outcome));
            write!(out, "- **{names}** (Python {}): {happened}", words::on(&finding.pythons))?;
            match finding.advice() {
                Some(advice) => writeln!(out, ". {} [How to mend it]({})", advice.means, advice.link)?,
                None => writeln!(out)?,
            }
        }
        for (declared, pythons) in declarations(&module.on) {
            writeln!(out, "- declares (Python {}): {}", words::on(&pythons), text(&declared))?;
        }
        for (remark, pythons) in remarks(&module.on) {
            writeln!(out, "- {} (Python {})", text(&remark), words::on(&pythons))?;
        }
        writeln!(out)?;
    }
    for item in &report.not_applicable {
        let what = if item.what.is_empty() { String::new() } else { format!("{} on ", code(&item.what)) };
        writeln!(out, "- not checked: {what}Python {}: {}", item.python, text(&item.reason))?;
    }
    for (_, why) in &report.faults {
        writeln!(out, "- can't be checked: {}", text(why))?;
    }
    Ok(())
}
