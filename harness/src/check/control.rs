//! Whether Python itself ends as it does with a module: the trial without the module.

use std::fmt;

use super::steps::IMPORT_COMPANIONS;
use crate::case::{Action, PythonAction, Step};
use crate::isolate::End;
use crate::transcript::{Outcome, Transcript};

/// How and where a process ended that should have gone on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Death {
    end: End,
    place: Place,
}

/// Where a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
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
        let next = || steps.iter().position(|step| step.outcome == Outcome::NotReached);
        let place = begun.or_else(next).map_or(Place::Exit, Place::Step);
        Some(Self { end, place })
    }

    /// The same in the steps from which those here were taken.
    pub(super) fn at(self, places: &[usize]) -> Self {
        let place = match self.place {
            Place::Step(index) => places.get(index).copied().map_or(Place::Elsewhere, Place::Step),
            place => place,
        };
        Self { place, ..self }
    }

    /// Whether the time was over.
    pub(super) fn is_late(self) -> bool {
        self.end == End::TimedOut
    }
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.end.fmt(f)
    }
}

/// Whether an end that came `alike` times in so many tries comes at least as often without the module. Twice as many tries
/// decide, since what is excused is not looked at again.
pub(super) fn comes_as_often<E>(
    death: Death,
    alike: usize,
    tries: usize,
    mut control: impl FnMut() -> Result<Option<Death>, E>,
) -> Result<bool, E> {
    let mut missing = 2 * alike;
    for left in (0..2 * tries).rev() {
        missing -= usize::from(control()? == Some(death));
        if missing == 0 || missing > left {
            break;
        }
    }
    Ok(missing == 0)
}

/// The same steps, with modules of the standard library instead of the one under test; each with its number.
pub(super) fn without_module(steps: &[Step]) -> Vec<(usize, Step)> {
    steps.iter().enumerate().filter_map(|(number, step)| Some((number, changed(step)?))).collect()
}

fn changed(step: &Step) -> Option<Step> {
    let mut step = step.clone();
    match &mut step.action {
        Action::Append(_) => return None,
        Action::Threads(lists) => {
            lists.iter_mut().for_each(|steps| *steps = steps.iter().filter_map(changed).collect());
        }
        Action::Python { action: PythonAction::Evaluate(_), .. } => return None,
        Action::Python { action, .. } if !matches!(action, PythonAction::Execute(_)) => {
            *action = PythonAction::Execute(IMPORT_COMPANIONS.to_owned());
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
        assert_eq!(numbers(Trial::Inittab), [1, 2, 3, 4, 6]);
        assert_eq!(numbers(Trial::Threads), [0, 1, 2, 3]);
    }

    #[test]
    fn an_end_must_come_as_often_without_the_module() {
        let death = Death { end: End::TimedOut, place: Place::Exit };
        let often = |alike: usize, deaths: &[bool]| {
            let mut deaths = deaths.iter();
            let next = || Ok::<_, ()>(deaths.next().unwrap().then_some(death));
            comes_as_often(death, alike, 3, next).unwrap()
        };
        assert!(often(3, &[true; 6]) && often(1, &[false, true, false, false, false, true]));
        assert!(!often(3, &[true, false]) && !often(2, &[false, true, false, true, false]));
    }

    #[test]
    fn only_the_same_end_in_the_same_step_is_the_same() {
        let death = |end, place| Death { end, place };
        let late = death(End::TimedOut, Place::Step(2));
        assert_eq!(death(End::TimedOut, Place::Step(1)).at(&[0, 2]), late);
        assert_ne!(death(End::TimedOut, Place::Step(0)).at(&[0, 2]), late);
        assert_ne!(death(End::Exited(3), Place::Step(1)).at(&[0, 2]), late);
        assert_ne!(death(End::TimedOut, Place::Exit).at(&[0, 2]), late);
    }
}
