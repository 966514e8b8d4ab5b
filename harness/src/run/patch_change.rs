//! What a patch release changed: where the snapshot has one text for two patch versions that differ.

use super::result::RunResult;
use crate::version::Version;

/// Two patch versions of one minor version between which a behaviour changed. Those between the two weren't run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatchChange {
    /// The older one.
    pub before: Version,
    /// The newer one.
    pub after: Version,
}

impl PatchChange {
    /// The change next to a result that isn't what its snapshot says, if the same was run on another patch version. The
    /// older neighbour counts first.
    pub fn next_to(result: &RunResult, results: &[RunResult]) -> Option<Self> {
        result.reviewed.as_ref()?;
        let mut others: Vec<&RunResult> = results.iter().filter(|other| is_other_patch(result, other)).collect();
        others.sort_by_key(|other| other.python);
        let split = others.partition_point(|other| other.python < result.python);
        let neighbours = others[..split].last().into_iter().chain(others[split..].first());
        neighbours.filter(|other| reviewed(other) == reviewed(result)).find_map(|other| {
            let (before, after) = (other.python.min(result.python), other.python.max(result.python));
            (other.transcript != result.transcript).then_some(Self { before, after })
        })
    }
}

fn is_other_patch(result: &RunResult, other: &RunResult) -> bool {
    let key = |result: &RunResult| (result.python.minor_name(), result.mode);
    other.transcript.is_some()
        && other.python != result.python
        && key(other) == key(result)
        && (&other.case, &other.fixture, &other.host.name) == (&result.case, &result.fixture, &result.host.name)
}

/// What the snapshot says for a run.
fn reviewed(result: &RunResult) -> Option<&str> {
    result.reviewed.as_deref().or(result.transcript.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Mode;
    use crate::host::{Catalogue, HostKind};
    use crate::project::Project;
    use crate::run::RunVerdict;

    fn host() -> HostKind {
        let project = Project::of_checkout().unwrap();
        Catalogue::read(&project.hosts(), &[]).unwrap().choose(&["capi".to_owned()]).unwrap().remove(0)
    }

    fn run(host: &HostKind, python: &str, transcript: &str, reviewed: &str) -> RunResult {
        RunResult {
            case: "a/x".to_owned(),
            mode: Mode::Spec,
            fixture: "single_phase".to_owned(),
            python: python.parse().unwrap(),
            host: host.clone(),
            verdict: if transcript == reviewed { RunVerdict::Ok } else { RunVerdict::Changed },
            reason: None,
            violations: Vec::new(),
            transcript: Some(transcript.to_owned()),
            crashed_in: None,
            reviewed: (transcript != reviewed).then(|| reviewed.to_owned()),
            seconds: 0.0,
            outcomes: Vec::new(),
            reproduce: None,
            kept: None,
        }
    }

    #[test]
    fn a_change_lies_between_the_neighbours_that_share_a_text_of_the_snapshot() {
        let host = host();
        let told = |runs: &[(&str, &str, &str)], of: usize| {
            let runs: Vec<_> = runs.iter().map(|(python, found, known)| run(&host, python, found, known)).collect();
            let change = PatchChange::next_to(&runs[of], &runs);
            change.map(|change| format!("{} {}", change.before, change.after))
        };
        let newer = [("3.15.0", "a", "a"), ("3.15.1", "a", "a"), ("3.15.2", "b", "a")];
        assert_eq!(told(&newer, 2).unwrap(), "3.15.1 3.15.2");
        assert_eq!(told(&newer, 0), None, "it matches");
        let older = [("3.11.7", "b", "b"), ("3.11.2", "a", "b")];
        assert_eq!(told(&older, 1).unwrap(), "3.11.2 3.11.7");
        assert_eq!(told(&[("3.15.0", "b", "a"), ("3.15.2", "b", "a")], 1), None, "both changed alike");
        assert_eq!(told(&[("3.15.0", "a", "a"), ("3.15.2", "c", "b")], 1), None, "the snapshot has a block for it");
        assert_eq!(told(&[("3.14.8", "a", "a"), ("3.15.2", "b", "a")], 1), None, "not a patch release");
        assert_eq!(told(&[("3.13.0", "a", "a"), ("3.13.15t", "b", "a")], 1), None, "another build");
        assert_eq!(told(&[("3.11.7", "a", "a"), ("pypy3.11.17", "b", "a")], 1), None, "another implementation");
    }
}
