//! A small file for each checked package, which shields.io makes a badge of: <https://shields.io/badges/endpoint-badge>.

use serde::Serialize;

use super::checked::{CheckedModule, Package};
use crate::check::TrialVerdict;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Badge {
    schema_version: u32,
    label: &'static str,
    message: String,
    color: &'static str,
}

/// From good to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Color {
    Unknown,
    Works,
    Refused,
    Faulty,
    Ends,
}

impl Color {
    fn of(verdict: TrialVerdict) -> Self {
        match verdict {
            // Nothing is known of the module then.
            TrialVerdict::Error | TrialVerdict::NotApplicable => Self::Unknown,
            TrialVerdict::Works => Self::Works,
            // A module that says no where it can't work does what is documented.
            TrialVerdict::Refused => Self::Refused,
            TrialVerdict::Exits | TrialVerdict::Crashed | TrialVerdict::Hung => Self::Ends,
            _ => Self::Faulty,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Unknown => "lightgrey",
            Self::Works => "brightgreen",
            Self::Refused => "green",
            Self::Faulty => "orange",
            Self::Ends => "red",
        }
    }
}

pub(super) fn path(package: &Package<'_>) -> String {
    format!("wheels/{}.json", package.name)
}

pub(super) fn write(package: &Package<'_>) -> (String, String) {
    let color = verdicts(package).into_iter().map(Color::of).max().map_or("lightgrey", Color::name);
    let badge = Badge { schema_version: 1, label: "extproof", message: message(package), color };
    (path(package), serde_json::to_string(&badge).unwrap_or_default())
}

/// The verdicts on the modules of its newest release, the worst first; `works` only if there are no others.
pub(super) fn message(package: &Package<'_>) -> String {
    let mut verdicts = verdicts(package);
    if verdicts.len() > 1 {
        verdicts.retain(|verdict| *verdict != TrialVerdict::Works);
    }
    let names: Vec<&str> = verdicts.into_iter().map(TrialVerdict::name).collect();
    if names.is_empty() { TrialVerdict::NotApplicable.name().to_owned() } else { names.join(", ") }
}

fn verdicts(package: &Package<'_>) -> Vec<TrialVerdict> {
    let all = package.newest().into_iter().flat_map(CheckedModule::verdicts);
    let mut verdicts: Vec<TrialVerdict> = all.map(|(verdict, _)| verdict).collect();
    verdicts.sort_unstable_by(|one, other| other.cmp(one));
    verdicts.dedup();
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::checked::packages;

    #[test]
    fn a_badge_is_for_the_newest_release_on_the_pythons_that_it_was_checked_on() {
        let module = |release: &str, python: &str, verdict: &str| {
            let trials = [serde_json::json!({"trial": "reinit", "verdict": verdict})];
            let wheel = format!("spam-{release}-cp3-cp3-any.whl");
            let text = serde_json::json!({"wheel": wheel, "name": "spam", "python": python, "trials": trials});
            serde_json::from_value::<CheckedModule>(text).unwrap()
        };
        let all = [
            module("2.9.1", "3.10.13", "crashed"),
            module("2.10", "3.12.1", "refused"),
            module("2.10", "3.13.0", "works"),
        ];
        assert_eq!(message(&packages(&all)[0]), "refused");
    }

    #[test]
    fn the_worst_verdict_colours_the_badge_and_comes_first() {
        let told = |verdicts: &[&str]| {
            let trials: Vec<_> =
                verdicts.iter().map(|verdict| serde_json::json!({"trial": verdict, "verdict": verdict})).collect();
            let text = serde_json::json!({"name": "spam", "python": "3.12.1", "trials": trials});
            let modules: Vec<CheckedModule> = vec![serde_json::from_value(text).unwrap()];
            let badge: serde_json::Value = serde_json::from_str(&write(&packages(&modules)[0]).1).unwrap();
            (badge["message"].as_str().unwrap().to_owned(), badge["color"].as_str().unwrap().to_owned())
        };
        let expected = |message: &str, color: &str| (message.to_owned(), color.to_owned());
        assert_eq!(told(&["works", "n/a"]), expected("works", "brightgreen"));
        assert_eq!(told(&["works", "refused"]), expected("refused", "green"));
        assert_eq!(told(&["grows", "crashed", "refused"]), expected("crashed, grows, refused", "red"));
        assert_eq!(told(&["keeps", "refused"]).1, "orange");
        assert_eq!(told(&["error"]).1, "lightgrey");
        assert_eq!(told(&["works", "keeps"]), expected("keeps", "orange"));
        assert_eq!(told(&["n/a"]), expected("n/a", "lightgrey"));
    }
}
