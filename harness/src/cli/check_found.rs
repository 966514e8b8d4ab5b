//! The modules of the targets of `extproof check`, as each of the chosen Pythons finds them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::arguments::CheckArguments;
use super::progress::Progress;
use crate::check::{Bench, Fault, Place, Problem, Subject, Target, Unfit};
use crate::isolate::Interrupt;
use crate::report::check::{self as words, CheckReport, NotChecked};

/// What is asked for of a target.
pub(super) struct Asked {
    /// The modules, for each Python that finds them.
    pub(super) subjects: Vec<(Bench, Subject)>,
    /// The files that look like modules and can't be checked.
    pub(super) faults: Vec<Fault>,
}

/// The modules of a target, for each Python that finds them.
pub(super) fn found(
    text: &str,
    target: &Target,
    places: &mut [Place],
    arguments: &CheckArguments,
    interrupt: &Interrupt,
    progress: &Progress,
    report: &mut CheckReport,
) -> Result<Asked, Problem> {
    let patience = arguments.patience();
    let mut subjects = Vec::new();
    let mut others = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    let mut of_one: Vec<Problem> = Vec::new();
    let is_one_of_several = arguments.pythons.len() != 1;
    for place in places.iter_mut() {
        let python = place.bench.name.clone();
        if matches!(target, Target::Wheel(_) | Target::Name(_) | Target::NameOrFolder(..) | Target::Distribution(_)) {
            progress.say(&words::installing(text, &python));
        }
        let found = match target.subjects(place, patience, interrupt) {
            // One of several environments may have it.
            Err(Problem::NotFound { name, pythons }) if is_one_of_several => {
                let not_found = |(python, reason)| NotChecked { what: name.clone(), python, reason, file: None };
                others.extend(pythons.iter().cloned().map(not_found));
                of_one.push(target.not_found(Problem::NotFound { name, pythons }));
                continue;
            }
            // A dependency may have nothing for it yet, or no longer.
            Err(problem @ Problem::Install { .. }) if is_one_of_several && arguments.require_fit => {
                Fault { name: text.to_owned(), problem }.join(&mut faults);
                continue;
            }
            // One of several may know only the distribution, or have no pip, or no dependency that fits it.
            Err(problem) if problem.is_of_one_python() && is_one_of_several => {
                let (what, reason) = (text.to_owned(), problem.to_string());
                others.push(NotChecked { what, python, reason, file: None });
                of_one.push(problem);
                continue;
            }
            Err(problem) if problem.is_fault_of_one_python() && is_one_of_several => {
                faults.push(Fault { name: text.to_owned(), problem });
                continue;
            }
            found => found.map_err(|problem| target.not_found(problem))?,
        };
        let named =
            found.subjects.into_iter().map(|subject| Subject { source: target.source(text, &subject), ..subject });
        subjects.extend(named.map(|subject| (place.bench.clone(), subject)));
        others.extend(found.others.into_iter().map(|Unfit { name, path, reason }| NotChecked {
            what: name,
            python: python.clone(),
            reason,
            file: Some(path),
        }));
        // What is wrong with a file is wrong on each Python.
        found.faults.into_iter().for_each(|fault| fault.join(&mut faults));
    }
    if subjects.is_empty() && faults.is_empty() && !others.is_empty() {
        return Err(why_none(text, of_one, &others));
    }
    let names = subjects.iter().map(|(_, subject)| &subject.name).chain(faults.iter().map(|fault| &fault.name));
    let mut there: Vec<String> = names.cloned().collect();
    there.sort_unstable();
    there.dedup();
    let fits = |name: &str, filter: &String| name.contains(filter.as_str());
    if let Some(filter) = arguments.modules.iter().find(|filter| !there.iter().any(|name| fits(name, filter))) {
        return Err(Problem::NoSuchModule { target: text.to_owned(), filter: filter.clone(), there });
    }
    let chosen = |name: &str| arguments.modules.is_empty() || arguments.modules.iter().any(|filter| fits(name, filter));
    subjects.retain(|(_, subject)| chosen(&subject.name));
    faults.retain(|fault| chosen(&fault.name));
    // A folder may hold a file of each module for each Python: where each of them is checked, that is no news.
    let is_news = |item: &NotChecked| {
        let on_it = |(bench, subject): &(Bench, Subject)| bench.name == item.python && subject.name == item.what;
        !subjects.iter().any(on_it) || !subjects.iter().any(|(_, subject)| item.is_of_file(subject))
    };
    report.not_applicable.extend(others.into_iter().filter(|item| chosen(&item.what) && is_news(item)));
    Ok(Asked { subjects, faults })
}

/// Why none of the Pythons has anything to check. Where some Python has the module's file, others lack it because they are others.
fn why_none(text: &str, of_one: Vec<Problem>, others: &[NotChecked]) -> Problem {
    if of_one.is_empty() || others.iter().any(|item| item.file.is_some()) {
        return Problem::FitsNone { what: text.to_owned(), why: reasons(others) };
    }
    let mut told: Vec<Problem> = Vec::new();
    for problem in of_one {
        match told.iter_mut().find(|known| known.tells_the_same_as(&problem)) {
            Some(known) => known.add(problem),
            None => told.push(problem),
        }
    }
    match told.len() {
        1 => told.remove(0),
        _ => Problem::Several { what: text.to_owned(), each: told },
    }
}

/// How many files are named for one reason.
const NAMED: usize = 3;

/// Each reason once for each Python. Where there are several files, it names those that it is about.
fn reasons(others: &[NotChecked]) -> Vec<String> {
    let files: BTreeSet<Option<&PathBuf>> = others.iter().map(|item| item.file.as_ref()).collect();
    let mut all: Vec<(&NotChecked, Vec<String>)> = Vec::new();
    for item in others {
        let file = item.file.as_deref().and_then(Path::file_name).filter(|_| files.len() > 1);
        let name = file.map(|name| name.to_string_lossy().into_owned());
        match all.iter_mut().find(|(known, _)| (&known.python, &known.reason) == (&item.python, &item.reason)) {
            Some((_, names)) => names.extend(name),
            None => all.push((item, name.into_iter().collect())),
        }
    }
    let told = |(item, names): (&NotChecked, Vec<String>)| match names.get(NAMED..) {
        _ if names.is_empty() => format!("Python {}: {}", item.python, item.reason),
        None | Some([]) => format!("Python {}: {}: {}", item.python, names.join(", "), item.reason),
        Some(more) => {
            let (first, more) = (names[..NAMED].join(", "), more.len());
            format!("Python {}: {first} and {more} more: {}", item.python, item.reason)
        }
    };
    all.into_iter().map(told).collect()
}
