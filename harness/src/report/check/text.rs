//! The report for people.

use std::io;

use super::table::{aligned, rows};
use super::{CheckReport, words};

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    for module in report.modules() {
        let mut files: Vec<_> = module.on.iter().map(|checked| checked.subject.library.path.as_path()).collect();
        files.dedup();
        writeln!(out, "{}\n", words::heading(module.name, &files))?;
        write!(out, "{}", aligned(&rows(&module)))?;
        for finding in module.findings() {
            let (names, happened) = (finding.names(), words::happened(finding.outcome));
            writeln!(out, "\n{names}: {happened} (Python {})", words::on(&finding.pythons))?;
            for frame in &finding.outcome.frames {
                writeln!(out, "    {frame}")?;
            }
            if let Some(advice) = finding.advice() {
                writeln!(out, "  {}\n  {}", advice.means, advice.link)?;
            }
        }
        for (text, pythons) in declarations(&module.on) {
            writeln!(out, "\ndeclares: {text} (Python {})", words::on(&pythons))?;
        }
        for (remark, pythons) in remarks(&module.on) {
            writeln!(out, "\n{remark} (Python {})", words::on(&pythons))?;
        }
        writeln!(out)?;
    }
    for item in &report.not_applicable {
        let what = if item.what.is_empty() { String::new() } else { format!("{} on ", item.what) };
        writeln!(out, "not checked: {what}Python {}: {}", item.python, item.reason)?;
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
