//! The report for people.

use std::io;

use super::block::Heading;
use super::wording::PLAIN;
use super::{CheckReport, table, words};
use crate::report::{Page, Width};

/// Writes the report in lines of this width.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, width: Width, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out);
    for block in report.blocks(PLAIN) {
        for heading in block.headings() {
            page.each(width.wrap_items("  ", &items(&heading)))?;
        }
        page.blank()?;
        table::write(&block.told.rows, page)?;
        let mut advised = Vec::new();
        for finding in &block.told.findings {
            page.blank()?;
            let line = format!("{}: {} (Python {})", finding.trials, finding.happened, finding.pythons);
            page.each(width.wrap("  ", &line))?;
            for frame in &finding.frames {
                page.line(format!("    {frame}"))?;
            }
            match (&finding.known, &finding.advice) {
                (Some(known), _) => page.each(width.wrap("  ", &format!("  {known}")))?,
                (None, Some(advice)) => {
                    for line in words::advised(advice, &mut advised) {
                        page.each(width.wrap("", &format!("  {line}")))?;
                    }
                }
                (None, None) => {}
            }
        }
        if !block.told.inapplicable.is_empty() {
            page.blank()?;
            block.told.inapplicable.iter().try_for_each(|line| page.each(width.wrap("  ", line)))?;
        }
        for (text, pythons) in &block.told.declarations {
            page.blank()?;
            page.each(width.wrap("  ", &format!("declares: {text} (Python {pythons})")))?;
        }
        for (text, pythons) in &block.told.remarks {
            page.blank()?;
            page.each(width.wrap("  ", &format!("{text} (Python {pythons})")))?;
        }
        page.blank()?;
    }
    for item in &report.not_applicable {
        let what = if item.what.is_empty() { String::new() } else { format!("{} on ", item.what) };
        page.each(width.wrap("  ", &format!("not checked: {what}Python {}: {}", item.python, item.reason)))?;
    }
    for (_, why) in &report.skipped {
        page.each(width.wrap("  ", &format!("skipped: {why}")))?;
    }
    for stale in report.known.stale(&report.checked) {
        page.each(width.wrap("  ", &words::stale(&stale)))?;
    }
    for known in &report.unused {
        page.each(width.wrap("  ", &words::unused(known)))?;
    }
    if !report.used && !report.checked.is_empty() {
        page.each(width.wrap("  ", words::ONLY_IMPORTED))?;
    }
    // Alone, they are nothing but the complaints on standard error.
    let alone = report.checked.is_empty() && report.not_applicable.is_empty();
    for (_, why) in report.faults.iter().filter(|_| !alone) {
        page.each(width.wrap("  ", &format!("can't be checked: {why}")))?;
    }
    Ok(())
}

/// `SOURCE: MODULE, MODULE`, in pieces that stay whole.
fn items(heading: &Heading<'_>) -> Vec<String> {
    let listed = |items: &[&str], last: &str| {
        let ends = (1..=items.len()).map(|count| if count == items.len() { last.to_owned() } else { ",".to_owned() });
        items.iter().zip(ends).map(|(item, end)| format!("{item}{end}")).collect::<Vec<_>>()
    };
    let file = heading.file.map(|file| format!("({})", file.display()));
    [listed(&heading.sources, ":"), listed(&heading.names, ""), file.into_iter().collect()].concat()
}
