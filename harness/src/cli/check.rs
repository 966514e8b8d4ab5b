//! `extproof check`.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use super::arguments::{CheckArguments, CheckFormat};
use super::check_exit::exit;
use super::failure::{Failure, messages};
use super::outputs::save;
use super::progress::Progress;
use super::settings::Settings;
use super::{Exit, screen, session};
use crate::build::{build_checker, build_probe};
use crate::check::{
    Bench, CheckOptions, Checked, Fault, Place, Problem, Requirement, Subject, Target, Unfit, check_all, take_optional,
};
use crate::isolate::{Confinement, Folder, Interrupt};
use crate::project::Project;
use crate::python::{Chosen, Discovery, Request, select};
use crate::report::check::{self as words, CheckReport, NotChecked};

pub(super) fn check(arguments: CheckArguments) -> Result<Exit, Failure> {
    let settings = Settings::of(arguments)?;
    let arguments = &settings.arguments;
    let project = session::project()?;
    let interrupt = Interrupt::on_signals()?;
    Folder::sweep(None);
    let progress = Progress::new();
    let mut problems = Vec::new();
    let mut rejected = Vec::new();
    let mut targets = Vec::new();
    for (text, target) in settings.targets() {
        match target {
            Ok(target) => targets.push((text, target)),
            Err(problem) => rejected.push(Fault { name: text, problem }),
        }
    }
    let usage = settings.usage.clone();
    let confinement = arguments.sandbox.then(|| Confinement::find(interrupt)).transpose()?;
    let mut report = CheckReport {
        used: usage.is_some(),
        known: settings.known.clone(),
        required: settings.required().into_iter().filter_map(Requirement::trial).collect(),
        ..CheckReport::default()
    };
    let mut places = if targets.is_empty() {
        Vec::new()
    } else {
        places(&project, arguments, confinement.as_ref(), interrupt, &progress, &mut report)?
    };
    let mut subjects = Vec::new();
    for (text, target) in &targets {
        match found(text, target, &mut places, arguments, interrupt, &progress, &mut report) {
            Ok(chosen) => {
                subjects.extend(chosen.subjects);
                problems.extend(chosen.faults);
            }
            Err(Problem::Isolate(error)) => return Err(error.into()),
            Err(problem) => rejected.push(Fault { name: text.clone(), problem }),
        }
    }
    report.unused = settings.unused(&subjects, &problems, &report.not_applicable);
    settings.choose_modules(&mut subjects, &mut problems, &mut report.not_applicable)?;
    let trials = settings.trials();
    let options = CheckOptions { timeout: arguments.patience(), deep: arguments.deep, usage };
    let jobs = arguments.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    if !subjects.is_empty() {
        let mut names: Vec<&str> = subjects.iter().map(|(_, subject)| subject.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        progress.begin_check(subjects.len() * trials.len(), names.len(), places.len());
    }
    let tell = |subject: &Subject, python: &str, trial| progress.tried(words::tried(subject, python, trial));
    let checked = check_all(&subjects, &trials, &options, jobs, interrupt, &tell);
    progress.end();
    report.checked = checked?;
    if arguments.require_all {
        report.checked.iter_mut().for_each(Checked::answer_for_others);
    } else {
        let optional = take_optional(&mut report.checked).into_iter().map(|(checked, absent)| NotChecked {
            what: checked.subject.name,
            python: checked.python,
            reason: words::optional(&absent),
            file: Some(checked.subject.library.path),
        });
        report.not_applicable.extend(optional);
    }
    let any = !report.checked.is_empty();
    // A whole target can be for others; a file beside those that were checked can't.
    let skips = |fault: &Fault| fault.problem.is_of_fit() && !arguments.require_fit && (any || arguments.allow_unfit);
    let (skipped, rejected): (Vec<Fault>, Vec<Fault>) = rejected.into_iter().partition(skips);
    problems.splice(0..0, rejected);
    report.skipped = skipped.iter().map(|fault| (fault.name.clone(), messages(&fault.problem))).collect();
    report.faults = problems.iter().map(|fault| (fault.name.clone(), messages(&fault.problem))).collect();
    print(&report, arguments)?;
    settings.write_baseline(&report)?;
    Ok(exit(&report, &problems, &settings.required()))
}

/// The Pythons that can be used, made ready.
fn places(
    project: &Project,
    arguments: &CheckArguments,
    confinement: Option<&Confinement>,
    interrupt: &Interrupt,
    progress: &Progress,
    report: &mut CheckReport,
) -> Result<Vec<Place>, Failure> {
    let request = Request::of_process(&arguments.pythons);
    let discovery = Discovery::run(&request, &project.python_facts(), interrupt, &session::tell_damage)?;
    let chosen = select(&discovery, &request)?;
    let host = build_checker(project, interrupt, &|what| progress.building(what))?;
    let mut places = Vec::new();
    let named: Vec<_> =
        chosen.iter().map(|Chosen { python, executable }| (python.version, executable.as_path())).collect();
    let names = words::python_names(&named);
    for (Chosen { python, executable }, name) in chosen.into_iter().zip(names) {
        if let Some(reason) = Bench::refuses(&python) {
            let (what, reason) = (String::new(), reason.to_owned());
            report.not_applicable.push(NotChecked { what, python: name, reason, file: None });
            continue;
        }
        let Some(libpython) = python.shared_library.as_ref().map(|library| library.path.clone()) else { continue };
        let probe = build_probe(project, &python, interrupt, &|what| progress.building(what))?;
        let bench = Bench {
            python,
            name,
            libpython,
            host: host.clone(),
            probe,
            variables: arguments.variables.clone(),
            others: arguments.others.clone(),
            confinement: confinement.cloned(),
        };
        places.push(Place::new(bench, executable)?);
    }
    Ok(places)
}

/// What is asked for of a target.
struct Asked {
    /// The modules, for each Python that finds them.
    subjects: Vec<(Bench, Subject)>,
    /// The files that look like modules and can't be checked.
    faults: Vec<Fault>,
}

/// The modules of a target, for each Python that finds them.
fn found(
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
    let mut of_one: Option<Problem> = None;
    for place in places.iter_mut() {
        let python = place.bench.name.clone();
        if matches!(target, Target::Wheel(_) | Target::Name(_) | Target::NameOrFolder(..) | Target::Distribution(_)) {
            progress.say(&words::installing(text, &python));
        }
        let found = match target.subjects(place, patience, interrupt) {
            // One of several environments may have it.
            Err(Problem::NotFound { name, pythons }) if arguments.pythons.len() != 1 => {
                let not_found = |(python, reason)| NotChecked { what: name.clone(), python, reason, file: None };
                others.extend(pythons.into_iter().map(not_found));
                continue;
            }
            // One of several may know only the distribution, or have no pip, or no dependency that fits it.
            Err(problem) if problem.is_of_one_python() && arguments.pythons.len() != 1 => {
                let (what, reason) = (text.to_owned(), problem.to_string());
                others.push(NotChecked { what, python, reason, file: None });
                match &mut of_one {
                    Some(known) => known.add(problem),
                    None => of_one = Some(problem),
                }
                continue;
            }
            Err(problem) if problem.is_fault_of_one_python() && arguments.pythons.len() != 1 => {
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
        return Err(of_one.unwrap_or_else(|| none_fits(text, target, &others)));
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

fn none_fits(text: &str, target: &Target, others: &[NotChecked]) -> Problem {
    // Where some Python has the module's file, others lack it because they are others.
    if let Target::Name(name) | Target::NameOrFolder(name, _) | Target::Distribution(name) = target
        && others.iter().all(|item| item.file.is_none())
    {
        let pythons = others.iter().map(|item| (item.python.clone(), item.reason.clone())).collect();
        return target.not_found(Problem::NotFound { name: name.clone(), pythons });
    }
    Problem::FitsNone { what: text.to_owned(), why: reasons(others) }
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

fn print(report: &CheckReport, arguments: &CheckArguments) -> Result<(), Failure> {
    screen::document(|out| write(report, arguments.format, out))?;
    for (format, path) in &arguments.reports {
        let mut document = Vec::new();
        write(report, *format, &mut document)?;
        save(path, &document).map_err(|source| Failure::Report { path: path.clone(), source })?;
    }
    Ok(())
}

fn write(report: &CheckReport, format: CheckFormat, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        CheckFormat::Text => words::text(report, screen::width(), out),
        CheckFormat::Json => words::json(report, out),
        CheckFormat::Markdown => words::markdown(report, out),
        CheckFormat::Github => words::github(report, screen::width(), out),
        CheckFormat::Junit => words::junit(report, out),
    }
}
