//! Runs that are carried out several times, to find those whose results differ.

use super::result::RunResult;
use super::verdict::RunVerdict;

/// How often runs are carried out, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// How often each run is carried out, at least once.
    pub repeat: u16,
    /// For a random order: the same number gives the same order.
    pub seed: Option<u64>,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { repeat: 1, seed: None }
    }
}

/// Equal results of one run.
#[derive(Clone, Debug)]
pub struct EqualResults {
    /// How many there are.
    pub count: usize,
    /// Their verdict.
    pub verdict: RunVerdict,
    /// Their transcript, if there is one.
    pub transcript: Option<String>,
}

impl Schedule {
    /// The positions of runs in the order in which they are carried out: all once, then all again.
    pub(super) fn order(self, runs: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.repeat).flat_map(|_| 0..runs).collect();
        if let Some(seed) = self.seed {
            fastrand::Rng::with_seed(seed).shuffle(&mut order);
        }
        order
    }
}

/// One result from those of all repetitions of a run; `None` without any. If they differ, it is the commonest one, with the
/// verdict [`RunVerdict::Flaky`].
pub(super) fn merged(results: Vec<RunResult>) -> Option<RunResult> {
    let mut groups: Vec<Vec<RunResult>> = Vec::new();
    for result in results {
        match groups.iter_mut().find(|group| is_same(&group[0], &result)) {
            Some(group) => group.push(result),
            None => groups.push(vec![result]),
        }
    }
    // Of equally common ones, that which came first.
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let outcomes: Vec<EqualResults> = groups.iter().map(|group| outcome(group)).collect();
    let mut firsts = groups.into_iter().filter_map(|group| group.into_iter().next());
    let mut merged = firsts.next()?;
    if outcomes.len() > 1 {
        // What passes wasn't laid out.
        merged.reproduce = merged.reproduce.or_else(|| firsts.find_map(|other| other.reproduce));
        merged.reviewed = None;
        merged.verdict = RunVerdict::Flaky;
        merged.outcomes = outcomes;
    }
    Some(merged)
}

/// Whether two results of a run are the same. Of undefined behaviour, any transcript is as good.
fn is_same(one: &RunResult, other: &RunResult) -> bool {
    one.verdict == other.verdict
        && (one.verdict == RunVerdict::Ok || (&one.transcript, &one.reason) == (&other.transcript, &other.reason))
}

fn outcome(group: &[RunResult]) -> EqualResults {
    EqualResults { count: group.len(), verdict: group[0].verdict, transcript: group[0].transcript.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_order_has_each_run_as_often_as_another_and_can_be_had_again() {
        let schedule = Schedule { repeat: 3, seed: Some(7) };
        let mut order = schedule.order(5);
        assert_eq!(order, schedule.order(5));
        assert_ne!(order, Schedule { seed: None, ..schedule }.order(5));
        order.sort();
        assert_eq!(order, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    }
}
