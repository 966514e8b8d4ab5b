//! Reading the tables.

use std::path::Path;

use glob::Pattern;
use toml::Spanned;
use toml::de::DeTable;

use super::known::{ModulePattern, VERDICTS};
use super::targets::is_pattern;
use super::{Config, KnownResult, KnownResults, key};
use crate::case::Gil;
use crate::check::{Other, Requirement, Trial, TrialVerdict, Variable};
use crate::document::{DocumentError, Problems, Table, Text, Value, list, wrong_type};
use crate::version::{Range, supported_range};

/// The settings of a file; `Some(None)` if it has none.
pub(super) fn config(
    file: &Path,
    text: &str,
    document: &Spanned<DeTable<'_>>,
    problems: &Problems,
) -> Option<Option<Config>> {
    let Some(tool) = document.get_ref().get("tool") else { return Some(None) };
    let Some(tools) = tool.get_ref().as_table() else {
        wrong_type(tool, "tool", "a table", problems);
        return None;
    };
    let Some(own) = tools.get("extproof") else { return Some(None) };
    let table = Table::of(own, "tool.extproof", &key::names(&key::CONFIG), problems)?;
    let folder = file.parent().unwrap_or(file);
    Some(Some(Config {
        file: file.to_owned(),
        targets: targets(&table, folder),
        modules: patterns(&table, texts(&table, "modules")),
        pythons: texts(&table, "python").into_iter().map(|python| joined(folder, python.text)).collect(),
        require: named(&table, "require", "trial", &key::requirements(), Requirement::from_name),
        trials: named(&table, "trial", "trial", &key::trials(), Trial::from_name),
        timeout: table.get("timeout").and_then(|value| seconds(&table, value)),
        variables: variables(&table),
        others: others(&table).into_iter().map(|other| other.below(folder)).collect(),
        usage: usage(&table),
        known: table.get("known").map(|value| known(file, text, value, problems)).unwrap_or_default(),
        text: text.to_owned(),
    }))
}

/// The known results of a file that has nothing else.
pub(super) fn baseline(file: &Path, text: &str, document: &Spanned<DeTable<'_>>, problems: &Problems) -> KnownResults {
    let keys = key::names(&key::BASELINE);
    let table = Table::new(document.get_ref(), 0..0, "a file of known results", &keys, problems);
    table.get("known").map(|value| known(file, text, value, problems)).unwrap_or_default()
}

fn known(file: &Path, text: &str, value: &Value<'_>, problems: &Problems) -> KnownResults {
    let entries = list(value, "known", problems).iter();
    KnownResults(entries.filter_map(|entry| one_known(file, text, entry, problems)).collect())
}

fn one_known(file: &Path, text: &str, value: &Value<'_>, problems: &Problems) -> Option<KnownResult> {
    let table = Table::of(value, "known", &key::names(&key::KNOWN), problems)?;
    for key in key::KNOWN.iter().filter(|key| key.required && !table.has(key.name)) {
        table.missing(key.name);
    }
    let module = table.string("module");
    module.iter().for_each(|module| expect_text(&table, "module", module));
    let module = module.and_then(|module| pattern(&table, &module));
    let python = table.parsed::<Range>("python");
    if let Some((range, span)) = python.as_ref().filter(|(range, _)| !range.is_possible()) {
        let (message, help) = (format!("no supported Python matches {range}"), supported_range());
        problems.add(span.clone(), message, format!("supported: {help}"));
    }
    let verdicts = named(&table, "verdict", "verdict", &key::verdicts(), verdict);
    if verdicts == [TrialVerdict::Works] {
        let help = "remove the entry, or add the verdict that `works` alternates with";
        problems.add(table.get("verdict")?.span(), "`works` alone isn't a known result", help);
    }
    let trials = named(&table, "trial", "trial", &key::trials(), Trial::from_name);
    let gil = table.one_of("gil", &Gil::NAMES, Gil::from_name);
    // Everything is read before anything is given up, so that every mistake is told.
    let reason = table.string("reason")?;
    if reason.text.trim().is_empty() {
        problems.add(reason.span, "`reason` is empty", "say why the result is accepted");
    }
    Some(KnownResult {
        trials,
        verdicts,
        reason: reason.text,
        file: file.to_owned(),
        line: DocumentError::line_and_column(text, table.span.start).0,
        module,
        python: python.map(|(range, _)| range),
        gil,
    })
}

fn verdict(name: &str) -> Option<TrialVerdict> {
    VERDICTS.into_iter().find(|verdict| verdict.name() == name)
}

/// One text or several.
fn texts(table: &Table<'_, '_>, key: &str) -> Vec<Text> {
    table.filled(key);
    let texts = table.strings(key);
    texts.iter().for_each(|text| expect_text(table, key, text));
    texts
}

fn expect_text(table: &Table<'_, '_>, key: &str, Text { text, span }: &Text) {
    if text.trim().is_empty() {
        table.problems.add(span.clone(), format!("`{key}` has an empty text"), "remove it, or fill it in");
    }
}

/// One name of a fixed set, or several.
fn named<T>(
    table: &Table<'_, '_>,
    key: &str,
    what: &str,
    allowed: &[&str],
    from_name: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut all = Vec::new();
    for Text { text, span } in texts(table, key) {
        match from_name(&text) {
            Some(value) => all.push(value),
            None => table.problems.unknown(span, what, &text, allowed),
        }
    }
    all
}

fn targets(table: &Table<'_, '_>, folder: &Path) -> Vec<Text> {
    let targets = texts(table, "targets");
    for Text { text, span } in targets.iter().filter(|target| is_pattern(&target.text)) {
        if let Err(error) = Pattern::new(text) {
            bad_pattern(table, &Text { text: text.clone(), span: span.clone() }, &error);
        } else if folder.to_str().is_none() {
            let help = "name the files, without `*`, `?` and `[`";
            table.problems.add(span.clone(), "patterns need a folder whose path is UTF-8", help);
        }
    }
    targets
}

fn patterns(table: &Table<'_, '_>, texts: Vec<Text>) -> Vec<(ModulePattern, Text)> {
    texts.into_iter().filter_map(|text| Some((pattern(table, &text)?, text))).collect()
}

fn pattern(table: &Table<'_, '_>, text: &Text) -> Option<ModulePattern> {
    ModulePattern::read(&text.text).map_err(|error| bad_pattern(table, text, &error)).ok()
}

fn bad_pattern(table: &Table<'_, '_>, text: &Text, error: &glob::PatternError) {
    let message = format!("`{}` is not a pattern: {} (character {})", text.text, error.msg, error.pos + 1);
    table.problems.add(
        text.span.clone(),
        message,
        "allowed: `*`, `**`, `?`, `[abc]`, `[!abc]`; `[*]` stands for a `*`",
    );
}

/// A path starts from the folder of the file. Versions have no slash.
fn joined(folder: &Path, python: String) -> String {
    if python.contains('/') { folder.join(python).to_string_lossy().into_owned() } else { python }
}

fn variables(table: &Table<'_, '_>) -> Vec<Variable> {
    let expected = "expected NAME or NAME=VALUE, without EXTPROOF_ at the beginning";
    read_each(table, "env", Variable::read, "a variable", expected)
}

fn others(table: &Table<'_, '_>) -> Vec<Other> {
    read_each(table, "with", Other::read, "a module", "expected MODULE or MODULE=REQUIREMENT")
}

/// One or several texts that say more than a name.
fn read_each<T>(
    table: &Table<'_, '_>,
    key: &str,
    read: impl Fn(&str) -> Option<T>,
    what: &str,
    expected: &str,
) -> Vec<T> {
    let mut all = Vec::new();
    for Text { text, span } in texts(table, key) {
        match read(&text) {
            Some(value) => all.push(value),
            None => table.problems.add(span, format!("`{text}` is not {what}"), expected),
        }
    }
    all
}

fn usage(table: &Table<'_, '_>) -> Option<String> {
    let text = table.string("use")?;
    expect_text(table, "use", &text);
    Some(text.text)
}

fn seconds(table: &Table<'_, '_>, value: &Value<'_>) -> Option<u16> {
    let Some(seconds) = value.get_ref().as_integer() else {
        table.wrong_type(value, "timeout", "a number of seconds");
        return None;
    };
    let allowed = u16::from_str_radix(seconds.as_str(), seconds.radix()).ok().filter(|seconds| *seconds > 0);
    if allowed.is_none() {
        let message = format!("invalid timeout of {seconds} seconds");
        table.problems.add(value.span(), message, format!("allowed: 1 to {}", u16::MAX));
    }
    allowed
}
