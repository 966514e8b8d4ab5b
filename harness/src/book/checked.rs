//! Modules that were checked, as `extproof check --format json` tells of them. `ci/check-wheels` keeps such reports, with the date.

use std::cmp::Reverse;

use serde::Deserialize;

use crate::check::{Declared, NotApplicable, TrialVerdict};
use crate::version::Version;

/// A module on a Python.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CheckedModule {
    /// The name of its wheel; nothing if it was installed otherwise.
    wheel: Option<String>,
    pub(super) name: String,
    pub(super) python: String,
    /// What it was made with, as extproof sees it, instead of C alone.
    binding: Option<String>,
    /// What it was made with, as whoever keeps the results says.
    made_with: Option<String>,
    /// How often its package is downloaded in 30 days, if that was kept.
    downloads: Option<u64>,
    pub(super) declared: Option<Declared>,
    /// Where that isn't what was seen, or could be more.
    #[serde(default)]
    pub(super) remarks: Vec<String>,
    /// The day on which it was checked, if that was kept.
    pub(super) date: Option<String>,
    pub(super) trials: Vec<TrialResult>,
}

/// What came of a trial.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct TrialResult {
    pub(super) trial: String,
    pub(super) verdict: TrialVerdict,
    /// Why it doesn't apply, as a word of the report.
    reason: Option<String>,
    #[serde(default)]
    pub(super) detail: String,
    /// The program without extproof that was run for the same, if there is one.
    program: Option<String>,
    /// Whether it showed the same.
    #[serde(default)]
    reproduced: bool,
}

/// What a program without extproof says of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Witness<'a> {
    ShownBy(&'a str),
    NotSeenBy(&'a str),
}

impl TrialResult {
    /// Whether it doesn't apply to any module on that Python.
    pub(super) fn is_up_to_python(&self) -> bool {
        self.reason.as_deref().is_some_and(|reason| {
            [NotApplicable::HasGil, NotApplicable::NoConfigs].iter().any(|known| known.name() == reason)
        })
    }

    pub(super) fn witness(&self) -> Option<Witness<'_>> {
        let program = self.program.as_deref()?;
        Some(if self.reproduced { Witness::ShownBy(program) } else { Witness::NotSeenBy(program) })
    }
}

/// A module that could not be checked on a Python.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct NotChecked {
    pub(super) name: String,
    pub(super) python: String,
    pub(super) reason: String,
}

/// What is another result than in the check before.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CheckChange {
    wheel: Option<String>,
    pub(super) name: String,
    pub(super) python: String,
    /// The release that was checked before, and the one that was checked now.
    pub(super) before: Option<String>,
    pub(super) now: Option<String>,
    #[serde(default)]
    pub(super) trials: Vec<TrialChange>,
}

/// A verdict that is another one; nothing where the trial wasn't done.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct TrialChange {
    pub(super) trial: String,
    pub(super) before: Option<TrialVerdict>,
    pub(super) now: Option<TrialVerdict>,
}

impl CheckChange {
    pub(super) fn package(&self) -> String {
        package_of(self.wheel.as_deref(), &self.name)
    }
}

/// The modules of one distribution.
pub(super) struct Package<'a> {
    /// Its name, as an index of packages has it.
    pub(super) name: String,
    /// Its modules in the order of the reports, each on all of its Pythons.
    pub(super) modules: Vec<&'a CheckedModule>,
}

impl CheckedModule {
    /// The name of what it belongs to: its wheel's project, or the package that it is imported from.
    fn package(&self) -> String {
        package_of(self.wheel.as_deref(), &self.name)
    }

    /// What it was made with.
    pub(super) fn made_with(&self) -> &str {
        match self.made_with.as_deref().or(self.binding.as_deref()) {
            None => "C or C++",
            Some("cython") => "Cython",
            Some("pyo3") => "PyO3",
            Some(other) => other,
        }
    }

    /// Its place among Pythons: by minor version, free-threaded builds after the others. What can't be read comes first.
    pub(super) fn python_place(&self) -> impl Ord + use<> {
        let version: Option<Version> = self.python.parse().ok();
        (version.map(|version| (version.minor, version.free_threaded, version)), self.python.clone())
    }

    pub(super) fn is_free_threaded(&self) -> bool {
        self.python.parse::<Version>().is_ok_and(|version| version.free_threaded)
    }

    /// The release that it is from.
    pub(super) fn release(&self) -> Option<&str> {
        self.wheel.as_deref()?.split('-').nth(1)
    }

    /// Its release's place among releases, by the numbers in it.
    fn release_place(&self) -> Vec<u64> {
        let release = self.release().unwrap_or_default();
        let digits = release.split(|char: char| !char.is_ascii_digit()).filter(|part| !part.is_empty());
        digits.map(|part| part.parse().unwrap_or(u64::MAX)).collect()
    }

    pub(super) fn result(&self, trial: &str) -> Option<&TrialResult> {
        self.trials.iter().find(|result| result.trial == trial)
    }

    /// The verdicts that say something, each with its trials, the worst first.
    pub(super) fn verdicts(&self) -> Vec<(TrialVerdict, Vec<&str>)> {
        let mut verdicts: Vec<(TrialVerdict, Vec<&str>)> = Vec::new();
        for TrialResult { trial, verdict, .. } in &self.trials {
            match verdicts.iter_mut().find(|(known, _)| known == verdict) {
                Some((_, trials)) => trials.push(trial),
                None => verdicts.push((*verdict, vec![trial])),
            }
        }
        verdicts.retain(|(verdict, _)| *verdict != TrialVerdict::NotApplicable);
        verdicts.sort_by(|(one, _), (other, _)| other.cmp(one));
        verdicts
    }
}

impl<'a> Package<'a> {
    /// How often it is downloaded in 30 days.
    pub(super) fn downloads(&self) -> Option<u64> {
        self.modules.iter().filter_map(|module| module.downloads).max()
    }

    /// What it was made with, each once.
    pub(super) fn made_with(&self) -> Vec<&'a str> {
        let mut all: Vec<&str> = self.modules.iter().map(|module| module.made_with()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Its modules in its newest release that was checked, on each Python on which that was.
    pub(super) fn newest(&self) -> Vec<&'a CheckedModule> {
        let newest = self.modules.iter().map(|module| module.release_place()).max();
        self.modules.iter().copied().filter(|module| Some(module.release_place()) == newest).collect()
    }
}

fn package_of(wheel: Option<&str>, module: &str) -> String {
    let of_wheel = wheel.and_then(|wheel| wheel.split('-').next());
    let top = || module.split('.').next().unwrap_or_default();
    let kept = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let name = of_wheel.unwrap_or_else(top).to_lowercase();
    // It is a file's name: nothing in it leads out of the folder.
    name.chars().map(|char| if kept(char) { char } else { '-' }).collect()
}

/// The packages of modules, those with the most downloads first, and those without a number in their order. What was checked again replaces
/// what came before.
pub(super) fn packages<'a>(modules: impl IntoIterator<Item = &'a CheckedModule>) -> Vec<Package<'a>> {
    let mut packages: Vec<Package<'a>> = Vec::new();
    for module in modules {
        let name = module.package();
        let at = packages.iter().position(|package| package.name == name).unwrap_or_else(|| {
            packages.push(Package { name, modules: Vec::new() });
            packages.len() - 1
        });
        let known = &mut packages[at].modules;
        match known.iter_mut().find(|known| (&known.name, &known.python) == (&module.name, &module.python)) {
            Some(known) => *known = module,
            None => {
                let last = known.iter().rposition(|known| known.name == module.name);
                known.insert(last.map_or(known.len(), |last| last + 1), module);
            }
        }
    }
    for package in &mut packages {
        // Modules in the order of the reports, each on its Pythons.
        package
            .modules
            .chunk_by_mut(|one, other| one.name == other.name)
            .for_each(|on| on.sort_by_key(|module| module.python_place()));
    }
    packages.sort_by_key(|package| Reverse(package.downloads()));
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(wheel: &str, name: &str, verdict: &str) -> CheckedModule {
        let trials =
            format!(r#"[{{"trial": "import", "verdict": "works"}}, {{"trial": "reinit", "verdict": "{verdict}"}}]"#);
        let text = format!(r#"{{"wheel": {wheel}, "name": "{name}", "python": "3.12.1", "trials": {trials}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn modules_belong_to_the_project_of_their_wheel() {
        let wheel = r#""Spam_Eggs-1.2-cp312-cp312-linux_x86_64.whl""#;
        let all =
            [module(wheel, "spam.a", "fails"), module("null", "ham.x", "works"), module(wheel, "spam.b", "works")];
        let found = packages(&all);
        let told: Vec<_> = found.iter().map(|package| (package.name.as_str(), package.modules.len())).collect();
        assert_eq!(told, [("spam-eggs", 2), ("ham", 1)]);
        assert_eq!((all[0].release(), all[1].release()), (Some("1.2"), None));
    }

    #[test]
    fn a_module_stands_with_itself_on_other_pythons() {
        let on =
            |name: &str, python: &str| CheckedModule { python: python.to_owned(), ..module("null", name, "works") };
        let all = [on("spam.a", "3.10"), on("spam.b", "3.10"), on("spam.a", "3.12"), on("spam.b", "3.12")];
        let found = packages(&all);
        let told: Vec<String> = found[0].modules.iter().map(|one| format!("{} {}", one.name, one.python)).collect();
        assert_eq!(told, ["spam.a 3.10", "spam.a 3.12", "spam.b 3.10", "spam.b 3.12"]);
    }

    #[test]
    fn what_was_checked_again_replaces_what_came_before() {
        let all = [module("null", "spam", "crashed"), module("null", "spam", "keeps")];
        let found = packages(&all);
        assert_eq!(found[0].modules.len(), 1);
        let verdicts = found[0].modules[0].verdicts();
        assert_eq!(verdicts, [(TrialVerdict::Keeps, vec!["reinit"]), (TrialVerdict::Works, vec!["import"])]);
    }
}
