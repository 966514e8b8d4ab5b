//! Shared by several commands: loading cases, finding Pythons, preparing a suite.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::arguments::{CaseArguments, PythonArguments, VariantArguments};
use super::failure::Failure;
use super::progress::Progress;
use super::{Exit, mistakes, screen};
use crate::build::{self, Broken, Readable};
use crate::case::{self, CaseSet, Names};
use crate::host::HostKind;
use crate::isolate::Interrupt;
use crate::project::Project;
use crate::python::{self, DamagedFacts, Python, Request};
use crate::report::escape::terminal;
use crate::report::words;
use crate::run::{RunOptions, Selection, Suite};
use crate::search::{self, Entry, EntryKind};

/// Finds extproof's own files, and says what it unpacks for that.
pub(super) fn project() -> Result<Project, Failure> {
    build::project(Interrupt::on_signals()?, &|what| screen::say(&words::building(what))).map_err(Failure::Build)
}

/// The same for commands that build nothing, which need no cache folder.
pub(super) fn readable() -> Result<Readable, Failure> {
    build::readable(Interrupt::on_signals()?, &|what| screen::say(&words::building(what))).map_err(Failure::Build)
}

/// The same with the fixtures that the cases bring along.
pub(super) fn readable_with(arguments: &CaseArguments) -> Result<Readable, Failure> {
    let mut readable = readable()?;
    arguments.cases.iter().for_each(|folder| readable.project.add_fixtures_of(folder));
    Ok(readable)
}

/// The project with the fixtures that the cases bring along.
pub(super) fn project_with(arguments: &CaseArguments) -> Result<Project, Failure> {
    let mut project = project()?;
    arguments.cases.iter().for_each(|folder| project.add_fixtures_of(folder));
    Ok(project)
}

/// Reads the cases that the filters choose, and prints the mistakes in files.
pub(super) fn cases(project: &Project, names: &Names, arguments: &CaseArguments) -> Result<CaseSet, Failure> {
    Ok(told(case::load(&roots(project, arguments), &arguments.filters, names)?))
}

fn roots(project: &Project, arguments: &CaseArguments) -> Vec<PathBuf> {
    if arguments.cases.is_empty() { vec![project.cases()] } else { arguments.cases.clone() }
}

/// Prints the mistakes in files.
fn told(set: CaseSet) -> CaseSet {
    set.errors.iter().for_each(|error| screen::drawing(&mistakes::words(error)));
    set
}

/// The folder of snapshots: the one that the arguments name, else extproof's own.
pub(super) fn snapshots(project: &Project, named: Option<&Path>) -> Result<PathBuf, Failure> {
    match named {
        Some(folder) if !folder.is_dir() => Err(Failure::NoSnapshots(folder.to_owned())),
        Some(folder) => Ok(folder.to_owned()),
        None => Ok(project.snapshots()),
    }
}

/// The cases and variants that the arguments choose.
///
/// # Errors
/// When a filter matches no case, or a fixture is unknown.
pub(super) fn selection(
    set: &CaseSet,
    names: &Names,
    arguments: &CaseArguments,
    variants: Option<&VariantArguments>,
) -> Result<Selection, Failure> {
    let selection = Selection {
        filters: arguments.filters.clone(),
        modes: variants.map(|variants| variants.modes.clone()).unwrap_or_default(),
        fixtures: variants.map(|variants| variants.fixtures.clone()).unwrap_or_default(),
    };
    known_fixtures(names, &selection.fixtures)?;
    let unknown: Vec<String> = selection.filters.iter().filter(|filter| !set.has(filter)).cloned().collect();
    if set.is_empty() || !unknown.is_empty() {
        return Err(Failure::NoCase(unknown));
    }
    Ok(selection)
}

/// Fixtures that are known.
///
/// # Errors
/// The first that isn't.
pub(super) fn known_fixtures<'a>(names: &Names, fixtures: &'a [String]) -> Result<&'a [String], Failure> {
    let known = names.fixtures();
    match fixtures.iter().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err(Failure::UnknownFixture { advice: names.fixture_advice(unknown), name: unknown.clone() }),
        None => Ok(fixtures),
    }
}

/// Reads the cases whose ids have one of the filters, and prints the mistakes in their files; if there is none, those that
/// `find` finds for them as words, best first.
///
/// # Errors
/// When there is neither.
pub(super) fn named_or_found(project: &Project, names: &Names, arguments: &CaseArguments) -> Result<CaseSet, Failure> {
    let (roots, filters) = (roots(project, arguments), &arguments.filters);
    // A whole id means that case, not those whose ids it begins.
    if let [id] = filters.as_slice() {
        let only = case::load_id(&roots, id, names)?;
        if !only.is_empty() {
            return Ok(told(only));
        }
    }
    let set = case::load(&roots, filters, names)?;
    if filters.iter().all(|filter| set.has(filter)) || !arguments.cases.is_empty() {
        let set = told(set);
        selection(&set, names, arguments, None)?;
        return Ok(set);
    }
    let index = search::read(project, names)?;
    let found = index.search(&filters.join(" ")).entries.into_iter().filter(|entry| entry.kind == EntryKind::Case);
    let mut set = case::load(&roots, &[], names)?;
    let find = |entry: &Entry| set.cases.iter().find(|case| case.id == entry.name).cloned();
    set.cases = found.filter_map(find).collect();
    // Nobody asked for the files with mistakes.
    set.errors.clear();
    if set.cases.is_empty() {
        return Err(Failure::NoCase(filters.clone()));
    }
    screen::say(&words::found_instead(filters));
    Ok(set)
}

/// The Pythons that the arguments and the environment choose.
pub(super) fn pythons(project: &Project, arguments: &PythonArguments) -> Result<Vec<Python>, Failure> {
    let request = Request::of_process(&arguments.pythons);
    let found = python::find(&request, &project.python_facts(), Interrupt::on_signals()?, &tell_damage)?;
    found.same.iter().for_each(|(first, other)| screen::say(&words::same_python(first, other)));
    Ok(found.pythons)
}

/// Reports that the stored facts about Pythons are damaged.
pub(super) fn tell_damage(damage: &DamagedFacts) {
    screen::say(&words::asking_again(damage));
}

/// Builds everything that runs on these Pythons need.
pub(super) fn suite(
    project: Project,
    pythons: &[Python],
    kinds: &[HostKind],
    options: RunOptions,
    progress: &Progress,
) -> Result<Suite, Failure> {
    Ok(Suite::prepare(project, pythons, kinds, options, &|what| progress.building(what))?)
}

/// Reports fixtures that can't be built, each once, if they matter, and says how the command then ends.
pub(super) fn broken_fixtures(suite: &Suite, matters: &dyn Fn(&str) -> bool) -> Exit {
    let mut found: BTreeMap<&str, (&Broken, Vec<String>)> = BTreeMap::new();
    for setup in &suite.setups {
        for (name, broken) in setup.materials.broken.iter().filter(|(name, _)| matters(name)) {
            found.entry(name).or_insert((broken, Vec::new())).1.push(setup.python.version.to_string());
        }
    }
    for (name, (broken, pythons)) in &found {
        screen::complain(&terminal::block(&words::broken(name, broken, pythons)));
    }
    if found.is_empty() { Exit::Passed } else { Exit::BuildFailed }
}
