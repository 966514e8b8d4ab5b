//! The report for a page or a comment of a review.

use std::io;

use super::table::rows;
use super::text::{declarations, remarks};
use super::{CheckReport, words};

/// Writes the report.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, out: &mut dyn io::Write) -> io::Result<()> {
    for module in report.modules() {
        writeln!(out, "### `{}`\n", module.name)?;
        for (index, row) in rows(&module).iter().enumerate() {
            let cells: Vec<&str> = row.iter().map(|(text, _)| text.as_str()).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
            if index == 0 {
                writeln!(out, "|{}", "---|".repeat(row.len()))?;
            }
        }
        writeln!(out)?;
        for finding in module.findings() {
            let (names, happened) = (finding.names(), escaped(&words::happened(finding.outcome)));
            write!(out, "- **{names}** (Python {}): {happened}", words::on(&finding.pythons))?;
            match finding.advice() {
                Some(advice) => writeln!(out, ". {} [How to mend it]({})", advice.means, advice.link)?,
                None => writeln!(out)?,
            }
        }
        for (text, pythons) in declarations(&module.on) {
            writeln!(out, "- declares (Python {}): {text}", words::on(&pythons))?;
        }
        for (remark, pythons) in remarks(&module.on) {
            writeln!(out, "- {remark} (Python {})", words::on(&pythons))?;
        }
        writeln!(out)?;
    }
    for item in &report.not_applicable {
        let what = if item.what.is_empty() { String::new() } else { format!("`{}` on ", item.what) };
        writeln!(out, "- not checked: {what}Python {}: {}", item.python, escaped(&item.reason))?;
    }
    Ok(())
}

/// What Python and modules say may have characters that mean something here.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for char in text.chars() {
        in_code ^= char == '`';
        if !in_code && matches!(char, '*' | '_' | '<' | '[' | ']' | '|') {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_modules_is_no_markup() {
        assert_eq!(escaped("a_b `c_d` <x>"), "a\\_b `c_d` \\<x>");
    }
}
