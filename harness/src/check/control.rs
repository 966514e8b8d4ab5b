//! Whether Python itself ends as it does with a module: the trial without the module.

use super::other::is_about_module;
use super::state::STATE;
use super::steps::{IMPORT_COMPANIONS, LOAD_SIBLING, NAMED_THREADS, THREADS};
use super::usage::is_use;
use crate::case::{Action, PythonAction, Step};
use crate::isolate::End;
use crate::transcript::{StepOutcome, Transcript};

/// How and where a process ended that should have gone on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Death {
    end: End,
    place: DeathPlace,
}

/// Where a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DeathPlace {
    /// In the step of this number.
    Step(usize),
    /// After all steps.
    Exit,
    /// In a step that only one of the two has.
    Elsewhere,
}

impl Death {
    /// That of a process, if it didn't end as it should.
    pub(super) fn of(transcript: &Transcript, end: End) -> Option<Self> {
        if transcript.ending.is_clean() {
            return None;
        }
        let steps = &transcript.record.steps;
        let begun = steps.iter().position(|step| step.unfinished);
        let next = || steps.iter().position(|step| step.outcome == StepOutcome::NotReached);
        let place = begun.or_else(next).map_or(DeathPlace::Exit, DeathPlace::Step);
        Some(Self { end, place })
    }

    /// Whether it is the same end in the same step. Which signal it is that ends a process with damaged memory, chance decides.
    pub(super) fn is_like(self, other: Self) -> bool {
        let by_signal = |end| matches!(end, End::Killed(_));
        self.place == other.place && (self.end == other.end || by_signal(self.end) && by_signal(other.end))
    }

    /// The same in the steps from which those here were taken.
    pub(super) fn at(self, places: &[usize]) -> Self {
        let place = match self.place {
            DeathPlace::Step(index) => places.get(index).copied().map_or(DeathPlace::Elsewhere, DeathPlace::Step),
            place => place,
        };
        Self { place, ..self }
    }

    /// The step in which the process ended.
    pub(super) fn step(self) -> Option<usize> {
        match self.place {
            DeathPlace::Step(index) => Some(index),
            DeathPlace::Exit | DeathPlace::Elsewhere => None,
        }
    }

    /// How the process ended.
    pub(super) fn end(self) -> End {
        self.end
    }

    /// Whether the time was over.
    pub(super) fn is_late(self) -> bool {
        self.end == End::TimedOut
    }
}

/// Whether what came `alike` times in so many tries comes at least as often without the module. Twice as many tries decide,
/// since what is excused is not looked at again.
pub(super) fn comes_as_often<E>(
    alike: usize,
    tries: usize,
    mut control: impl FnMut() -> Result<bool, E>,
) -> Result<bool, E> {
    let mut missing = 2 * alike;
    for left in (0..2 * tries).rev() {
        missing -= usize::from(control()?);
        if missing == 0 || missing > left {
            break;
        }
    }
    Ok(missing == 0)
}

/// The same steps, with modules of the standard library instead of the one under test; each with its number.
pub(super) fn without_module(steps: &[Step]) -> Vec<(usize, Step)> {
    with(steps, &PythonAction::Execute(IMPORT_COMPANIONS.to_owned()))
}

/// The same steps, with a sibling of the module under test instead of it; each with its number.
pub(super) fn with_sibling(steps: &[Step]) -> Vec<(usize, Step)> {
    with(steps, &PythonAction::Execute(LOAD_SIBLING.to_owned()))
}

/// The same steps, with another module instead of the one under test; each with its number.
pub(super) fn with_other(steps: &[Step], name: &str) -> Vec<(usize, Step)> {
    with(steps, &PythonAction::Import(name.to_owned()))
}

fn with(steps: &[Step], instead: &PythonAction) -> Vec<(usize, Step)> {
    steps.iter().enumerate().filter_map(|(number, step)| Some((number, changed(step, instead)?))).collect()
}

/// The same steps without the user's code; each with its number.
pub(super) fn without_use(steps: &[Step]) -> Vec<(usize, Step)> {
    steps.iter().enumerate().filter_map(|(number, step)| Some((number, unused(step)?))).collect()
}

fn unused(step: &Step) -> Option<Step> {
    let mut step = step.clone();
    if let Action::Threads(lists) = &mut step.action {
        lists.iter_mut().for_each(|steps| *steps = steps.iter().filter_map(unused).collect());
    }
    (!is_use(&step)).then_some(step)
}

fn changed(step: &Step, instead: &PythonAction) -> Option<Step> {
    if is_use(step) {
        return None;
    }
    let mut step = step.clone();
    match &mut step.action {
        Action::Append(_) => return None,
        Action::Threads(lists) => {
            let each = |steps: &Vec<Step>| steps.iter().filter_map(|step| changed(step, instead)).collect();
            lists.iter_mut().for_each(|steps| *steps = each(steps));
        }
        // How many threads there are, and the state of the process, others can be asked as well.
        Action::Python { action: PythonAction::Evaluate(code), .. }
            if ![THREADS, NAMED_THREADS, STATE].contains(&&**code) =>
        {
            return None;
        }
        Action::Python { action: PythonAction::Evaluate(_), .. } => {}
        Action::Python { action, .. } if !matches!(action, PythonAction::Execute(_)) && is_about_module(action) => {
            action.clone_from(instead);
        }
        _ => {}
    }
    Some(step)
}

#[cfg(test)]
mod tests {
    use super::super::Trial;
    use super::*;

    #[test]
    fn steps_keep_their_numbers_without_the_module() {
        let numbers =
            |trial: Trial| without_module(&trial.steps()).iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let trial = |name| Trial::from_name(name).unwrap();
        assert_eq!(numbers(trial("inittab")), [1, 2, 3, 4, 6]);
        assert_eq!(numbers(trial("threads")), [0, 1, 2, 3]);
    }

    #[test]
    fn an_end_must_come_as_often_without_the_module() {
        let often = |alike: usize, deaths: &[bool]| {
            let mut deaths = deaths.iter();
            let next = || Ok::<_, ()>(*deaths.next().unwrap());
            comes_as_often(alike, 3, next).unwrap()
        };
        assert!(often(3, &[true; 6]) && often(1, &[false, true, false, false, false, true]));
        assert!(!often(3, &[true, false]) && !often(2, &[false, true, false, true, false]));
    }

    #[test]
    fn only_the_same_end_in_the_same_step_is_the_same() {
        let death = |end, place| Death { end, place };
        let late = death(End::TimedOut, DeathPlace::Step(2));
        let killed = |signal, step| death(End::Exited(128 + signal).relayed(), DeathPlace::Step(step));
        assert!(killed(6, 2).is_like(killed(11, 2)) && !killed(6, 2).is_like(killed(6, 1)));
        assert!(!killed(6, 2).is_like(late));
        assert_eq!(death(End::TimedOut, DeathPlace::Step(1)).at(&[0, 2]), late);
        assert_ne!(death(End::TimedOut, DeathPlace::Step(0)).at(&[0, 2]), late);
        assert_ne!(death(End::Exited(3), DeathPlace::Step(1)).at(&[0, 2]), late);
        assert_ne!(death(End::TimedOut, DeathPlace::Exit).at(&[0, 2]), late);
    }
}
