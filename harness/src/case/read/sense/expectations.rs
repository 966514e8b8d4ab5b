//! Whether a step can meet its expectation.

use toml::de::DeTable;

use super::{Written, each, items};
use crate::case::read::expect::SCOPE_KEYS;
use crate::case::read::step::StepContext;
use crate::case::{Action, Case, LibraryKind, Mode, PythonAction};
use crate::document::{Problems, Value};

/// Checks the expectations of all steps.
pub(super) fn check(steps: &[Written<'_>], case: &Case, problems: &Problems) {
    each(steps, &mut |written| {
        let Some(value) = written.get("expect") else { return };
        for (value, expectation) in items(value).iter().zip(&written.step.expect) {
            let Some(table) = value.get_ref().as_table() else { continue };
            let modes = &expectation.scope.modes;
            of_step(written, table, if modes.is_empty() { &case.modes } else { modes }, problems);
            together(table, problems);
            there_and_absent(table, problems);
        }
    });
}

/// Checks the keys of an expectation that counts in these modes.
fn of_step(written: &Written<'_>, table: &DeTable<'_>, modes: &[Mode], problems: &Problems) {
    let allowed = keys(written, modes);
    for key in table.keys() {
        let name = key.get_ref().as_ref();
        if !allowed.contains(&name) && !SCOPE_KEYS.contains(&name) {
            let message = format!("{} has no `{name}`{}", written.name(), aside(written, name));
            problems.add(key.span(), message, format!("allowed: {}", allowed.join(", ")));
        }
    }
}

/// The keys that a step allows in these modes.
fn keys(written: &Written<'_>, modes: &[Mode]) -> Vec<&'static str> {
    let mut keys = vec!["result", "message"];
    match &written.step.action {
        Action::Python { action, .. } => {
            keys.push("raises");
            match action {
                PythonAction::Import(_) => keys.push("phase"),
                PythonAction::Evaluate(_) => keys.push("value"),
                PythonAction::Observe(_) => keys.extend(["modules", "absent", "builtin_module_names"]),
                PythonAction::Forget(_) | PythonAction::Reload(_) | PythonAction::Execute(_) => {}
            }
        }
        action if modes.iter().any(|mode| places_library(action, *mode)) => keys.push("raises"),
        _ => {}
    }
    if written.place != StepContext::Thread {
        keys.push("events");
    }
    keys.push("ends");
    keys
}

/// Whether Python code places a shared library for the step, which can raise an exception.
fn places_library(action: &Action, mode: Mode) -> bool {
    match action {
        Action::Register { .. } => mode != Mode::Inittab,
        Action::Resource { kind, .. } => *kind == LibraryKind::Path,
        Action::Place { .. } => true,
        _ => false,
    }
}

fn aside(written: &Written<'_>, key: &str) -> &'static str {
    match (&written.step.action, key) {
        (_, "events") if written.place == StepContext::Thread => {
            " in a thread: events can't be assigned to a thread; expect them of `threads`"
        }
        (Action::Register { .. }, "raises") => " in mode `inittab`, in which no Python code places a library",
        (Action::Resource { .. }, "raises") => " if it is in memory: no Python code places a library",
        _ => "",
    }
}

/// Keys of which only one can hold.
const EITHER: [(&str, &[&str]); 2] = [
    ("ends", &["result", "raises", "phase", "message", "value", "modules", "absent", "builtin_module_names"]),
    ("value", &["raises", "phase", "message"]),
];

fn together(table: &DeTable<'_>, problems: &Problems) {
    for (one, others) in EITHER {
        if table.contains_key(one) {
            conflict(table, &format!("`{one}`"), others, problems);
        }
    }
    let result = |word: &str| table.get("result").and_then(|value| value.get_ref().as_str()) == Some(word);
    if result("ok") {
        conflict(table, "`result = \"ok\"`", &["raises", "phase", "message"], problems);
    }
    if result("failed") {
        conflict(table, "`result = \"failed\"`", &["value", "modules", "absent", "builtin_module_names"], problems);
    }
}

/// Checks that no name is to be in `sys.modules` and not.
fn there_and_absent(table: &DeTable<'_>, problems: &Problems) {
    let names = |key: &str| table.get(key).map(items).unwrap_or_default();
    let there: Vec<_> = names("modules").iter().filter_map(|value| value.get_ref().as_str()).collect();
    let is_there = |value: &&Value<'_>| value.get_ref().as_str().is_some_and(|name| there.contains(&name));
    for value in names("absent").iter().filter(is_there) {
        let name = value.get_ref().as_str().unwrap_or_default();
        problems.add(value.span(), format!("`{name}` is in `modules` and in `absent`"), "remove it from one of them");
    }
}

fn conflict(table: &DeTable<'_>, one: &str, others: &[&str], problems: &Problems) {
    for key in table.keys().filter(|key| others.contains(&key.get_ref().as_ref())) {
        let message = format!("`{}` and {one} exclude each other", key.get_ref());
        problems.add(key.span(), message, "remove one of them");
    }
}
