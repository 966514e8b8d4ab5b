//! What several commands need: cases, Pythons, and a suite made ready.

use super::arguments::{CaseArguments, PythonArguments, VariantArguments};
use super::failure::Failure;
use super::progress::Progress;
use super::{mistakes, screen};
use crate::case::{self, CaseSet, Names};
use crate::host::HostKind;
use crate::isolate::Interrupt;
use crate::project::Project;
use crate::python::{self, DamagedFacts, Python, Request};
use crate::report::words;
use crate::run::{Options, Selection, Suite};

/// Reads the cases and complains of files with mistakes.
pub(super) fn cases(project: &Project, names: &Names, arguments: &CaseArguments) -> Result<CaseSet, Failure> {
    let own = vec![project.cases()];
    let roots = if arguments.cases.is_empty() { &own } else { &arguments.cases };
    let set = case::load(roots, &arguments.filters, names)?;
    set.errors.iter().for_each(|error| screen::drawing(&mistakes::words(error)));
    Ok(set)
}

/// What the arguments choose among the cases.
///
/// # Errors
/// When a filter fits no case, or a fixture isn't known.
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
    let known = names.fixtures();
    if let Some(unknown) = selection.fixtures.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Failure::UnknownFixture { advice: names.fixture_advice(unknown), name: unknown.clone() });
    }
    let unknown: Vec<String> = selection.filters.iter().filter(|filter| !set.has(filter)).cloned().collect();
    if set.is_empty() || !unknown.is_empty() {
        return Err(Failure::NoCase(unknown));
    }
    Ok(selection)
}

/// The Pythons that the arguments and the environment ask for.
pub(super) fn pythons(project: &Project, arguments: &PythonArguments) -> Result<Vec<Python>, Failure> {
    let request = Request::of_process(&arguments.pythons);
    Ok(python::find(&request, &project.python_facts(), Interrupt::on_signals()?, &tell_damage)?)
}

/// Tells that what was known of the Pythons is damaged.
pub(super) fn tell_damage(damage: &DamagedFacts) {
    screen::say(&words::asking_again(damage));
}

/// Makes everything ready that runs on these Pythons need.
pub(super) fn suite(
    project: Project,
    pythons: &[Python],
    kinds: &[HostKind],
    options: Options,
    progress: &Progress,
) -> Result<Suite, Failure> {
    Ok(Suite::prepare(project, pythons, kinds, options, &|what| progress.building(what))?)
}
