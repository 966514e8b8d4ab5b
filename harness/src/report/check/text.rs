//! The report for people.

use std::io;

use super::table::{self, rows};
use super::{CheckReport, words};
use crate::report::Page;

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out);
    for module in report.modules() {
        let mut files: Vec<_> = module.on.iter().map(|checked| checked.subject.library.path.as_path()).collect();
        files.dedup();
        page.line(words::heading(module.name, &files))?;
        page.blank()?;
        table::write(&rows(&module), page)?;
        for finding in module.findings() {
            let (names, happened) = (finding.names(), words::happened(finding.outcome));
            page.blank()?;
            page.line(format!("{names}: {happened} (Python {})", words::on(&finding.pythons)))?;
            for frame in &finding.outcome.frames {
                page.line(format!("    {frame}"))?;
            }
            if let Some(advice) = finding.advice() {
                page.line(format!("  {}", advice.means))?;
                page.line(format!("  {}", advice.link))?;
            }
        }
        for (text, pythons) in declarations(&module.on) {
            page.blank()?;
            page.line(format!("declares: {text} (Python {})", words::on(&pythons)))?;
        }
        for (remark, pythons) in remarks(&module.on) {
            page.blank()?;
            page.line(format!("{remark} (Python {})", words::on(&pythons)))?;
        }
        page.blank()?;
    }
    for item in &report.not_applicable {
        let what = if item.what.is_empty() { String::new() } else { format!("{} on ", item.what) };
        page.line(format!("not checked: {what}Python {}: {}", item.python, item.reason))?;
    }
    // Alone, they are nothing but the complaints on standard error.
    let alone = report.checked.is_empty() && report.not_applicable.is_empty();
    for (_, why) in report.faults.iter().filter(|_| !alone) {
        page.line(format!("can't be checked: {why}"))?;
    }
    Ok(())
}

type OnPythons = Vec<(String, Vec<crate::version::Version>)>;

/// What the module declares, where it could be asked.
pub(super) fn declarations(on: &[&crate::check::Checked]) -> OnPythons {
    grouped(on.iter().filter_map(|checked| Some((checked.declared.as_ref()?.text(), checked.python))))
}

/// Where that isn't what was seen.
pub(super) fn remarks(on: &[&crate::check::Checked]) -> OnPythons {
    grouped(on.iter().flat_map(|checked| checked.remarks.iter().map(|remark| (remark.clone(), checked.python))))
}

fn grouped(items: impl Iterator<Item = (String, crate::version::Version)>) -> OnPythons {
    let mut groups: OnPythons = Vec::new();
    for (text, python) in items {
        match groups.iter_mut().find(|(known, _)| *known == text) {
            Some((_, pythons)) => pythons.push(python),
            None => groups.push((text, vec![python])),
        }
    }
    groups
}
