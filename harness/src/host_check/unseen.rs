//! Steps of a manifest that no description has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use extproof_contract::Ability;

use crate::engine::{Host, Setup};
use crate::version::Version;

/// Steps that a manifest lists, and that none of its hosts declares on the Pythons on which they were asked. Another Python may
/// have them: a host can need a newer one than the C API does.
#[derive(Debug, PartialEq, Eq)]
pub struct UnseenSteps {
    /// The manifest.
    pub manifest: PathBuf,
    /// Its hosts that were asked, by name.
    pub hosts: Vec<String>,
    /// The Pythons on which they were asked.
    pub pythons: Vec<Version>,
    /// The steps.
    pub steps: Vec<Ability>,
}

/// The unseen steps of each manifest that has some.
pub fn unseen_steps(setups: &[Setup]) -> Vec<UnseenSteps> {
    let mut asked: BTreeMap<&Path, Vec<(&Host, Version)>> = BTreeMap::new();
    for setup in setups {
        for host in &setup.hosts {
            asked.entry(&host.kind.manifest.path).or_default().push((host, setup.python.version));
        }
    }
    asked.into_iter().filter_map(|(manifest, asked)| unseen(manifest, &asked)).collect()
}

fn unseen(manifest: &Path, asked: &[(&Host, Version)]) -> Option<UnseenSteps> {
    let (first, _) = asked.first()?;
    let has = |(host, _): &(&Host, Version), step| host.description.said.can(step);
    let may_have =
        |(_, python): &(&Host, Version), step: Ability| step.since().is_none_or(|since| since <= python.minor);
    let is_unseen =
        |step: &Ability| asked.iter().any(|one| may_have(one, *step)) && !asked.iter().any(|one| has(one, *step));
    let steps: Vec<Ability> = first.kind.manifest.steps.iter().flatten().copied().filter(is_unseen).collect();
    let names: BTreeSet<&str> = asked.iter().map(|(host, _)| host.kind.name.as_str()).collect();
    let pythons: BTreeSet<Version> = asked.iter().map(|(_, python)| *python).collect();
    (!steps.is_empty()).then(|| UnseenSteps {
        manifest: manifest.to_owned(),
        hosts: names.into_iter().map(str::to_owned).collect(),
        pythons: pythons.into_iter().collect(),
        steps,
    })
}
