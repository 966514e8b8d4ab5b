//! Whether a step can meet its expectation.

use toml::de::DeTable;

use super::{Written, each, items};
use crate::case::read::expect::SCOPE_KEYS;
use crate::case::read::step::StepContext;
use crate::case::{Action, PythonAction};
use crate::document::Problems;

/// Checks the expectations of all steps.
pub(super) fn check(steps: &[Written<'_>], problems: &Problems) {
    each(steps, &mut |written| {
        let Some(value) = written.get("expect") else { return };
        for table in items(value).iter().filter_map(|value| value.get_ref().as_table()) {
            of_step(written, table, problems);
            together(table, problems);
        }
    });
}

fn of_step(written: &Written<'_>, table: &DeTable<'_>, problems: &Problems) {
    let allowed = keys(written);
    for key in table.keys() {
        let name = key.get_ref().as_ref();
        if !allowed.contains(&name) && !SCOPE_KEYS.contains(&name) {
            let message = format!("{} has no `{name}`{}", written.name(), aside(written, name));
            problems.add(key.span(), message, format!("allowed: {}", allowed.join(", ")));
        }
    }
}

/// The keys that a step allows.
fn keys(written: &Written<'_>) -> Vec<&'static str> {
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
        // In some modes, Python code places the library.
        Action::Register { .. } | Action::Place { .. } | Action::Resource { .. } => keys.push("raises"),
        _ => {}
    }
    if written.place != StepContext::Thread {
        keys.push("events");
    }
    keys.push("ends");
    keys
}

fn aside(written: &Written<'_>, key: &str) -> &'static str {
    match (written.place, key) {
        (StepContext::Thread, "events") => {
            " in a thread: events can't be assigned to a thread; expect them of `threads`"
        }
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

fn conflict(table: &DeTable<'_>, one: &str, others: &[&str], problems: &Problems) {
    for key in table.keys().filter(|key| others.contains(&key.get_ref().as_ref())) {
        let message = format!("`{}` and {one} exclude each other", key.get_ref());
        problems.add(key.span(), message, "remove one of them");
    }
}
