//! `extproof check`.

use std::io;
use std::thread;

use super::arguments::{CheckArguments, CheckFormat};
use super::check_exit::exit;
use super::check_found::found;
use super::failure::{Failure, messages};
use super::outputs::save;
use super::progress::Progress;
use super::settings::Settings;
use super::{Exit, screen, session};
use crate::build::{build_checker, build_probe};
use crate::check::{
    Bench, CheckOptions, Checked, Fault, Other, Place, Problem, Requirement, Subject, Target, check_all, take_optional,
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
    if !targets.iter().any(|(_, target)| matches!(target, Target::Wheel(_))) {
        let unneeded = arguments.others.iter().filter_map(Other::requirement);
        unneeded.for_each(|requirement| screen::say(&words::not_installed(requirement)));
    }
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
