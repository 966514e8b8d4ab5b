//! `extproof check`.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use super::arguments::{CheckArguments, CheckFormat};
use super::failure::{Failure, messages, problem_exit};
use super::progress::Progress;
use super::{CheckExit, Exit, screen, session};
use crate::build::{build_checker, build_probe};
use crate::check::{
    Bench, Checked, Confinement, Fault, Note, Obstacle, Options, Outcome, Place, Problem, Requirement, Subject, Target,
    Trial, Verdict, check_all,
};
use crate::isolate::{Folder, Interrupt};
use crate::project::Project;
use crate::python::{Discovery, Python, Request, select};
use crate::report::check::{self as words, CheckReport, NotApplicable};
use crate::report::escape::terminal;

pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let project = Project::of_this_build();
    let interrupt = Interrupt::on_signals()?;
    Folder::sweep(None);
    let progress = Progress::new();
    let mut problems = Vec::new();
    let mut targets = Vec::new();
    for argument in &arguments.targets {
        let text = argument.to_string_lossy().into_owned();
        match Target::read(argument) {
            Ok(target) => targets.push((text, target)),
            Err(problem) => problems.push(Fault { name: text, problem }),
        }
    }
    let confinement = arguments.sandbox.then(|| Confinement::find(interrupt)).transpose()?;
    let mut report = CheckReport::default();
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
            Err(problem) => problems.push(Fault { name: text.clone(), problem }),
        }
    }
    let trials = trials(arguments);
    let options = Options { timeout: Duration::from_secs(arguments.timeout.into()), deep: arguments.deep };
    let jobs = arguments.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    if !subjects.is_empty() {
        let mut names: Vec<&str> = subjects.iter().map(|(_, subject)| subject.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        progress.begin_check(subjects.len() * trials.len(), names.len(), places.len());
    }
    let tell = |subject: &Subject, python, trial| progress.tried(words::tried(subject, python, trial));
    let checked = check_all(&subjects, &trials, &options, jobs, interrupt, &tell);
    progress.end();
    report.checked = checked?;
    report.faults = problems.iter().map(|fault| (fault.name.clone(), messages(&fault.problem))).collect();
    print(&report, arguments)?;
    Ok(exit(&report, &problems, arguments))
}

/// The trials that are asked for, and those that are required. The import always is.
fn trials(arguments: &CheckArguments) -> Vec<Trial> {
    let required = required(arguments);
    let asked = |trial: &Trial| {
        let chosen = match arguments.trials.as_slice() {
            [] => arguments.deep || !trial.is_deep(),
            trials => trials.contains(trial),
        };
        chosen || *trial == Trial::Import || required.contains(&Requirement::Trial(*trial))
    };
    Trial::ALL.into_iter().filter(asked).collect()
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
    let pythons = select(&discovery, &request)?;
    let host = build_checker(project, interrupt, &|what| progress.building(what))?;
    let mut places = Vec::new();
    for python in pythons {
        if let Some(reason) = Bench::refuses(&python) {
            let (what, reason) = (String::new(), reason.to_owned());
            report.not_applicable.push(NotApplicable { what, python: python.version, reason });
            continue;
        }
        let Some(libpython) = python.shared_library.as_ref().map(|library| library.path.clone()) else { continue };
        let probe = build_probe(project, &python, interrupt, &|what| progress.building(what))?;
        let executable = named(&discovery, &python);
        let bench = Bench { python, libpython, host: host.clone(), probe, confinement: confinement.cloned() };
        places.push(Place::new(bench, executable)?);
    }
    Ok(places)
}

/// The executable by which the Python was found: it knows the virtual environment around it.
fn named(discovery: &Discovery, python: &Python) -> PathBuf {
    let is_it = |candidate: &&crate::python::Candidate| candidate.outcome.as_ref().is_ok_and(|found| found == python);
    discovery
        .candidates
        .iter()
        .find(is_it)
        .map_or_else(|| python.executable.clone(), |candidate| candidate.executable.clone())
}

/// What is asked for of a target.
struct Chosen {
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
) -> Result<Chosen, Problem> {
    let patience = Duration::from_secs(arguments.timeout.into());
    let mut subjects = Vec::new();
    let mut others = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    let mut not_installed = None;
    for place in places.iter_mut() {
        let python = place.bench.python.version;
        if matches!(target, Target::Wheel(_) | Target::Name(_)) {
            progress.say(&words::installing(text, python));
        }
        let found = match target.subjects(place, patience, interrupt) {
            // One of several environments may have it.
            Err(Problem::NotFound { name, why, .. }) if arguments.pythons.len() != 1 => {
                others.push(NotApplicable { what: name, python, reason: why });
                continue;
            }
            // One of several Pythons may have no pip, or no dependency that fits it.
            Err(problem @ Problem::Install { .. }) if arguments.pythons.len() != 1 => {
                others.push(NotApplicable { what: text.to_owned(), python, reason: problem.to_string() });
                not_installed.get_or_insert(problem);
                continue;
            }
            found => found?,
        };
        subjects.extend(found.subjects.into_iter().map(|subject| (place.bench.clone(), subject)));
        others.extend(found.others.into_iter().map(|(what, reason)| NotApplicable { what, python, reason }));
        for fault in found.faults {
            // What is wrong with a file is wrong on each Python.
            if !faults.iter().any(|known| known.is_like(&fault)) {
                faults.push(fault);
            }
        }
    }
    if subjects.is_empty() && faults.is_empty() && !others.is_empty() {
        return Err(not_installed.unwrap_or_else(|| none_fits(text, target, &others)));
    }
    let names = subjects.iter().map(|(_, subject)| &subject.name).chain(faults.iter().map(|fault| &fault.name));
    let there: Vec<String> = names.cloned().collect();
    let fits = |name: &str, filter: &String| name.contains(filter.as_str());
    if let Some(filter) = arguments.modules.iter().find(|filter| !there.iter().any(|name| fits(name, filter))) {
        return Err(Problem::NoSuchModule { target: text.to_owned(), filter: filter.clone(), there });
    }
    let chosen = |name: &str| arguments.modules.is_empty() || arguments.modules.iter().any(|filter| fits(name, filter));
    subjects.retain(|(_, subject)| chosen(&subject.name));
    faults.retain(|fault| chosen(&fault.name));
    // A folder may hold a file of each module for each Python: those for others are no news.
    let is_checked = |item: &NotApplicable| {
        subjects.iter().any(|(bench, subject)| bench.python.version == item.python && subject.name == item.what)
    };
    report.not_applicable.extend(others.into_iter().filter(|item| chosen(&item.what) && !is_checked(item)));
    Ok(Chosen { subjects, faults })
}

fn none_fits(text: &str, target: &Target, others: &[NotApplicable]) -> Problem {
    if let (Target::Name(name), Some(first)) = (target, others.first()) {
        return Problem::NotFound { name: name.clone(), python: first.python, why: first.reason.clone() };
    }
    let why = others.iter().map(|item| format!("Python {}: {}", item.python, item.reason)).collect();
    Problem::FitsNone { what: text.to_owned(), why }
}

fn print(report: &CheckReport, arguments: &CheckArguments) -> Result<(), Failure> {
    screen::document(|out| match arguments.format {
        CheckFormat::Text => words::text(report, out),
        CheckFormat::Json => words::json(report, out),
        CheckFormat::Markdown => words::markdown(report, out),
        CheckFormat::Junit => {
            let required = required(arguments);
            let met = |trial: Trial, outcome: &Outcome| {
                trial.is_met_by(outcome) || !required.contains(&Requirement::Trial(trial))
            };
            words::junit(report, &met, out)
        }
    })?;
    Ok(())
}

fn required(arguments: &CheckArguments) -> Vec<Requirement> {
    if arguments.require.is_empty() { Requirement::DEFAULT.to_vec() } else { arguments.require.clone() }
}

/// Tells of everything that keeps the check from succeeding, and how to end.
fn exit(report: &CheckReport, problems: &[Fault], arguments: &CheckArguments) -> Exit {
    for Fault { problem, .. } in problems {
        screen::complain(&messages(problem));
    }
    let obstacles = report.checked.iter().filter_map(|checked| {
        let import = checked.outcome(Trial::Import)?;
        let obstacle = Obstacle::of(import)?;
        let text = words::obstacle(&checked.subject, checked.python, import, obstacle.hint());
        screen::complain(&terminal::line(&text));
        Some(Exit::Check(obstacle_exit(obstacle)))
    });
    let obstacles: Vec<Exit> = obstacles.collect();
    let unmet: Vec<Exit> = report.checked.iter().flat_map(|checked| unmet(checked, &required(arguments))).collect();
    let errors = report.checked.iter().flat_map(|checked| &checked.outcomes);
    let error = errors.filter(|(_, outcome)| outcome.verdict == Verdict::Error).map(|_| Exit::HarnessError).next();
    let unmet = unmet.iter().find(|exit| **exit == Exit::NotAsReviewed).or(unmet.first());
    error
        .or(problems.first().map(|fault| problem_exit(&fault.problem)))
        .or(obstacles.first().copied())
        .or(unmet.copied())
        .unwrap_or(if report.checked.is_empty() { Exit::NothingRun } else { Exit::AsReviewed })
}

/// What is required of a module and isn't so.
fn unmet(checked: &Checked, required: &[Requirement]) -> Vec<Exit> {
    let (name, python) = (checked.subject.name.as_str(), checked.python);
    let import = checked.outcome(Trial::Import);
    let mut exits = Vec::new();
    for requirement in required {
        match requirement {
            Requirement::Trial(trial) => {
                if let Some((trial, outcome)) = checked.unmet(*trial) {
                    screen::say(&words::not_met(trial.name(), name, python, outcome.verdict));
                    exits.push(Exit::NotAsReviewed);
                }
            }
            Requirement::Quiet => {
                for note in import.iter().flat_map(|import| &import.notes) {
                    let why = match note {
                        Note::Prints(_) | Note::Complains(_) => CheckExit::Prints,
                        Note::StartsProcesses => CheckExit::StartsProcesses,
                        Note::InTries { .. } => continue,
                    };
                    screen::say(&words::not_quiet(name, python, note));
                    exits.push(Exit::Check(why));
                }
            }
        }
    }
    exits
}

fn obstacle_exit(obstacle: Obstacle) -> CheckExit {
    match obstacle {
        Obstacle::MissingLibrary => CheckExit::MissingLibrary,
        Obstacle::NoDisplay => CheckExit::NoDisplay,
        Obstacle::NoNetwork => CheckExit::NoNetwork,
        Obstacle::Raises => CheckExit::ImportRaises,
        Obstacle::Exits => CheckExit::ImportExits,
        Obstacle::Hangs => CheckExit::ImportHangs,
        Obstacle::Crashes => CheckExit::ImportCrashes,
    }
}
