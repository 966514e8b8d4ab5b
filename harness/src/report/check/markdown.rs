//! The report for a page or a comment of a review.

use std::io;

use super::advice::Advice;
use super::wording::Language;
use super::{CheckReport, words};
use crate::report::escape::markdown::{code, text};

const MARKDOWN: Language = Language { text, code };

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    for block in report.blocks(MARKDOWN) {
        for heading in block.headings() {
            let list = |items: &[&str]| items.iter().map(|item| code(item)).collect::<Vec<_>>().join(", ");
            let sources = if heading.sources.is_empty() { String::new() } else { list(&heading.sources) + ": " };
            writeln!(out, "### {sources}{}\n", list(&heading.names))?;
        }
        for (index, row) in block.told.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| text(&cell.text)).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
            if index == 0 {
                writeln!(out, "|{}", "---|".repeat(row.len()))?;
            }
        }
        writeln!(out)?;
        for finding in &block.told.findings {
            write!(out, "- **{}** (Python {}): {}", finding.trials, text(&finding.pythons), finding.happened)?;
            match (&finding.known, &finding.advice) {
                (Some(known), _) => writeln!(out, ". {known}")?,
                (None, Some(advice)) => writeln!(out, ". {}", advised(advice))?,
                (None, None) => writeln!(out)?,
            }
        }
        for line in &block.told.inapplicable {
            writeln!(out, "- {line}")?;
        }
        for (declared, pythons) in &block.told.declarations {
            writeln!(out, "- declares (Python {}): {declared}", text(pythons))?;
        }
        for (remark, pythons) in &block.told.remarks {
            writeln!(out, "- {remark} (Python {})", text(pythons))?;
        }
        let told = &block.told;
        let is_listed = !(told.findings.is_empty()
            && told.inapplicable.is_empty()
            && told.declarations.is_empty()
            && told.remarks.is_empty());
        if is_listed {
            writeln!(out)?;
        }
    }
    for item in &report.not_applicable {
        let what = if item.what.is_empty() { String::new() } else { format!("{} on ", code(&item.what)) };
        writeln!(out, "- not checked: {what}Python {}: {}", text(&item.python), text(&item.reason))?;
    }
    for (_, why) in &report.skipped {
        writeln!(out, "- skipped: {}", text(why))?;
    }
    let stale = report.known.stale(&report.checked);
    for stale in &stale {
        writeln!(out, "- {}", text(&words::stale(stale)))?;
    }
    for known in &report.unused {
        writeln!(out, "- {}", text(&words::unused(known)))?;
    }
    if !report.used && !report.checked.is_empty() {
        // What comes before ends with an empty line, unless it is a list.
        let is_listed = !(report.not_applicable.is_empty()
            && report.skipped.is_empty()
            && stale.is_empty()
            && report.unused.is_empty());
        if is_listed {
            writeln!(out)?;
        }
        writeln!(out, "{}", text(words::ONLY_IMPORTED))?;
    }
    for (_, why) in &report.faults {
        writeln!(out, "- can't be checked: {}", text(why))?;
    }
    Ok(())
}

/// Advice in one paragraph.
fn advised(advice: &Advice) -> String {
    let link = format!("[How to fix it]({})", advice.link);
    let finding = advice.finding.map(words::explained);
    let fixes =
        advice.fixes.iter().map(|fix| format!("{}: {} ({})", text(fix.heading), text(fix.short), code(&fix.page())));
    [advice.means.to_owned(), link].into_iter().chain(finding).chain(fixes).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checked;
    use crate::version::Version;

    #[test]
    fn one_empty_line_is_before_the_last_sentence() {
        let checked = || vec![Checked::of_verdicts("m", Version::new(12, 1), &[])];
        let written = |report: &CheckReport| {
            let mut out = Vec::new();
            write(report, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let plain = written(&CheckReport { checked: checked(), ..CheckReport::default() });
        assert!(plain.contains("\n\nOnly imports") && !plain.contains("\n\n\nOnly imports"), "{plain:?}");
        let skipped = vec![("x".to_owned(), "why".to_owned())];
        let listed = written(&CheckReport { checked: checked(), skipped, ..CheckReport::default() });
        assert!(listed.contains("- skipped: why\n\nOnly imports"), "{listed:?}");
    }
}
