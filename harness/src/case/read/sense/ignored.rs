//! Whether every key of a step changes what is done.

use toml::de::DeTable;

use super::{Written, each, items};
use crate::case::{Action, Case, Mode};
use crate::document::{Problems, Value};

/// Checks the keys that another key, or the modes of the case, can make meaningless.
pub(super) fn check(steps: &[Written<'_>], case: &Case, problems: &Problems) {
    let ignored = |value: &Value<'_>, key: &str, why: &str, help: &str| {
        problems.add(value.span(), format!("`{key}` changes nothing: {why}"), help);
    };
    each(steps, &mut |written| {
        match &written.step.action {
            Action::Register { shadowing: true, .. } if !case.modes.contains(&Mode::Inittab) => {
                if let Some(value) = written.get("shadowing") {
                    ignored(value, "shadowing", "the case doesn't run in mode `inittab`", "remove it");
                }
            }
            Action::Threads(_) if !written.list("threads").is_empty() => {
                if let Some(value) = written.get("steps") {
                    let help = "remove it, or give the number of threads";
                    ignored(value, "steps", "`threads` lists the steps of each thread", help);
                }
            }
            _ => {}
        }
        for value in entries(written).filter(|entry| is_null(entry)).filter_map(|entry| entry.get("from")) {
            ignored(value, "from", "NULL isn't looked up", "remove it, or the `fixture`");
        }
    });
}

/// The step as an entry of the table, and those that it lists.
fn entries<'a>(written: &Written<'a>) -> impl Iterator<Item = &'a DeTable<'a>> {
    let lists = ["extend", "assign", "modules"].into_iter().filter_map(|key| written.get(key));
    let listed = lists.flat_map(items).filter_map(|value| value.get_ref().as_table());
    written.table().into_iter().chain(listed)
}

fn is_null(entry: &DeTable<'_>) -> bool {
    entry.get("fixture").and_then(|value| value.get_ref().as_str()) == Some("NULL")
}
