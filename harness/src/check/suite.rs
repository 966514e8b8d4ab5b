//! All trials of all subjects.

use super::attempt::attempt;
use super::declared::{Declared, compared};
use super::scenario::Baseline;
use super::{Bench, Options, Outcome, Subject, Trial, Verdict};
use crate::isolate::{self, Interrupt};
use crate::parallel::in_parallel;
use crate::version::Version;

/// One module on one Python, with what came of each trial.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The module.
    pub subject: Subject,
    /// The Python.
    pub python: Version,
    /// What came of the trials, in their order.
    pub outcomes: Vec<(Trial, Outcome)>,
    /// What the module declares; not asked if it can't be imported.
    pub declared: Option<Declared>,
    /// What is to be said about that.
    pub remarks: Vec<String>,
}

impl Checked {
    /// What came of a trial.
    pub fn outcome(&self, trial: Trial) -> Option<&Outcome> {
        self.outcomes.iter().find(|(known, _)| *known == trial).map(|(_, outcome)| outcome)
    }
}

/// Puts every subject through every trial, `jobs` at a time. `tell` hears of each trial that is done.
///
/// # Errors
/// When processes can't be run, or the user interrupted.
pub fn check_all(
    subjects: &[(Bench, Subject)],
    trials: &[Trial],
    options: &Options,
    jobs: usize,
    interrupt: &Interrupt,
    tell: &(dyn Fn(&Subject, Version, Trial) + Sync),
) -> Result<Vec<Checked>, isolate::Error> {
    let run = |(bench, subject): &(Bench, Subject), trial: Trial, baseline: &Baseline| {
        let done = attempt(bench, subject, trial, baseline, options, interrupt);
        tell(subject, bench.python.version, trial);
        done
    };
    // What can't be imported at all need not be tried in other ways.
    let baselines = in_parallel(subjects, jobs, |subject| run(subject, Trial::Import, &Baseline::default()))?;
    let rest: Vec<Trial> = trials.iter().copied().filter(|trial| *trial != Trial::Import).collect();
    let mut tasks = Vec::new();
    for (index, (baseline, _)) in baselines.iter().enumerate() {
        if baseline.verdict == Verdict::Works {
            tasks.push((index, None));
            tasks.extend(rest.iter().map(|trial| (index, Some(*trial))));
        }
    }
    // The longest first, so that no core is idle at the end.
    tasks.sort_by_key(|(_, trial)| !matches!(trial, Some(Trial::GrowthReinit | Trial::GrowthSub | Trial::Valgrind)));
    let done = in_parallel(&tasks, jobs, |(index, trial)| match trial {
        Some(trial) => Ok(Done::Outcome(run(&subjects[*index], *trial, &baselines[*index].1)?.0)),
        None => {
            let (bench, subject) = &subjects[*index];
            Ok(Done::Declared(Declared::ask(bench, subject, interrupt)?))
        }
    })?;

    let mut all: Vec<Checked> = subjects
        .iter()
        .zip(baselines)
        .map(|((bench, subject), (baseline, _))| Checked {
            subject: subject.clone(),
            python: bench.python.version,
            outcomes: vec![(Trial::Import, baseline)],
            declared: None,
            remarks: Vec::new(),
        })
        .collect();
    for ((index, trial), done) in tasks.into_iter().zip(done) {
        match (done, trial) {
            (Done::Outcome(outcome), Some(trial)) => all[index].outcomes.push((trial, outcome)),
            (Done::Declared(declared), _) => all[index].declared = Some(declared),
            (Done::Outcome(_), None) => {}
        }
    }
    for checked in &mut all {
        finish(checked, &rest);
    }
    Ok(all)
}

enum Done {
    Outcome(Outcome),
    Declared(Declared),
}

/// Fills in what was not tried, and takes out what says the same twice.
fn finish(checked: &mut Checked, trials: &[Trial]) {
    if checked.outcome(Trial::Import).is_some_and(|outcome| outcome.verdict != Verdict::Works) {
        let skipped = |trial: &Trial| (*trial, Outcome::new(Verdict::NotApplicable, "it can't be imported at all"));
        checked.outcomes.extend(trials.iter().map(skipped));
    }
    checked.outcomes.sort_by_key(|(trial, _)| *trial);
    for (growth, base) in [(Trial::GrowthReinit, Trial::Reinit), (Trial::GrowthSub, Trial::SubBeforeMain)] {
        let fails = |trial| {
            let verdict = checked.outcome(trial).map(|outcome| outcome.verdict);
            verdict.filter(|verdict| !matches!(verdict, Verdict::Works | Verdict::Shares | Verdict::NotApplicable))
        };
        if let (Some(verdict), Some(_)) = (fails(growth), fails(base))
            && verdict != Verdict::Grows
        {
            let reason = format!("it doesn't get so far: see `{}`", base.name());
            if let Some((_, outcome)) = checked.outcomes.iter_mut().find(|(trial, _)| *trial == growth) {
                *outcome = Outcome::new(Verdict::NotApplicable, reason);
            }
        }
    }
    if let Some(declared) = checked.declared.clone() {
        checked.remarks = compared(&declared, checked);
    }
}
