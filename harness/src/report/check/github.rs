//! The report for GitHub's workflows: the text, and an annotation for each verdict that isn't good.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use super::advice::advice;
use super::{CheckReport, text, words};
use crate::check::{Checked, Trial, TrialOutcome, TrialVerdict};
use crate::config::KnownResult;
use crate::report::Width;
use crate::report::escape::github::{message, property};

/// Writes the report. A trial that is required and not passed is an error, any other bad verdict a warning or a notice.
///
/// # Errors
/// When it can't be written.
pub fn write(report: &CheckReport, width: Width, out: &mut dyn io::Write) -> io::Result<()> {
    text::write(report, width, out)?;
    for checked in &report.checked {
        for (trial, outcome) in &checked.outcomes {
            let known = report.known.of(checked, *trial);
            let level = if known.is_some() { Some("notice") } else { level(outcome, report.is_met(*trial, outcome)) };
            if let Some(level) = level {
                annotate(report, level, checked, *trial, outcome, out)?;
            }
        }
    }
    for stale in report.known.stale(&report.checked) {
        let (place, title) = (entry(stale.known), property(&words::stale_title(&stale)));
        writeln!(out, "::error {place}title={title}::{}", message(&words::stale(&stale)))?;
    }
    for known in &report.unused {
        let title = property(&words::unused_title(known));
        writeln!(out, "::notice {}title={title}::{}", entry(known), message(&words::unused(known)))?;
    }
    for (name, why) in &report.faults {
        writeln!(out, "::error title={}::{}", property(&words::fault_title(name)), message(why))?;
    }
    for (name, why) in &report.skipped {
        writeln!(out, "::notice title={}::{}", property(&words::skipped_title(name)), message(why))?;
    }
    Ok(())
}

fn level(outcome: &TrialOutcome, met: bool) -> Option<&'static str> {
    match outcome.verdict {
        TrialVerdict::Works | TrialVerdict::NotApplicable => None,
        TrialVerdict::Error => Some("error"),
        _ if !met => Some("error"),
        TrialVerdict::Refused => Some("notice"),
        _ => Some("warning"),
    }
}

fn annotate(
    report: &CheckReport,
    level: &str,
    checked: &Checked,
    trial: Trial,
    outcome: &TrialOutcome,
    out: &mut dyn Write,
) -> io::Result<()> {
    let file = below_here(&checked.subject.library.path).map(|path| format!("file={},", property(&path)));
    let title = words::annotation_title(trial, &checked.subject.name, &checked.python);
    let mut said = vec![words::happened(outcome)];
    match (report.known.of(checked, trial), advice(checked, trial, outcome, report.requires(trial))) {
        (Some(known), _) => said.push(words::known(&known.reason)),
        (None, Some(advice)) => said.extend(words::advised(&advice, &mut Vec::new())),
        (None, None) => {}
    }
    let said = said.join("\n");
    writeln!(out, "::{level} {}title={}::{}", file.unwrap_or_default(), property(&title), message(&said))
}

/// The place of a known result, if GitHub can show it.
fn entry(known: &KnownResult) -> String {
    // Paths of baselines are as the command has them.
    let file = std::path::absolute(&known.file).ok().and_then(|file| below_here(&file));
    file.map(|file| format!("file={},line={},", property(&file), known.line)).unwrap_or_default()
}

/// The path as GitHub shows files: below the folder of the workflow.
pub(in crate::report) fn below_here(path: &Path) -> Option<String> {
    let here = env::current_dir().ok()?;
    Some(path.strip_prefix(here).ok()?.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KnownResults;
    use crate::version::Version;

    #[test]
    fn known_results_are_annotated_where_they_are_written() {
        let entry = |module: &str| {
            format!("[[known]]\nmodule = '{module}'\ntrial = 'reload'\nverdict = 'fails'\nreason = 'r'\n")
        };
        let text = entry("m") + &entry("other");
        let known = KnownResults::parse(Path::new("here/known.toml"), &text).unwrap();
        let unused = known.unused(&["m"]).into_iter().cloned().collect();
        let trials = [(Trial::from_name("reload").unwrap(), TrialVerdict::Works)];
        let checked = vec![Checked::of_verdicts("m", Version::new(12, 1), &trials)];
        let report = CheckReport { checked, known, unused, ..CheckReport::default() };
        let mut out = Vec::new();
        write(&report, Width::default(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        for place in [
            "::error file=here/known.toml,line=1,title=known result of reload of m is stale::",
            "::notice file=here/known.toml,line=6,title=known result of other is unused::unused: here/known.toml:6: ",
        ] {
            assert!(out.contains(place), "{out}");
        }
    }
}
