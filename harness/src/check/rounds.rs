//! The trials of all modules that can be imported: first those on which others rest, in each round first what can be tried together.

use c_ext_fixtures::parallel::in_parallel;

use super::attempt::attempt;
use super::baseline::Baseline;
use super::blame::top;
use super::foregone::foregone;
use super::joint::{InCompany, Member, is_sociable, together};
use super::known::{ImportRoute, PathKnowledge};
use super::{Bench, CheckOptions, Subject, Trial, TrialOutcome};
use crate::isolate::{self, Interrupt};

/// A module that can be imported.
pub(super) struct Module<'a> {
    pub(super) bench: &'a Bench,
    pub(super) subject: &'a Subject,
    pub(super) baseline: &'a Baseline,
}

/// The trials of all modules that can be imported.
pub(super) struct Rounds<'a> {
    pub(super) modules: &'a [Module<'a>],
    pub(super) options: &'a CheckOptions,
    pub(super) jobs: usize,
    pub(super) interrupt: &'a Interrupt,
    /// Hears of each trial that is done.
    pub(super) tell: &'a (dyn Fn(&Subject, &str, Trial) + Sync),
    pub(super) known: &'a PathKnowledge,
}

/// A trial of the module in this place.
type Task = (usize, Trial);

impl Rounds<'_> {
    /// What comes of these trials, for each module in its place.
    ///
    /// # Errors
    /// When processes can't be run, or the user interrupted.
    pub(super) fn all(&self, trials: &[Trial]) -> Result<Vec<Vec<(Trial, TrialOutcome)>>, isolate::Error> {
        let mut all = vec![Vec::new(); self.modules.len()];
        let (founded, first): (Vec<Trial>, Vec<Trial>) =
            trials.iter().partition(|trial| !trial.foundations().is_empty());
        self.round(self.tasks(&first), &mut all)?;
        let mut second = Vec::new();
        for (place, trial) in self.tasks(&founded) {
            let known = &all[place];
            let outcome = |base| known.iter().find(|(trial, _)| *trial == base).map(|(_, outcome)| outcome);
            match foregone(trial, outcome) {
                Some(reason) => {
                    self.tell((place, trial));
                    all[place].push((trial, TrialOutcome::inapplicable(reason)));
                }
                None => second.push((place, trial)),
            }
        }
        self.round(second, &mut all)?;
        Ok(all)
    }

    fn tasks(&self, trials: &[Trial]) -> Vec<Task> {
        (0..self.modules.len()).flat_map(|place| trials.iter().map(move |trial| (place, *trial))).collect()
    }

    fn tell(&self, (place, trial): Task) {
        let Module { bench, subject, .. } = self.modules[place];
        (self.tell)(subject, &bench.name, trial);
    }

    fn round(&self, mut tasks: Vec<Task>, all: &mut [Vec<(Trial, TrialOutcome)>]) -> Result<(), isolate::Error> {
        // The longest first, so that no core is idle at the end.
        tasks.sort_by_key(|(_, trial)| !trial.is_long());
        let groups = self.groups(&tasks);
        let found = in_parallel(&groups, self.jobs, |(places, trial)| self.together(places, *trial))?;
        for ((places, trial), found) in groups.into_iter().zip(found) {
            for (place, told) in places.into_iter().zip(found) {
                if let InCompany::Works(outcome) = told {
                    tasks.retain(|task| *task != (place, trial));
                    all[place].push((trial, outcome));
                }
            }
        }
        let done = in_parallel(&tasks, self.jobs, |(place, trial)| self.alone((*place, *trial)))?;
        for ((place, trial), outcome) in tasks.into_iter().zip(done) {
            all[place].push((trial, outcome));
        }
        Ok(())
    }

    fn together(&self, places: &[usize], trial: Trial) -> Result<Vec<InCompany>, isolate::Error> {
        let module = |place: &usize| &self.modules[*place];
        let members: Vec<Member<'_>> =
            places.iter().map(module).map(|module| (module.subject, module.baseline)).collect();
        let bench = module(&places[0]).bench;
        let found = together(bench, &members, trial, self.options, self.interrupt)?;
        for (place, told) in places.iter().zip(&found) {
            match told {
                InCompany::Works(_) => self.tell((*place, trial)),
                InCompany::Fails(kept_out) => {
                    let subject = module(place).subject;
                    self.known.note_kept_out(ImportRoute::of(bench, subject, trial), &subject.name, kept_out.clone());
                }
                InCompany::Open => {}
            }
        }
        Ok(found)
    }

    fn alone(&self, (place, trial): Task) -> Result<TrialOutcome, isolate::Error> {
        let Module { bench, subject, baseline } = self.modules[place];
        let done = attempt(bench, subject, trial, baseline, self.options, self.known, self.interrupt);
        self.tell((place, trial));
        Ok(done?.outcome)
    }

    /// The modules that can go through a trial together, by their places: those of one package in one target. What is left of an
    /// import is told apart by packages, so that modules of several would hide each other's.
    fn groups(&self, tasks: &[Task]) -> Vec<(Vec<usize>, Trial)> {
        let mut groups: Vec<(Vec<usize>, Trial)> = Vec::new();
        if self.options.usage.is_some() || self.options.deep {
            return groups;
        }
        for (place, trial) in tasks.iter().filter(|(_, trial)| trial.is_joint()) {
            let own = &self.modules[*place];
            if !is_sociable(own.subject) {
                continue;
            }
            let fits = |(places, other): &&mut (Vec<usize>, Trial)| {
                let has_name = |other: &usize| self.modules[*other].subject.name == own.subject.name;
                other == trial && own.is_beside(&self.modules[places[0]]) && !places.iter().any(has_name)
            };
            match groups.iter_mut().find(fits) {
                Some((places, _)) => places.push(*place),
                None => groups.push((vec![*place], *trial)),
            }
        }
        groups.retain(|(places, _)| places.len() > 1);
        groups
    }
}

impl Module<'_> {
    /// Whether another module is of the same package and target.
    fn is_beside(&self, other: &Self) -> bool {
        let (own, other_bench, other) = (self.subject, other.bench, other.subject);
        top(&other.name) == top(&own.name)
            && other_bench.name == self.bench.name
            && other.source == own.source
            && other.path == own.path
    }
}
