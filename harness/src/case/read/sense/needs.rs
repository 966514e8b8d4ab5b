//! What the steps of a case need that not every Python and not every host has.

use std::collections::BTreeMap;

use extproof_contract::Ability;

use super::{Written, each};
use crate::case::{Case, KnownHost, Mode};

/// What the steps of a case need. A case runs only where all of its steps can be done.
pub(super) struct Needs {
    /// The first minor version that can do all steps, if it isn't the first supported one, and the step because of which.
    pub(super) since: Option<(u8, String)>,
    /// The steps in each mode, and what each needs.
    of_hosts: BTreeMap<Mode, Vec<(String, Ability)>>,
}

impl Needs {
    /// The needs of all steps.
    pub(super) fn of(steps: &[Written<'_>], case: &Case) -> Self {
        let mut needs = Self { since: None, of_hosts: BTreeMap::new() };
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

    /// The first step in this mode that a host can't do on any Python, and what it needs.
    pub(super) fn lacking(&self, host: &KnownHost, mode: Mode) -> Option<(&str, Ability)> {
        let steps = self.of_hosts.get(&mode)?;
        steps.iter().find(|(_, ability)| !host.can(*ability)).map(|(step, ability)| (step.as_str(), *ability))
    }
}
