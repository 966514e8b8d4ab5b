//! What the steps of a case need that not every Python and not every host has.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use extproof_contract::Ability;

use super::{Written, each};
use crate::case::{Action, Case, KnownHost, Mode};

/// What the steps of a case need. A case runs only where all of its steps can be done.
pub(super) struct Needs {
    /// The first minor version that can do all steps, if it isn't the first supported one, and the step because of which.
    pub(super) since: Option<(u8, String)>,
    /// The steps in each mode, and what each needs.
    of_hosts: BTreeMap<Mode, Vec<(String, Ability)>>,
    /// How often the steps initialize Python.
    initializations: usize,
}

/// What a host lacks.
pub(super) enum Lack<'a> {
    /// It can't do this step, which needs this, on any Python.
    Step(&'a str, Ability),
    /// It can initialize Python only this often, and the case does it more often.
    Initializations(NonZeroUsize, usize),
}

impl Needs {
    /// The needs of all steps.
    pub(super) fn of(steps: &[Written<'_>], case: &Case) -> Self {
        let initializations = initializations(steps);
        let mut needs = Self { since: None, of_hosts: BTreeMap::new(), initializations };
        each(steps, &mut |written| {
            for mode in &case.modes {
                let Some(ability) = written.step.action.ability(*mode) else { continue };
                if let Some(minor) = ability.since()
                    && needs.since.as_ref().is_none_or(|(known, _)| *known < minor)
                {
                    needs.since = Some((minor, written.name()));
                }
                needs.of_hosts.entry(*mode).or_default().push((written.name(), ability));
            }
        });
        needs
    }

    /// Which Pythons can do all steps, if not every one, and because of which step.
    pub(super) fn python(&self) -> Option<String> {
        let (minor, step) = self.since.as_ref()?;
        Some(format!("Python 3.{minor} or newer, which {step} needs"))
    }

    /// What a host lacks that the case needs in this mode, if anything.
    pub(super) fn lacking(&self, host: &KnownHost, mode: Mode) -> Option<Lack<'_>> {
        let mut steps = self.of_hosts.get(&mode).into_iter().flatten();
        let step = steps.find(|(_, ability)| !host.can(*ability));
        let too_few = host.initializations.filter(|possible| possible.get() < self.initializations);
        match step {
            Some((step, ability)) => Some(Lack::Step(step, *ability)),
            None => too_few.map(|possible| Lack::Initializations(possible, self.initializations)),
        }
    }
}

/// How often these steps initialize Python, or finalize it if they do that more often: as a scenario counts it.
fn initializations(steps: &[Written<'_>]) -> usize {
    let count = |wanted: fn(&Action) -> bool| steps.iter().filter(|written| wanted(&written.step.action)).count();
    let whole = count(|action| matches!(action, Action::RunMain(_)));
    let begun = count(|action| matches!(action, Action::Initialize { .. }));
    let ended = count(|action| matches!(action, Action::Finalize));
    whole + begun.max(ended)
}
