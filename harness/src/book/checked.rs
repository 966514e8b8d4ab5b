//! Modules that were checked, as `extproof check --format json` tells of them. `ci/check-wheels` keeps such reports, with the date.

use serde::Deserialize;

use crate::check::{Declared, TrialVerdict};

/// A module on a Python.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CheckedModule {
    /// The name of its wheel; nothing if it was installed otherwise.
    wheel: Option<String>,
    pub(super) name: String,
    pub(super) python: String,
    /// What it was made with, instead of C alone.
    pub(super) binding: Option<String>,
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
    #[serde(default)]
    pub(super) detail: String,
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
        let of_wheel = self.wheel.as_deref().and_then(|wheel| wheel.split('-').next());
        let top = || self.name.split('.').next().unwrap_or_default();
        let kept = |char: char| char.is_ascii_alphanumeric() || char == '-';
        let name = of_wheel.unwrap_or_else(top).to_lowercase();
        // It is a file's name: nothing in it leads out of the folder.
        name.chars().map(|char| if kept(char) { char } else { '-' }).collect()
    }

    /// The release that it is from.
    pub(super) fn release(&self) -> Option<&str> {
        self.wheel.as_deref()?.split('-').nth(1)
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

/// The packages of modules, in their order. What was checked again replaces what came before.
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
