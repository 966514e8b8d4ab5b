//! The report of runs for a page, such as `$GITHUB_STEP_SUMMARY`.

use std::collections::BTreeMap;
use std::io;

use super::escape::markdown::{code, text};
use super::{Report, details, words};
use crate::run::RunVerdict;

pub(super) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows: BTreeMap<(&str, String), BTreeMap<&str, usize>> = BTreeMap::new();
    for result in report.results {
        let row = rows.entry((&result.host.name, result.python.to_string())).or_default();
        *row.entry(result.verdict.name()).or_default() += 1;
    }
    let shown = |verdict: &RunVerdict| rows.values().any(|row| row.contains_key(verdict.name()));
    let verdicts: Vec<&str> =
        RunVerdict::ALL.iter().filter(|verdict| shown(verdict)).map(|verdict| verdict.name()).collect();
    writeln!(out, "| host | Python | {} |\n|---|---|{}", verdicts.join(" | "), "---|".repeat(verdicts.len()))?;
    for ((host, python), row) in &rows {
        let cells: Vec<String> =
            verdicts.iter().map(|name| words::count(row.get(name).copied().unwrap_or(0))).collect();
        writeln!(out, "| {} | {} | {} |", text(host), text(python), cells.join(" | "))?;
    }
    writeln!(out)?;
    for group in details::groups(report.results).values() {
        let result = group.first;
        let (mode, fixture) = (result.mode.name(), code(&result.fixture));
        let place = group.where_.iter().map(|place| text(place)).collect::<Vec<_>>().join(", ");
        writeln!(out, "- **{}**: {} · {mode} · {fixture} (on {place})", result.verdict.name(), code(&result.case))?;
        for line in details::told(report, result) {
            writeln!(out, "  - {}", code(line.trim_start()))?;
        }
    }
    writeln!(out, "\n{}", text(&words::summary(report)))
}
