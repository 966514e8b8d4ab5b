//! The words of `extproof check`.

use std::path::Path;

use crate::check::{Note, Outcome, Subject, Trial, Verdict};
use crate::version::Version;

/// What the list of commands says.
pub(crate) const CHECK_SHORT: &str =
    "Check how your extension modules behave where others will put them (runs the modules' code)";

/// What the help says before all else.
pub(crate) const CHECK_ABOUT: &str = "Check how your extension modules behave where others will put them

Imports them in many ways and in many kinds of interpreters, each in a process of its own, and says what came of it. \
CHECKING RUNS THE MODULES' CODE, with your rights: check only what you would import, or use --sandbox. A wheel is \
installed with its dependencies into a temporary folder.";

/// The exit codes of the command.
pub(crate) const CHECK_EXIT_CODES: &str = "Exit codes:
  0  everything that is required works
  1  something that is required does not
  2  wrong arguments
  3  the checker could not be built
  4  no usable Python
  5  the harness failed
 10  there is no such file, or it can't be read
 11  it is no shared library
 12  it is for other machines
 13  it is truncated
 14  it has no init function of its name
 15  it is for none of the chosen Pythons
 16  the wheel, folder or package has no extension modules
 17  the wheel is none, can't be installed, or has modules where Python imports nothing from
 18  the name is not that of a module
 19  the import misses a shared library
 20  the import raises an exception
 21  the import ends the process
 22  the import doesn't come to an end
 23  the import crashes
 24  the import needs a display
 25  the import needs a network
 26  the folder for what is built once is not writable
 27  the import prints, and --require has `quiet`
 28  the import starts a process, and --require has `quiet`
128 + n  ended by signal n
If several hold, the first of these counts: 5, a target or file that can't be checked, an import that doesn't work, 1, 27, 28.";

pub(crate) fn trial_list() -> String {
    let width = Trial::ALL.map(|trial| trial.name().len()).into_iter().max().unwrap_or_default();
    let line = |trial: Trial| format!("\n  {:width$}  {}", trial.name(), trial.title());
    format!("Trials:{}\n\n{CHECK_EXIT_CODES}", Trial::ALL.map(line).concat())
}

pub(crate) fn trial_names() -> String {
    Trial::ALL.map(Trial::name).join(", ")
}

pub(crate) fn unknown_trial(name: &str) -> String {
    format!("`{name}` is no trial; allowed: quiet, {}", trial_names())
}

pub(crate) fn checking(modules: usize, pythons: usize) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    format!("extproof: checking {modules} module{} on {pythons} Python{}", plural(modules), plural(pythons))
}

pub(crate) fn installing(target: &str, python: Version) -> String {
    format!("extproof: looking for the modules of {target} on Python {python}")
}

pub(crate) fn tried(subject: &Subject, python: Version, trial: Trial) -> String {
    format!("Python {python} {} {}", subject.name, trial.name())
}

pub(crate) fn checked_so_far(done: u64, all: u64) -> String {
    format!("extproof: {done} of {all} trials")
}

/// Why an import that doesn't work ends the check.
pub(crate) fn obstacle(subject: &Subject, python: Version, outcome: &Outcome, hint: &str) -> String {
    let how = match outcome.verdict {
        Verdict::Exits => "ends the process",
        Verdict::Crashed => "crashes",
        Verdict::Hung => "doesn't come to an end",
        _ => "fails",
    };
    let hint = if hint.is_empty() { String::new() } else { format!("; {hint}") };
    format!("{}: its import on Python {python} {how}: {}{hint}", subject.name, outcome.detail)
}

pub(crate) fn not_met(requirement: &str, name: &str, python: Version, verdict: Verdict) -> String {
    format!("required, but not so: {requirement} of {name} on Python {python}: {}", verdict.name())
}

pub(crate) fn not_quiet(name: &str, python: Version, note: &Note) -> String {
    format!("required, but not so: quiet of {name} on Python {python}: its import {note}")
}

pub(super) fn heading(name: &str, files: &[&Path]) -> String {
    match files {
        [file] => format!("{name} ({})", file.display()),
        _ => name.to_owned(),
    }
}

pub(super) fn on(pythons: &[Version]) -> String {
    let pythons: Vec<String> = pythons.iter().map(Version::to_string).collect();
    pythons.join(", ")
}

/// How a language has text, and text that is code.
pub(super) struct Language {
    pub(super) text: fn(&str) -> String,
    pub(super) code: fn(&str) -> String,
}

/// That of people. What shows it escapes it.
const PLAIN: Language = Language { text: str::to_owned, code: |code| format!("`{code}`") };

/// What happened, in one line.
pub(super) fn happened(outcome: &Outcome) -> String {
    happened_in(&PLAIN, outcome)
}

/// The same in a language.
pub(super) fn happened_in(language: &Language, outcome: &Outcome) -> String {
    let step = outcome.step.as_ref().map(|step| format!(" in {}", (language.code)(step))).unwrap_or_default();
    let detail = (language.text)(&outcome.detail);
    let mut text = match outcome.verdict {
        Verdict::Works => String::new(),
        _ if detail.is_empty() => format!("{}{step}", outcome.verdict.name()),
        _ => format!("{}{step}: {detail}", outcome.verdict.name()),
    };
    if !outcome.notes.is_empty() {
        let notes = outcome.notes.iter().map(Note::to_string).collect::<Vec<_>>().join(", ");
        let notes = (language.text)(&notes);
        text = if text.is_empty() { notes } else { format!("{text} ({notes})") };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = include_str!("../../../../docs/checking-a-module.md");

    #[test]
    fn the_documentation_lists_each_trial_and_exit_code() {
        for trial in Trial::ALL {
            let row = format!("| `{}` | {} |", trial.name(), trial.title());
            assert!(DOCUMENT.lines().any(|line| line == row), "{row}");
        }
        let codes = CHECK_EXIT_CODES.lines().filter(|line| line.starts_with(' '));
        assert!(codes.clone().count() > 20);
        codes.for_each(|code| assert!(DOCUMENT.lines().any(|line| line == code), "{code}"));
    }
}
