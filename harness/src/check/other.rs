//! Another module of the user's choice, which is imported beside each module.

use std::path::Path;

use super::steps::{MAIN, NAME, import_named};
use crate::case::{Action, PythonAction, Step};

/// Another module of the user's choice, which is imported beside each module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Its name.
    pub(super) name: String,
    /// What pip installs beside a wheel to bring it.
    pub(super) requirement: Option<String>,
}

impl Other {
    /// From `MODULE` or `MODULE=REQUIREMENT`.
    pub fn read(text: &str) -> Option<Self> {
        let (name, requirement) = text
            .split_once('=')
            .map_or((text, None), |(name, requirement)| (name, Some(requirement.trim().to_owned())));
        let is_name = name.split('.').all(|part| !part.is_empty() && !part.starts_with(|char: char| char.is_ascii_digit()))
            // The name stands in steps, in which braces are for words.
            && name.chars().all(|char| char == '_' || char == '.' || char.is_alphanumeric());
        // pip takes what begins with a dash as an option.
        let is_requirement = requirement.as_ref().is_none_or(|text| !text.is_empty() && !text.starts_with(['-', '=']));
        (is_name && is_requirement).then(|| Self { name: name.to_owned(), requirement })
    }

    /// The same, where a requirement that is a file or a folder has its whole path, as pip needs it. A relative one starts from this
    /// folder.
    pub fn below(self, folder: &Path) -> Self {
        let whole = |text: String| {
            // What comes with it can be chosen in brackets.
            let (file, extras) = text.split_at(text.rfind('[').filter(|_| text.ends_with(']')).unwrap_or(text.len()));
            let path = folder.join(file).canonicalize().ok().filter(|_| file.contains('/'));
            let path = path.and_then(|path| path.into_os_string().into_string().ok());
            path.map(|path| format!("{path}{extras}")).unwrap_or(text)
        };
        Self { requirement: self.requirement.map(whole), ..self }
    }

    /// What pip is to install, if the user says so.
    pub fn requirement(&self) -> Option<&str> {
        self.requirement.as_deref()
    }

    /// The steps, with imports of all these modules where a step stands for them.
    pub(super) fn put(others: &[Self], steps: Vec<Step>) -> Vec<Step> {
        let named = |step: Step| {
            if stands_for_others(&step) {
                others.iter().map(|other| import_named(&other.name, MAIN)).collect()
            } else {
                vec![step]
            }
        };
        steps.into_iter().flat_map(named).collect()
    }
}

/// What the step of a trial imports that stands for all of them. No module has such a name.
const OTHERS: &str = "{others}";

/// The step that stands for the imports of all of them.
pub(super) fn import_others() -> Step {
    import_named(OTHERS, MAIN)
}

fn stands_for_others(step: &Step) -> bool {
    matches!(&step.action, Action::Python { action: PythonAction::Import(name), .. } if name == OTHERS)
}

/// Whether an action is about the module under test, and not about another one beside it.
pub(super) fn is_about_module(action: &PythonAction) -> bool {
    match action {
        PythonAction::Import(name) => name == NAME,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Trial;
    use super::*;

    #[test]
    fn a_module_can_come_with_what_pip_installs() {
        let read = |text| Other::read(text).map(|Other { name, requirement }| (name, requirement));
        assert_eq!(read("a.b_2"), Some(("a.b_2".to_owned(), None)));
        assert_eq!(read("cv2=opencv-python>=4"), Some(("cv2".to_owned(), Some("opencv-python>=4".to_owned()))));
        for wrong in ["", "a..b", "9a", "a-b", "{fixture}", "=x", "a=", "a==1", "a=--user"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_of_them_is_imported_where_the_trial_says() {
        let others = ["x", "y"].map(|name| Other::read(name).unwrap());
        let titles = |name: &str| {
            let steps = Other::put(&others, Trial::from_name(name).unwrap().steps());
            let name = |step: &Step| match &step.action {
                Action::Python { action: PythonAction::Import(name), .. } => Some(name.clone()),
                _ => None,
            };
            steps.iter().filter_map(name).collect::<Vec<_>>()
        };
        assert_eq!(titles("after-others"), ["x", "y", NAME]);
        assert_eq!(titles("before-others"), [NAME, "x", "y", NAME]);
    }
}
