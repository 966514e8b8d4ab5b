//! Every run that doesn't pass.

use std::collections::BTreeMap;
use std::io;

use similar::TextDiff;

use super::check::explained;
use super::{Page, Report, reason, violation, words};
use crate::run::{PatchChange, RunResult, RunVerdict};

/// Results that say the same, on several Pythons or hosts.
pub(super) struct Group<'a> {
    pub(super) first: &'a RunResult,
    pub(super) where_: Vec<String>,
}

pub(super) fn write(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    for group in groups(report.results).values() {
        let result = group.first;
        page.line(words::headline(result, &group.where_))?;
        page.each(told(report, result))?;
        if result.verdict == RunVerdict::New {
            page.lines("    ", result.transcript.as_deref().unwrap_or_default())?;
        }
        if matches!(result.verdict, RunVerdict::New | RunVerdict::Changed) {
            words::look_closer(result, &report.call).into_iter().try_for_each(|line| page.line(line))?;
        }
        for line in result.reproduce.iter().flat_map(words::reproduce) {
            page.line(line)?;
        }
        page.blank()?;
    }
    let kept: Vec<_> = report.results.iter().filter(|result| result.kept.is_some()).collect();
    for result in kept {
        page.line(words::kept(result))?;
    }
    Ok(())
}

/// What is wrong with a result: the reason, violations, what explains a crash, and how it differs from its snapshot.
pub(super) fn told(report: &Report<'_>, result: &RunResult) -> Vec<String> {
    let mut lines: Vec<String> = reason::of(result).lines().map(|line| format!("  {line}")).collect();
    lines.extend(result.violations.iter().map(violation::line));
    lines.extend(report.finding(result).map(|finding| format!("  {}", explained(finding))));
    lines.extend(PatchChange::next_to(result, report.results).map(words::patch_change));
    if result.verdict == RunVerdict::Changed
        && let (Some(reviewed), Some(found)) = (&result.reviewed, &result.transcript)
    {
        lines.extend(difference(reviewed, found));
    }
    let all = result.outcomes.iter().map(|outcome| outcome.count).sum();
    for outcome in &result.outcomes {
        lines.push(words::outcome(outcome, all));
        if let (Some(commonest), Some(found)) = (&result.transcript, &outcome.transcript) {
            lines.extend(difference(commonest, found));
        }
    }
    lines
}

fn difference(before: &str, after: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(before, after);
    let text = diff.unified_diff().context_radius(2).to_string();
    text.lines().filter(|line| !line.starts_with("@@")).map(|line| format!("    {line}")).collect()
}

/// The results that don't pass, equal ones together.
pub(super) fn groups(results: &[RunResult]) -> BTreeMap<String, Group<'_>> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for result in results.iter().filter(|result| !result.verdict.passes()) {
        let RunResult { case, mode, fixture, verdict, reason, violations, transcript, reviewed, .. } = result;
        let key = format!("{case} {mode} {fixture} {verdict:?} {reason:?} {violations:?} {transcript:?} {reviewed:?}");
        let group = groups.entry(key).or_insert_with(|| Group { first: result, where_: Vec::new() });
        group.where_.push(format!("{}/{}", result.host.name, result.python));
    }
    groups
}
