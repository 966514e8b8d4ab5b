//! All trials of all subjects.

use std::collections::BTreeSet;

use c_ext_fixtures::parallel::in_parallel;

use super::absent::absent;
use super::attempt::{Tried, attempt};
use super::baseline::Baseline;
use super::known::PathKnowledge;
use super::loading_package::in_place_of;
use super::rounds::{Module, Rounds};
use super::{
    Bench, CheckOptions, Declared, Detail, NotApplicable, Obstacle, Remark, Subject, Trial, TrialOutcome, TrialVerdict,
};
use crate::isolate::{self, Interrupt};
use crate::version::Version;

/// One module on one Python, with what came of each trial.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The module.
    pub subject: Subject,
    /// The name of the Python.
    pub python: String,
    /// Its version.
    pub version: Version,
    /// What came of the trials, in their order.
    pub outcomes: Vec<(Trial, TrialOutcome)>,
    /// What the module declares; not asked if it can't be imported.
    pub declared: Option<Declared>,
    /// What is to be said about that.
    pub remarks: Vec<Remark>,
    /// The package that its import misses, which is neither in its wheel nor among what that requires.
    pub absent: Option<String>,
}

impl Checked {
    /// A module without a file, with these verdicts.
    #[cfg(test)]
    pub(crate) fn of_verdicts(name: &str, version: Version, verdicts: &[(Trial, TrialVerdict)]) -> Self {
        let outcome = |(trial, verdict): &(Trial, TrialVerdict)| (*trial, TrialOutcome::new(*verdict, None));
        Self {
            subject: Subject::without_file(name),
            python: version.to_string(),
            version,
            outcomes: verdicts.iter().map(outcome).collect(),
            declared: None,
            remarks: Vec::new(),
            absent: None,
        }
    }

    /// Whether it is of the same wheel as another on the same Python.
    fn is_beside(&self, other: &Self) -> bool {
        self.python == other.python && self.subject.source == other.subject.source
    }

    /// What came of a trial.
    pub fn outcome(&self, trial: Trial) -> Option<&TrialOutcome> {
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
    options: &CheckOptions,
    jobs: usize,
    interrupt: &Interrupt,
    tell: &(dyn Fn(&Subject, &str, Trial) + Sync),
) -> Result<Vec<Checked>, isolate::Error> {
    let known = PathKnowledge::default();
    let run = |(bench, subject): &(Bench, Subject), trial: Trial, baseline: &Baseline| {
        let done = attempt(bench, subject, trial, baseline, options, &known, interrupt);
        tell(subject, &bench.name, trial);
        done
    };
    let imports = in_parallel(subjects, jobs, |(bench, subject)| {
        let mut subject = (bench.clone(), subject.clone());
        let mut tried = run(&subject, Trial::IMPORT, &Baseline::default())?;
        if let Some(loaded) = in_place_of(bench, &subject.1, &tried.outcome, options, interrupt)? {
            subject.1 = loaded;
            tried = run(&subject, Trial::IMPORT, &Baseline::default())?;
        }
        let Tried { mut outcome, companions, packages, siblings, maker, elapsed, .. } = tried;
        let mut baseline = Baseline { companions, packages, siblings, maker, elapsed, ..Baseline::default() };
        if Obstacle::of(&outcome).is_none() {
            baseline.declared = Declared::ask(bench, &subject.1, interrupt)?;
            // What the module brings along, which is known now, may be at fault for how Python ends.
            if outcome.verdict != TrialVerdict::Works {
                outcome = run(&subject, Trial::IMPORT, &baseline)?.outcome;
            }
        }
        let absent = absent(bench, &subject.1, &outcome, options, interrupt)?;
        Ok((subject, (outcome, baseline, absent)))
    })?;
    let (subjects, imports): (Vec<_>, Vec<_>) = imports.into_iter().unzip();
    // What can't be imported at all need not be tried in other ways.
    let rest: Vec<Trial> = trials.iter().copied().filter(|trial| *trial != Trial::IMPORT).collect();
    let works = imports.iter().enumerate().filter(|(_, (outcome, ..))| outcome.verdict == TrialVerdict::Works);
    let works: Vec<usize> = works.map(|(index, _)| index).collect();
    let module = |index: &usize| {
        let ((bench, subject), (_, baseline, _)) = (&subjects[*index], &imports[*index]);
        Module { bench, subject, baseline }
    };
    let modules: Vec<Module<'_>> = works.iter().map(module).collect();
    let done = Rounds { modules: &modules, options, jobs, interrupt, tell, known: &known }.all(&rest)?;

    let mut all: Vec<Checked> = subjects
        .iter()
        .zip(imports)
        .map(|((bench, subject), (import, baseline, absent))| Checked {
            subject: subject.clone(),
            python: bench.name.clone(),
            version: bench.python.version,
            declared: Obstacle::of(&import).is_none().then_some(baseline.declared),
            outcomes: vec![(Trial::IMPORT, import)],
            remarks: Vec::new(),
            absent,
        })
        .collect();
    for (index, outcomes) in works.into_iter().zip(done) {
        all[index].outcomes.extend(outcomes);
    }
    for checked in &mut all {
        finish(checked, &rest);
    }
    excuse(&mut all);
    Ok(all)
}

/// Takes out the modules of wheels that are for those who have installed another package, too. If no module of a wheel can be
/// imported, none is such.
pub fn take_optional(all: &mut Vec<Checked>) -> Vec<(Checked, String)> {
    let works =
        |checked: &&Checked| checked.outcome(Trial::IMPORT).is_some_and(|import| import.verdict == TrialVerdict::Works);
    let (optional, rest): (Vec<Checked>, Vec<Checked>) =
        std::mem::take(all).into_iter().partition(|checked| checked.absent.is_some());
    let (optional, broken): (Vec<Checked>, Vec<Checked>) =
        optional.into_iter().partition(|checked| rest.iter().filter(works).any(|other| other.is_beside(checked)));
    *all = rest;
    all.extend(broken);
    let named = |checked: Checked| checked.absent.clone().map(|absent| (checked, absent));
    optional.into_iter().filter_map(named).collect()
}

/// A module of the same package answers for what it does where it is checked, too.
fn excuse(all: &mut [Checked]) {
    let answers: BTreeSet<(String, String, &'static str)> = all
        .iter()
        .flat_map(|checked| checked.outcomes.iter().map(move |(trial, outcome)| (checked, *trial, outcome)))
        .filter(|(_, trial, outcome)| !trial.is_met_by(outcome) && outcome.owner.is_none())
        .map(|(checked, trial, _)| (checked.python.clone(), checked.subject.name.clone(), trial.name()))
        .collect();
    for checked in all {
        for (trial, outcome) in &mut checked.outcomes {
            if let Some(owner) = &mut outcome.owner {
                owner.excuses |= answers.contains(&(checked.python.clone(), owner.module.clone(), trial.name()));
            }
        }
    }
}

/// Fills in what was not tried, and takes out what says the same twice.
fn finish(checked: &mut Checked, trials: &[Trial]) {
    if let Some(import) = checked.outcome(Trial::IMPORT).filter(|outcome| outcome.verdict != TrialVerdict::Works) {
        let reason = match Obstacle::of(import) {
            Some(_) => NotApplicable::NotImportable,
            None => NotApplicable::RestsOn(Trial::IMPORT),
        };
        let skipped = |trial: &Trial| (*trial, TrialOutcome::inapplicable(reason.clone()));
        checked.outcomes.extend(trials.iter().map(skipped));
    }
    checked.outcomes.sort_by_key(|(trial, _)| trial.place());
    // Code that doesn't work at all says nothing about the ways in which others use the module.
    if checked.outcome(Trial::USE).is_some_and(|outcome| outcome.verdict == TrialVerdict::Fails) {
        let others = checked.outcomes.iter_mut().filter(|(trial, _)| *trial != Trial::USE);
        let used = others.filter(|(_, outcome)| matches!(outcome.detail, Some(Detail::UseRaised(_))));
        used.for_each(|(_, outcome)| *outcome = TrialOutcome::inapplicable(NotApplicable::RestsOn(Trial::USE)));
    }
    for (trial, base) in trials.iter().filter_map(|trial| Some((*trial, trial.rests_on()?))) {
        let fails = |trial| {
            let verdict = checked.outcome(trial).map(|outcome| outcome.verdict);
            verdict.filter(|verdict| {
                !matches!(verdict, TrialVerdict::Works | TrialVerdict::Shares | TrialVerdict::NotApplicable)
            })
        };
        if let (Some(verdict), Some(_)) = (fails(trial), fails(base))
            && verdict != TrialVerdict::Grows
            && let Some((_, outcome)) = checked.outcomes.iter_mut().find(|(known, _)| *known == trial)
        {
            *outcome = TrialOutcome::inapplicable(NotApplicable::RestsOn(base));
        }
    }
    if let Some(declared) = checked.declared.clone() {
        checked.remarks = Remark::all(&declared, checked);
    }
}
