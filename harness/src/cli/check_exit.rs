//! How `extproof check` ends.

use super::failure::messages;
use super::{CheckExit, Exit, screen};
use crate::check::{Checked, Fault, Note, Obstacle, Problem, Requirement, Trial, TrialVerdict};
use crate::config::KnownResults;
use crate::isolate::End;
use crate::report::check::{self as words, CheckReport};
use crate::report::escape::terminal;

/// Tells of everything that keeps the check from succeeding, and how to end.
pub(super) fn exit(report: &CheckReport, problems: &[Fault], required: &[Requirement]) -> Exit {
    report.skipped.iter().for_each(|(_, why)| screen::say(&words::skipped(why)));
    for Fault { problem, .. } in problems {
        screen::complain(&messages(problem));
    }
    let obstacles = report.checked.iter().filter_map(|checked| {
        let import = checked.outcome(Trial::IMPORT)?;
        let obstacle = Obstacle::of(import).filter(|_| report.known.of(checked, Trial::IMPORT).is_none())?;
        let text = words::obstacle(&checked.subject, &checked.python, import, obstacle);
        screen::complain(&terminal::line(&text));
        Some(Exit::Check(obstacle_exit(obstacle)))
    });
    let obstacles: Vec<Exit> = obstacles.collect();
    let mut unmet: Vec<Exit> =
        report.checked.iter().flat_map(|checked| unmet(checked, required, &report.known)).collect();
    for stale in report.known.stale(&report.checked) {
        screen::say(&words::stale(&stale));
        unmet.push(Exit::Failed);
    }
    report.unused.iter().for_each(|known| screen::say(&words::unused(known)));
    let errors = report.checked.iter().flat_map(|checked| &checked.outcomes);
    let error = errors.filter(|(_, outcome)| outcome.verdict == TrialVerdict::Error).map(|_| Exit::HarnessError).next();
    let unmet = unmet.iter().find(|exit| **exit == Exit::Failed).or(unmet.first());
    error
        .or(problems.first().map(|fault| problem_exit(&fault.problem)))
        .or(obstacles.first().copied())
        .or(unmet.copied())
        .unwrap_or(if report.checked.is_empty() && report.skipped.is_empty() { Exit::NothingRun } else { Exit::Passed })
}

/// What is required of a module and isn't so.
fn unmet(checked: &Checked, required: &[Requirement], known: &KnownResults) -> Vec<Exit> {
    let (name, python) = (checked.subject.name.as_str(), checked.python.as_str());
    let import = checked.outcome(Trial::IMPORT);
    let mut exits = Vec::new();
    let mut told = Vec::new();
    for requirement in required {
        match requirement {
            Requirement::Trial(trial) => {
                let unmet = checked.unmet(*trial).filter(|(trial, _)| known.of(checked, *trial).is_none());
                // Several can be unmet because of one that they all need.
                if let Some((trial, outcome)) = unmet.filter(|(trial, _)| !told.contains(trial)) {
                    told.push(trial);
                    screen::say(&words::not_met(trial.name(), name, python, outcome.verdict));
                    exits.push(Exit::Failed);
                }
            }
            Requirement::Quiet => {
                for note in import.iter().flat_map(|import| &import.notes) {
                    let why = match note {
                        Note::Prints(_) | Note::Complains(_) => CheckExit::Prints,
                        Note::StartsProcesses => CheckExit::StartsProcesses,
                        Note::InTries { .. } | Note::Lasting { .. } => continue,
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

/// The exit for a problem with a target.
pub(super) fn problem_exit(problem: &Problem) -> Exit {
    Exit::Check(match problem {
        Problem::NoTarget(_) | Problem::NoMatch { .. } | Problem::Unreadable { .. } => CheckExit::NoTarget,
        Problem::NotALibrary(_) => CheckExit::NotALibrary,
        Problem::WrongMachine { .. } => CheckExit::WrongMachine,
        Problem::Truncated(_) => CheckExit::Truncated,
        Problem::NoInit(_) | Problem::LostInit(_) | Problem::OtherName { .. } | Problem::NotAName(_) => {
            CheckExit::NoInit
        }
        Problem::FitsNone { .. } => CheckExit::WrongPython,
        Problem::EmptyFolder(_)
        | Problem::NoExtension(_)
        | Problem::NotAnExtension(_)
        | Problem::Archived { .. }
        | Problem::BuiltIn { .. }
        | Problem::NeitherThere { .. } => CheckExit::NoExtension,
        Problem::NotAWheel { .. }
        | Problem::Install { .. }
        | Problem::PthFiles { .. }
        | Problem::Misplaced { .. }
        | Problem::OtherPython { .. } => CheckExit::BadWheel,
        Problem::NotFound { .. } | Problem::Distribution { .. } => CheckExit::NotFound,
        Problem::AboveRaises { .. } => CheckExit::ImportRaises,
        Problem::Above { end: End::TimedOut, .. } => CheckExit::ImportHangs,
        Problem::Above { end: End::Exited(_), .. } => CheckExit::ImportExits,
        Problem::Above { end: End::Killed(_), .. } => CheckExit::ImportCrashes,
        Problem::Several { each, .. } => {
            // What some environment has says more than that others have nothing.
            let is_there = |problem: &&Problem| {
                !matches!(problem, Problem::NotFound { .. } | Problem::NoTarget(_) | Problem::NeitherThere { .. })
            };
            let code = |exit: &Exit| exit.code();
            let telling = each.iter().filter(is_there).map(problem_exit).min_by_key(code);
            return telling.or(each.first().map(problem_exit)).unwrap_or(Exit::HarnessError);
        }
        Problem::InsteadOfFolder { problem, .. } => return problem_exit(problem),
        Problem::NoSuchModule { .. } => return Exit::BadInput,
        Problem::Ask { .. } | Problem::Start { .. } | Problem::Isolate(_) => return Exit::HarnessError,
    })
}
