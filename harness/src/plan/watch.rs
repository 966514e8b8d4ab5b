//! What an observation always shows.

use crate::case::{Action, PythonAction, Step};
use crate::plan::words::{Inside, Words};

/// The names that the case itself uses or expects, sorted.
pub(super) fn watched(steps: &[Step], words: &Words<'_>) -> Vec<String> {
    let mut names = Vec::new();
    collect(steps, words, &mut names);
    names.sort();
    names.dedup();
    names
}

fn collect(steps: &[Step], words: &Words<'_>, names: &mut Vec<String>) {
    for step in steps {
        // Without this, a module of the standard library would count as absent.
        for expectation in &step.expect {
            let listed = expectation.builtin_module_names.iter().map(|(name, _)| name);
            let expected = expectation.modules.iter().chain(&expectation.absent).chain(listed);
            names.extend(expected.map(|name| words.shown(name, Inside::Main)));
        }
        match &step.action {
            Action::Register { name, .. } | Action::RegisterLibrary { name, .. } | Action::Resource { name, .. } => {
                names.push(words.shown(name, Inside::Main))
            }
            Action::NewInterpreter { modules: Some(modules), .. } => {
                names.extend(modules.iter().map(|entry| words.shown(&entry.name, Inside::Main)));
            }
            Action::Append(entry) | Action::AddToConfig(entry) => names.push(words.shown(&entry.name, Inside::Main)),
            Action::Extend(entries) | Action::Assign(entries) => {
                names.extend(entries.iter().map(|entry| words.shown(&entry.name, Inside::Main)));
            }
            Action::Python { action: PythonAction::Import(name) | PythonAction::Forget(name), .. } => {
                names.push(words.shown(name, Inside::Main));
            }
            Action::Threads(threads) => threads.iter().for_each(|steps| collect(steps, words, names)),
            Action::RunMain(steps) => collect(steps, words, names),
            _ => {}
        }
    }
}
