//! All trials of all subjects.

use super::attempt::{Tried, attempt};
use super::baseline::Baseline;
use super::declared::{Declared, compared};
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
    let imports = in_parallel(subjects, jobs, |subject| {
        let Tried { outcome, companions, .. } = run(subject, Trial::Import, &Baseline::default())?;
        let mut baseline = Baseline { companions, ..Baseline::default() };
        if outcome.verdict == Verdict::Works {
            baseline.declared = Declared::ask(&subject.0, &subject.1, interrupt)?;
        }
        Ok((outcome, baseline))
    })?;
    // What can't be imported at all need not be tried in other ways.
    let rest: Vec<Trial> = trials.iter().copied().filter(|trial| *trial != Trial::Import).collect();
    let works = imports.iter().enumerate().filter(|(_, (outcome, _))| outcome.verdict == Verdict::Works);
    let mut tasks: Vec<(usize, Trial)> =
        works.flat_map(|(index, _)| rest.iter().map(move |trial| (index, *trial))).collect();
    // The longest first, so that no core is idle at the end.
    tasks.sort_by_key(|(_, trial)| !matches!(trial, Trial::GrowthReinit | Trial::GrowthSub | Trial::Valgrind));
    let done =
        in_parallel(&tasks, jobs, |(index, trial)| Ok(run(&subjects[*index], *trial, &imports[*index].1)?.outcome))?;

    let mut all: Vec<Checked> = subjects
        .iter()
        .zip(imports)
        .map(|((bench, subject), (import, baseline))| Checked {
            subject: subject.clone(),
            python: bench.python.version,
            declared: (import.verdict == Verdict::Works).then_some(baseline.declared),
            outcomes: vec![(Trial::Import, import)],
            remarks: Vec::new(),
        })
        .collect();
    for ((index, trial), outcome) in tasks.into_iter().zip(done) {
        all[index].outcomes.push((trial, outcome));
    }
    for checked in &mut all {
        finish(checked, &rest);
    }
    Ok(all)
}

/// Fills in what was not tried, and takes out what says the same twice.
fn finish(checked: &mut Checked, trials: &[Trial]) {
    if checked.outcome(Trial::Import).is_some_and(|outcome| outcome.verdict != Verdict::Works) {
        let skipped = |trial: &Trial| (*trial, Outcome::new(Verdict::NotApplicable, "it can't be imported at all"));
        checked.outcomes.extend(trials.iter().map(skipped));
    }
    checked.outcomes.sort_by_key(|(trial, _)| *trial);
    for growth in [Trial::GrowthReinit, Trial::GrowthSub] {
        let Some(base) = growth.rests_on() else { continue };
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
