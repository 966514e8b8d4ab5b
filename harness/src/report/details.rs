//! Every case that isn't as reviewed.

use std::collections::BTreeMap;
use std::io;

use similar::TextDiff;

use super::{Page, Report, words};
use crate::run::RunResult;

/// Results that say the same, on several Pythons or hosts.
struct Group<'a> {
    first: &'a RunResult,
    where_: Vec<String>,
}

pub(super) fn write(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    for group in groups(report.results).values() {
        let result = group.first;
        page.line(words::headline(result, &group.where_))?;
        page.lines("  ", result.reason.as_deref().unwrap_or_default())?;
        for breach in &result.breaches {
            page.line(words::breach(breach))?;
        }
        if let (Some(reviewed), Some(found)) = (&result.reviewed, &result.transcript) {
            let diff = TextDiff::from_lines(reviewed.as_str(), found.as_str());
            for line in diff.unified_diff().context_radius(2).to_string().lines().filter(|l| !l.starts_with("@@")) {
                page.line(format!("    {line}"))?;
            }
        }
        for line in result.by_hand.iter().flat_map(words::by_hand) {
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

fn groups(results: &[RunResult]) -> BTreeMap<String, Group<'_>> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for result in results.iter().filter(|result| !result.verdict.is_as_reviewed()) {
        let RunResult { case, mode, fixture, verdict, reason, breaches, transcript, reviewed, .. } = result;
        let key = format!("{case} {mode} {fixture} {verdict:?} {reason:?} {breaches:?} {transcript:?} {reviewed:?}");
        let group = groups.entry(key).or_insert_with(|| Group { first: result, where_: Vec::new() });
        group.where_.push(format!("{}/{}", result.host.name, result.python));
    }
    groups
}
