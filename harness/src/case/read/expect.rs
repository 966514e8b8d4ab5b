//! The `expect` of a step, and scopes.

use extproof_contract::Link;
use signal_hook::low_level::signal_name;
use toml::Spanned;

use super::Vocabulary;
use super::top::check_possible;
use crate::case::{Expectation, Gil, Mode, Phase, Scope};
use crate::document::{Problems, Table, Text, Value, list, number, string, suggestion, wrong_type};
use crate::version::Implementation;

/// The keys of a scope.
pub(super) const SCOPE_KEYS: [&str; 8] =
    ["python", "implementation", "gil", "debug", "mode", "fixture", "host", "link"];
const KEYS: [&str; 9] =
    ["raises", "phase", "message", "value", "modules", "absent", "builtin_module_names", "events", "ends"];
const ENDS: [&str; 2] = ["fatal", "timeout"];
/// The last of the signals that have names.
const LAST_SIGNAL: i32 = 31;

/// Reads the keys of a scope from a table that may have others.
pub(super) fn read_scope(table: &Table<'_, '_>, vocabulary: &Vocabulary<'_>) -> Scope {
    ["mode", "fixture", "host", "link"].iter().for_each(|key| table.filled(key));
    let fixtures = table.strings("fixture");
    for fixture in &fixtures {
        vocabulary.check(fixture, table.problems);
    }
    let python = table.parsed::<crate::version::Range>("python");
    let gil = table.one_of("gil", &Gil::NAMES, Gil::from_name);
    if let Some((range, span)) = &python {
        check_possible(range, gil, span.clone(), table.problems);
    }
    Scope {
        python: python.map(|(range, _)| range),
        implementation: table.one_of("implementation", &Implementation::NAMES, Implementation::from_name),
        gil,
        debug: table.boolean("debug"),
        modes: table.some_of("mode", &Mode::ALL.map(Mode::name), Mode::from_name),
        fixtures: fixtures.into_iter().map(|text| text.text).collect(),
        hosts: table.strings("host").into_iter().map(|text| text.text).collect(),
        links: table.some_of("link", &Link::NAMES, Link::from_name),
    }
}

/// Reads an expectation, or a list of them.
pub(super) fn read(value: &Value<'_>, vocabulary: &Vocabulary<'_>, problems: &Problems) -> Vec<Expectation> {
    match value.get_ref().as_array() {
        Some(items) if items.is_empty() => {
            problems.add(value.span(), "`expect` is empty", "remove it, or list at least one");
            Vec::new()
        }
        Some(items) => items.iter().filter_map(|item| read_one(item, vocabulary, problems)).collect(),
        None => read_one(value, vocabulary, problems).into_iter().collect(),
    }
}

fn read_one(value: &Value<'_>, vocabulary: &Vocabulary<'_>, problems: &Problems) -> Option<Expectation> {
    if let Some(word) = value.get_ref().as_str() {
        let succeeds = match word {
            "ok" => true,
            "failed" => false,
            _ => {
                problems.unknown(value.span(), "expectation", word, &["ok", "failed"]);
                return None;
            }
        };
        return Some(Expectation { succeeds: Some(succeeds), ..Expectation::default() });
    }
    let Some(table) = value.get_ref().as_table() else {
        wrong_type(value, "expect", "a word or a table", problems);
        return None;
    };
    let keys = [KEYS.as_slice(), &["result"], SCOPE_KEYS.as_slice()].concat();
    let table = Table::new(table, value.span(), "`expect`", &keys, problems);
    if KEYS.iter().chain(&["result"]).all(|key| !table.has(key)) {
        problems.add(value.span(), "empty expectation", format!("add one of: result, {}", KEYS.join(", ")));
    }
    ["modules", "absent", "builtin_module_names"].iter().for_each(|key| table.filled(key));
    if let Some(text) = table.string("message").filter(|text| text.text.is_empty()) {
        table.problems.add(text.span, "`message` is empty, and part of every message", "remove it, or quote a part");
    }
    let result = |name: &str| match name {
        "ok" => Some(true),
        "failed" => Some(false),
        _ => None,
    };
    let text = |key: &str| table.string(key).map(|text| text.text);
    let texts = |key: &str| table.strings(key).into_iter().map(|text| text.text).collect::<Vec<_>>();
    Some(Expectation {
        scope: read_scope(&table, vocabulary),
        succeeds: table.one_of("result", &["ok", "failed"], result),
        raises: table.said("raises").map(|text| text.text),
        phase: table.one_of("phase", &Phase::NAMES, Phase::from_name),
        message: text("message"),
        value: text("value"),
        modules: texts("modules"),
        absent: texts("absent"),
        builtin_module_names: table.get("builtin_module_names").map(|v| counts(v, problems)).unwrap_or_default(),
        events: table.get("events").map(|value| {
            let events = list(value, "events", problems).iter();
            let events: Vec<Text> = events.filter_map(|event| string(event, "events", problems)).collect();
            for Text { text, span } in &events {
                let name = text.split(' ').next().unwrap_or_default().to_owned();
                vocabulary.check_reporter(&Text { text: name, span: span.clone() }, problems);
                let is_count = |count: &str| count.parse::<u32>().is_ok_and(|count| count > 0);
                if text.split(' ').count() < 3 || !text.rsplit(' ').next().is_some_and(is_count) {
                    let help = "expected NAME EVENT COUNT, as the transcript has it: `single_phase init 1`";
                    problems.add(span.clone(), format!("not an event: `{text}`"), help);
                }
            }
            events.into_iter().map(|event| event.text).collect()
        }),
        ends: ends(&table),
    })
}

fn counts(value: &Value<'_>, problems: &Problems) -> Vec<(String, u32)> {
    let Some(table) = value.get_ref().as_table() else {
        wrong_type(value, "builtin_module_names", "a table of names and numbers", problems);
        return Vec::new();
    };
    let count = |(name, value): (&Spanned<_>, _)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        Some((name.to_string(), number(value, name, problems)?))
    };
    table.iter().filter_map(count).collect()
}

fn ends(table: &Table<'_, '_>) -> Option<String> {
    let text = table.string("ends")?;
    let exit = text.text.strip_prefix("exit ").is_some_and(|code| code.parse::<u8>().is_ok());
    let named: Vec<&str> = ENDS.into_iter().chain((1..=LAST_SIGNAL).filter_map(signal_name)).collect();
    if !exit && !named.contains(&text.text.as_str()) {
        let message = format!("unknown end of a process `{}`", text.text);
        let near = suggestion(&text.text, &named);
        table.problems.add(text.span, message, format!("{near}allowed: exit 0 to exit 255, {}", named.join(", ")));
        return None;
    }
    Some(text.text)
}
