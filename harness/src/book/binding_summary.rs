//! What the packages of each binding give their users, in numbers.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use maud::{Markup, html};

use super::checked::{CheckedModule, Package};
use super::layout::wide;
use super::wheel_list::LEGACY_SUBS;
use crate::check::TrialVerdict;

/// What users of a package may want, and the trials that all have to work for it.
const WANTED: [(&str, &[&str]); 6] = [
    ("re-import", &["reimport"]),
    ("re-initialization", &["reinit"]),
    ("legacy sub-interpreters", &LEGACY_SUBS),
    ("own GIL", &["own-gil"]),
    (FREE_THREADING, &["free-threading"]),
    ("no growth", &["growth-reinit", "growth-sub"]),
];

const FREE_THREADING: &str = "free-threading";

/// In how many packages something works, of those in which that could be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    works: usize,
    judged: usize,
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.works += other.works;
        self.judged += other.judged;
    }
}

pub(super) fn table(packages: &[Package<'_>]) -> Markup {
    let mut bindings: BTreeMap<&str, (usize, [Share; WANTED.len()])> = BTreeMap::new();
    for package in packages {
        for made_with in package.made_with() {
            let (count, sums) = bindings.entry(made_with).or_default();
            *count += 1;
            for (sum, share) in sums.iter_mut().zip(shares(package, made_with)) {
                *sum += share;
            }
        }
    }
    let mut rows: Vec<_> = bindings.into_iter().collect();
    rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let table = html! {
        table {
            caption { "In how many packages all trials of it work, of those in which they could be judged, each on the newest Python that it was checked on; free-threading on the newest free-threaded one" }
            thead { tr {
                @for title in ["Made with", "packages"].into_iter().chain(WANTED.map(|(title, _)| title)) { th scope="col" { (title) } }
            } }
            tbody {
                @for (made_with, (count, shares)) in rows {
                    tr {
                        th scope="row" { (made_with) }
                        td { (count) }
                        @for Share { works, judged } in shares { td { @if judged == 0 { "not judged" } @else { (works) " of " (judged) } } }
                    }
                }
            }
        }
    };
    wide("What each binding gives its users", &table)
}

/// Of a package's modules that were made with something.
fn shares(package: &Package<'_>, made_with: &str) -> [Share; WANTED.len()] {
    WANTED.map(|(title, trials)| {
        let is_meant = |module: &&&CheckedModule| {
            module.made_with() == made_with && module.is_free_threaded() == (title == FREE_THREADING)
        };
        let meant = || package.modules.iter().filter(is_meant);
        let newest = meant().map(|module| module.python_place()).max();
        let on_newest = meant().filter(|module| Some(module.python_place()) == newest);
        let verdicts: Vec<TrialVerdict> = on_newest
            .flat_map(|module| trials.iter().filter_map(|trial| module.result(trial)))
            .map(|result| result.verdict)
            .filter(|verdict| *verdict != TrialVerdict::NotApplicable)
            .collect();
        let works = verdicts.iter().all(|verdict| *verdict == TrialVerdict::Works);
        Share { works: usize::from(works && !verdicts.is_empty()), judged: usize::from(!verdicts.is_empty()) }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::book::checked::packages;
    use crate::check::Trial;

    #[test]
    fn a_package_counts_on_its_newest_python_where_all_its_trials_work() {
        let module = |python: &str, verdicts: &[(&str, &str)]| {
            let trials: Vec<_> =
                verdicts.iter().map(|(trial, verdict)| json!({"trial": trial, "verdict": verdict})).collect();
            let text = json!({"name": "spam", "python": python, "binding": "cython", "trials": trials});
            serde_json::from_value::<CheckedModule>(text).unwrap()
        };
        let all = [
            module(
                "3.14.10",
                &[("reimport", "works"), ("reinit", "refused"), ("two-subs", "works"), ("sub-after-main", "shares")],
            ),
            module("3.9.18", &[("reinit", "works"), ("own-gil", "works")]),
            module("3.13.15t", &[("reimport", "fails"), ("free-threading", "works")]),
        ];
        let [works, fails, open] = [(1, 1), (0, 1), (0, 0)].map(|(works, judged)| Share { works, judged });
        assert_eq!(shares(&packages(&all)[0], "Cython"), [works, fails, fails, open, works, open]);
    }

    #[test]
    fn every_trial_of_the_summary_is_there() {
        let missing =
            WANTED.iter().flat_map(|(_, trials)| trials.iter()).find(|trial| Trial::from_name(trial).is_none());
        assert_eq!(missing, None);
    }
}
