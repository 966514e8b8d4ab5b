//! The top level of a case file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use extproof_contract::Link;
use toml::Spanned;
use toml::de::DeTable;

use super::{Vocabulary, expect, sense, step};
use crate::case::names::FIXTURES;
use crate::case::{Case, Contract, Deviation, Gil, Mode, Names, Requires};
use crate::document::{Problems, Table, Text, Value, check_path, list, string, wrong_type};
use crate::version::{FREE_THREADED_SINCE, Implementation, Version};

const KEYS: [&str; 11] = [
    "title",
    "about",
    "modes",
    "fixtures",
    "steps",
    "files",
    "requires",
    "timeout",
    "undefined",
    "contract",
    "deviation",
];
const MODES: [&str; 4] = ["inittab", "filesystem", "spec", "resources"];
const LONGEST_TIMEOUT: u32 = 600;

/// Reads a case. `None` only if a problem was recorded.
pub(super) fn read(
    id: &str,
    path: &Path,
    document: &Spanned<DeTable<'_>>,
    names: &Names,
    problems: &Problems,
) -> Option<Case> {
    let whole = 0..0;
    let table = Table::new(document.get_ref(), whole, "a case", &KEYS, problems);
    let title = table.required_said("title");
    if !table.has("modes") {
        table.missing("modes");
    }
    let modes = table.some_of("modes", &MODES, Mode::from_name);
    table.filled_with("modes", &format!("allowed: {}", MODES.join(", ")));
    let fixtures = table.strings("fixtures");
    let vocabulary = &Vocabulary::new(names, path, &modes, &fixtures);
    check_fixtures(&table, &fixtures, vocabulary);
    ["files", "requires"].iter().for_each(|key| table.filled(key));
    let requires = table.get("requires").map(|value| requires(value, problems)).unwrap_or_default();
    let steps = match table.get("steps") {
        Some(value) => step::read_all(list(value, "steps", problems), step::StepContext::Process, vocabulary, problems),
        None => {
            table.missing("steps");
            Vec::new()
        }
    };
    if table.get("steps").is_some_and(|value| value.get_ref().as_array().is_some_and(|steps| steps.is_empty())) {
        problems.add(0..0, "the case has no steps", "add a step");
    }
    let mut case = Case {
        id: id.to_owned(),
        path: path.to_owned(),
        title: title?.text,
        about: table.said("about").map(|text| text.text),
        modes,
        fixtures: fixtures.into_iter().map(|name| name.text).collect(),
        steps,
        files: table.get("files").map(|value| files(value, vocabulary, problems)).unwrap_or_default(),
        requires,
        timeout: timeout(&table),
        undefined: table.said("undefined").map(|text| text.text),
        contract: table.get("contract").and_then(|value| contract(value, problems)),
        deviations: deviations(&table, vocabulary),
        other_fixtures: BTreeSet::new(),
    };
    case.other_fixtures = vocabulary.named().into_iter().filter(|name| !case.fixtures.contains(name)).collect();
    if problems.len() == 0 {
        sense::check(document.get_ref(), &case, vocabulary, problems);
    }
    Some(case)
}

fn check_fixtures(table: &Table<'_, '_>, names: &[Text], vocabulary: &Vocabulary<'_>) {
    if !table.has("fixtures") {
        table.missing("fixtures");
    }
    table.filled_with("fixtures", FIXTURES);
    for name in names {
        vocabulary.check(name, table.problems);
    }
}

fn requires(value: &Value<'_>, problems: &Problems) -> Requires {
    let Some(table) = Table::of(value, "requires", &["python", "implementation", "gil", "debug", "link"], problems)
    else {
        return Requires::default();
    };
    let python = table.parsed::<crate::version::Range>("python");
    let gil = table.one_of("gil", &Gil::NAMES, Gil::from_name);
    if let Some((range, span)) = &python {
        check_possible(range, gil, span.clone(), problems);
    }
    let link = table.has("link").then(|| table.some_of("link", &Link::NAMES, Link::from_name));
    if link.as_ref().is_some_and(Vec::is_empty) {
        problems.add(table.span.clone(), "`link` is empty", format!("allowed: {}", Link::NAMES.join(", ")));
    }
    let implementation = table.one_of("implementation", &Implementation::NAMES, Implementation::from_name);
    Requires { python: python.map(|(range, _)| range), implementation, gil, debug: table.boolean("debug"), link }
}

/// Checks that a range holds a supported Python, also one with this use of the GIL.
pub(super) fn check_possible(range: &crate::version::Range, gil: Option<Gil>, span: Range<usize>, problems: &Problems) {
    if !range.is_possible() {
        problems.add(
            span,
            format!("no supported Python matches {range}"),
            format!("supported: {}", crate::version::supported_range()),
        );
    } else if gil == Some(Gil::FreeThreaded) {
        let possible = (FREE_THREADED_SINCE..=u8::MAX)
            .any(|minor| (0..=u8::MAX).any(|micro| range.contains(&Version::new(minor, micro))));
        if !possible {
            problems.add(
                span,
                format!("no free-threaded Python matches {range}"),
                format!("free-threaded builds exist since 3.{FREE_THREADED_SINCE}"),
            );
        }
    }
}

fn timeout(table: &Table<'_, '_>) -> Option<Duration> {
    let seconds = table.number("timeout")?;
    if seconds == 0 || seconds > LONGEST_TIMEOUT {
        let span = table.get("timeout").map(Spanned::span).unwrap_or_default();
        table.problems.add(
            span,
            format!("invalid timeout of {seconds} seconds"),
            format!("allowed: 1 to {LONGEST_TIMEOUT}"),
        );
    }
    Some(Duration::from_secs(seconds.into()))
}

fn files(value: &Value<'_>, vocabulary: &Vocabulary<'_>, problems: &Problems) -> Vec<(String, String)> {
    let Some(table) = value.get_ref().as_table() else {
        wrong_type(value, "files", "a table of paths and texts", problems);
        return Vec::new();
    };
    let mut files = Vec::new();
    for (key, value) in table {
        let path = Text { text: key.get_ref().to_string(), span: key.span() };
        check_path(&path, problems);
        vocabulary.check_words(&path, problems);
        if let Some(text) = string(value, &path.text, problems) {
            vocabulary.check_words(&text, problems);
            let inside = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
            let is_around = |(known, _): &&(String, String)| inside(known, &path.text) || inside(&path.text, known);
            if let Some((known, _)) = files.iter().find(is_around) {
                let message = format!("`{}` and `{known}`: a file has no files in it", path.text);
                problems.add(path.span.clone(), message, "rename one of them");
            }
            files.push((path.text, text.text));
        }
    }
    files
}

fn contract(value: &Value<'_>, problems: &Problems) -> Option<Contract> {
    let table = Table::of(value, "contract", &["quote", "source"], problems)?;
    let (quote, source) = (table.required_said("quote"), table.required_said("source"));
    let source = source?;
    check_link(&source, problems);
    Some(Contract { quote: quote?.text, source: source.text })
}

fn check_link(link: &Text, problems: &Problems) {
    let document = link.text.split('#').next().unwrap_or_default();
    if !link.text.starts_with("https://") && !document.ends_with(".md") {
        let help = "expected an https:// URL, or the path of a document in this repository";
        problems.add(link.span.clone(), format!("not a link: `{}`", link.text), help);
    }
}

fn deviations(table: &Table<'_, '_>, vocabulary: &Vocabulary<'_>) -> Vec<Deviation> {
    let Some(value) = table.get("deviation") else { return Vec::new() };
    let read = |value: &Value<'_>| {
        let keys = [&["why", "reference", "step", "nth"], expect::SCOPE_KEYS.as_slice()].concat();
        let table = Table::of(value, "deviation", &keys, table.problems)?;
        let (why, reference) = (table.required_said("why"), table.required_said("reference"));
        let reference = reference?;
        check_link(&reference, table.problems);
        let step = table.string("step");
        if let Some(step) = &step {
            vocabulary.check_words(step, table.problems);
        }
        let nth = table.number("nth").and_then(|nth| usize::try_from(nth).ok());
        if let Some(value) = table.get("nth").filter(|_| step.is_none()) {
            let help = "add the `step` whose occurrences it counts, from 1";
            table.problems.add(value.span(), "`nth` counts nothing", help);
        } else if nth == Some(0) {
            let span = table.get("nth").map(Spanned::span).unwrap_or_default();
            table.problems.add(span, "there is no occurrence 0 of a step", "allowed: a number from 1 on");
        }
        let scope = expect::read_scope(&table, vocabulary);
        Some(Deviation { scope, nth, step: step.map(|s| s.text), why: why?.text, reference: reference.text })
    };
    list(value, "deviation", table.problems).iter().filter_map(read).collect()
}
