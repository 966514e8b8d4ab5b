//! Reading a manifest.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use extproof_contract::{Ability, Link};
use toml::Spanned;
use toml::de::DeTable;

use super::argument::{Argument, BadArgument, Placeholder};
use super::manifest::{Making, Manifest, Package, Pythons, Workspace};
use super::name::{self, BadName};
use crate::document::{self, DocumentError, Problems, Table, Text, list};

const KEYS: [&str; 14] = [
    "name",
    "about",
    "suite",
    "variant",
    "python",
    "why",
    "steps",
    "initializations",
    "fixtures",
    "links_fixtures",
    "depends",
    "cargo",
    "command",
    "program",
];
const MAKING: [&str; 3] = ["cargo", "command", "program"];

/// The names that are taken.
pub(super) struct Taken<'a> {
    /// The fixtures of the project.
    pub(super) fixtures: &'a [String],
    /// The names of hosts in reports, each with its manifest.
    pub(super) hosts: &'a BTreeMap<String, PathBuf>,
}

/// Reads a manifest.
///
/// # Errors
/// Everything that is wrong with it, each at its place.
pub(super) fn read(path: &Path, text: &str, taken: &Taken<'_>) -> Result<Manifest, DocumentError> {
    document::read(path, text, |document, problems| manifest(path, document, taken, problems))
}

fn manifest(path: &Path, document: &Spanned<DeTable<'_>>, taken: &Taken<'_>, problems: &Problems) -> Option<Manifest> {
    let table = Table::new(document.get_ref(), 0..0, "a host", &KEYS, problems);
    let folder = path.parent().unwrap_or(path);
    // Everything is read before reading fails, so that every problem is reported.
    let (name, about) = (table.required_string("name"), table.required_said("about"));
    let variants = variants(&table, name.as_ref(), taken);
    let (making, pythons, fixtures) = (making(&table, folder), pythons(&table), fixtures(&table, taken));
    let (steps, initializations) = (steps(&table), initializations(&table));
    ["depends", "fixtures"].iter().for_each(|key| table.filled(key));
    let depends = table.strings("depends").into_iter().map(|path| existing(path, folder, problems)).collect();
    let suite = table.boolean("suite").unwrap_or_default();
    Some(Manifest {
        path: path.to_owned(),
        name: name?.text,
        about: about?.text,
        variants,
        making: making?,
        depends,
        pythons: pythons?,
        steps,
        initializations,
        fixtures,
        links_fixtures: table.boolean("links_fixtures").unwrap_or(true),
        suite,
    })
}

/// A file or folder that a host is built from.
fn existing(path: Text, folder: &Path, problems: &Problems) -> PathBuf {
    let whole = folder.join(&path.text);
    if !whole.exists() {
        let message = format!("`{}` does not exist", path.text);
        problems.add(
            path.span,
            message,
            format!("name a file or folder; relative paths start from {}", folder.display()),
        );
    }
    whole
}

fn steps(table: &Table<'_, '_>) -> Option<Vec<Ability>> {
    table.filled("steps");
    let names = Ability::ALL.map(|ability| ability.to_string());
    let known = |name: &str| Ability::ALL.into_iter().find(|ability| ability.to_string() == name);
    table.has("steps").then(|| table.some_of("steps", &names.each_ref().map(String::as_str), known))
}

fn initializations(table: &Table<'_, '_>) -> Option<NonZeroUsize> {
    let number = table.number("initializations")?;
    let possible = usize::try_from(number).ok().and_then(NonZeroUsize::new);
    if let (None, Some(value)) = (possible, table.get("initializations")) {
        table.problems.add(value.span(), "a host that never initializes Python", "allowed: a number from 1 on");
    }
    possible
}

fn variants(table: &Table<'_, '_>, host: Option<&Text>, taken: &Taken<'_>) -> Vec<(String, Link)> {
    let Some(value) = table.get("variant") else {
        let one = |name: &Text| {
            check_name(name, taken, table.problems);
            (name.text.clone(), Link::Shared)
        };
        return host.map(one).into_iter().collect();
    };
    let mut variants: Vec<(String, Link)> = Vec::new();
    for value in list(value, "variant", table.problems) {
        let Some(variant) = Table::of(value, "variant", &["name", "link"], table.problems) else { continue };
        let (name, link) =
            (variant.required_string("name"), variant.one_of("link", &Link::ALL.map(Link::name), Link::from_name));
        if !variant.has("link") {
            variant.missing("link");
        }
        let (Some(name), Some(link)) = (name, link) else { continue };
        check_name(&name, taken, table.problems);
        if variants.iter().any(|(known, _)| *known == name.text) {
            table.problems.add(name.span, format!("duplicate `{}`", name.text), "remove one");
        }
        variants.push((name.text, link));
    }
    if variants.is_empty() {
        table.problems.add(value.span(), "`variant` is empty", "remove it, or add one with `name` and `link`");
    }
    variants
}

fn check_name(name: &Text, taken: &Taken<'_>, problems: &Problems) {
    if let Err(BadName { message, help }) = name::check(&name.text, taken.hosts) {
        problems.add(name.span.clone(), message, help);
    }
}

fn making(table: &Table<'_, '_>, folder: &Path) -> Option<Making> {
    let problems = table.problems;
    let said: Vec<&str> = MAKING.into_iter().filter(|key| table.has(key)).collect();
    let [key] = said[..] else {
        let help = format!("add exactly one of [{}]", MAKING.join("], ["));
        let message = if said.is_empty() { "no build section" } else { "more than one build section" };
        problems.add(table.span.clone(), message, help);
        return None;
    };
    let value = table.get(key)?;
    match key {
        "cargo" => {
            let cargo = Table::of(value, key, &["folder", "workspace", "arguments", "main"], problems)?;
            let workspace = cargo.one_of("workspace", &["main", "own"], |name| match name {
                "main" => Some(Workspace::Main),
                "own" => Some(Workspace::Own),
                _ => None,
            });
            let package = Package {
                folder: cargo
                    .string("folder")
                    .map_or_else(|| folder.to_owned(), |path| existing(path, folder, problems)),
                workspace: workspace.unwrap_or(Workspace::Main),
                arguments: cargo.strings("arguments").into_iter().map(|argument| argument.text).collect(),
            };
            let main = cargo.string("main");
            if let Some(Text { text, span }) = &main
                && !is_c_name(text)
            {
                problems.add(
                    span.clone(),
                    format!("`{text}` is not the name of a C function"),
                    "name one of the library",
                );
            }
            Some(match main {
                Some(main) => Making::Library { package, main: main.text },
                None => Making::Cargo(package),
            })
        }
        "command" => {
            let command = Table::of(value, key, &["compile", "build"], problems)?;
            let compile = command.has("compile").then(|| arguments(&command, "compile", &Placeholder::COMPILE));
            let build = arguments(&command, "build", &Placeholder::BUILD);
            if compile.is_some() != build.iter().any(|argument| argument.has(Placeholder::Objects)) {
                let (message, help) = match compile {
                    Some(_) => {
                        ("`build` doesn't use {objects}", "pass it what `compile` leaves there, or remove `compile`")
                    }
                    None => ("{objects} without `compile`", "add the command that fills that folder"),
                };
                problems.add(value.span(), message, help);
            }
            if !build.is_empty() && !build.iter().any(|argument| argument.has(Placeholder::Output)) {
                problems.add(
                    value.span(),
                    "`build` doesn't use {output}",
                    "pass {output} as the path of the executable",
                );
            }
            Some(Making::Command { compile, build })
        }
        _ => {
            let program = Table::of(value, key, &["run"], problems)?;
            Some(Making::Program { run: arguments(&program, "run", &Placeholder::RUN) })
        }
    }
}

fn arguments(table: &Table<'_, '_>, key: &str, words: &[&str]) -> Vec<Argument> {
    if !table.has(key) {
        table.missing(key);
    } else if table.get(key).is_some_and(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty())) {
        table.problems.add(table.span.clone(), format!("`{key}` is empty"), "name a program and its arguments");
    }
    if let Some(first) = table.strings(key).first().filter(|first| first.text.trim().is_empty()) {
        table.problems.add(first.span.clone(), format!("`{key}` names no program"), "begin with a program");
    }
    let read = |text: Text| match Argument::parse(&text.text, words) {
        Ok(argument) => Some(argument),
        Err(BadArgument::Unknown(word)) => {
            table.problems.unknown(text.span, "placeholder", &word, words);
            None
        }
        Err(BadArgument::NotAlone(word)) => {
            let message = format!("{{{word}}} expands to several arguments and can't be part of one");
            table.problems.add(text.span, message, format!("make \"{{{word}}}\" a separate argument"));
            None
        }
    };
    table.strings(key).into_iter().filter_map(read).collect()
}

/// `None` only if a problem was recorded.
fn pythons(table: &Table<'_, '_>) -> Option<Option<Pythons>> {
    if !table.has("python") {
        if let Some(value) = table.get("why") {
            table.problems.add(value.span(), "`why` without `python`", "add `python = ...`, a range");
        }
        return Some(None);
    }
    let (range, why) = (table.parsed::<crate::version::Range>("python"), table.required_string("why"));
    let (range, span) = range?;
    if !range.is_possible() {
        table.problems.add(
            span,
            format!("no supported Python matches {range}"),
            format!("supported: {}", crate::version::supported_range()),
        );
    }
    Some(Some(Pythons::Range { range, why: why?.text }))
}

fn fixtures(table: &Table<'_, '_>, taken: &Taken<'_>) -> Vec<String> {
    let names = table.strings("fixtures");
    for Text { text, span } in &names {
        if !is_c_name(text) {
            let help = "allowed: letters, digits and `_`";
            table.problems.add(span.clone(), format!("invalid fixture name `{text}`"), help);
        }
        if taken.fixtures.contains(text) {
            let message = format!("`{text}` is a fixture of c-ext-fixtures/");
            table.problems.add(span.clone(), message, "choose another name, or remove it");
        }
    }
    names.into_iter().map(|name| name.text).collect()
}

fn is_c_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
