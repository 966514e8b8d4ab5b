//! The words of `extproof check`.

use std::path::{Path, PathBuf};

use super::advice::{Advice, Fix};
use super::detail::{at, detail, note};
use super::wording::{PLAIN, Wording};
use crate::check::{Note, Obstacle, Requirement, Subject, Trial, TrialOutcome, TrialVerdict, Variable};
use crate::config::{KnownResult, Stale};
use crate::report::exit;
use crate::version::Version;

/// What the list of commands says.
pub(crate) const CHECK_SHORT: &str = "Test your extension modules in many embedding scenarios (runs the modules' code)";

/// What the help says before all else.
pub(crate) const CHECK_ABOUT: &str = "Test your extension modules in many embedding scenarios

Each trial imports a module in a different way, or in a different kind of interpreter, in its own process. \
CHECKING RUNS THE MODULES' CODE, with your rights: check only modules that you would import, or use --sandbox. A wheel \
is installed with its dependencies into a temporary folder.";

pub(crate) fn trial_list() -> String {
    let width = Trial::all().map(|trial| trial.name().len()).max().unwrap_or_default();
    let line = |trial: Trial| format!("\n  {:width$}  {}", trial.name(), trial.title());
    format!("Trials:{}\n\n{}", Trial::all().map(line).collect::<String>(), exit::of_check())
}

pub(crate) fn trial_names() -> String {
    Trial::all().map(Trial::name).collect::<Vec<_>>().join(", ")
}

pub(crate) fn unknown_requirement(name: &str) -> String {
    format!("unknown trial `{name}`; allowed: quiet, {}", trial_names())
}

pub(crate) fn unknown_trial(name: &str) -> String {
    match Requirement::from_name(name) {
        Some(_) => format!(
            "not a trial: `{name}`, which can only be required, with --require {name}; allowed: {}",
            trial_names()
        ),
        None => format!("unknown trial `{name}`; allowed: {}", trial_names()),
    }
}

pub(crate) fn bad_variable(text: &str) -> String {
    format!("not a variable: `{text}`; expected NAME or NAME=VALUE, without EXTPROOF_ at the beginning")
}

pub(crate) fn bad_other(text: &str) -> String {
    format!("not a module: `{text}`; expected MODULE or MODULE=REQUIREMENT")
}

/// How to get another module beside a wheel.
pub(super) const HOW_WITH: &str =
    "; if it isn't installed there, pip installs it beside a wheel with --with MODULE=REQUIREMENT";

pub(crate) const NO_CODE: &str = "no code; name a file, or write code such as `import spam; spam.eggs()`";

pub(crate) fn checking(modules: usize, pythons: usize) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    format!("extproof: checking {modules} module{} on {pythons} Python{}", plural(modules), plural(pythons))
}

pub(crate) fn installing(target: &str, python: &str) -> String {
    format!("extproof: looking for the modules of {target} on Python {python}")
}

pub(crate) fn tried(subject: &Subject, python: &str, trial: Trial) -> String {
    format!("Python {python} {} {}", subject.name, trial.name())
}

pub(crate) fn checked_so_far(done: u64, all: u64) -> String {
    format!("extproof: {done} of {all} trials")
}

/// What a report says if nothing was run after the imports.
pub(super) const ONLY_IMPORTED: &str =
    "Only imports were tested: no function was called. --use FILE runs your own code after each import";

/// Why a module that can't be imported isn't held against its wheel.
pub(crate) fn optional(absent: &str) -> String {
    format!("it needs the package `{absent}`, which is neither in the wheel nor among its requirements")
}

/// Why an import that doesn't work ends the check.
pub(crate) fn obstacle(subject: &Subject, python: &str, outcome: &TrialOutcome, obstacle: Obstacle) -> String {
    let how = match outcome.verdict {
        TrialVerdict::Exits => "ends the process",
        TrialVerdict::Crashed => "crashes",
        TrialVerdict::Hung => "hangs",
        _ => "fails",
    };
    let is_missing = outcome.raised().is_some_and(|raised| raised.is_exactly("builtins.ModuleNotFoundError"));
    let hint = match subject.path.customized.as_slice() {
        files @ [_, ..] if is_missing => Some(customized(files)),
        _ => match outcome.raised().and_then(|raised| Variable::named_in(&raised.message)) {
            Some(name) if obstacle == Obstacle::Raises => Some(unset(name)),
            _ => hint(obstacle).map(str::to_owned),
        },
    };
    let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("{}: its import on Python {python} {how}: {}{hint}", subject.name, detail(outcome))
}

/// What a module can miss in trials that an environment finds.
fn customized(files: &[PathBuf]) -> String {
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    format!("trials don't import {}: if that adds a finder, install the finder by a `.pth` file", files.join(" and "))
}

/// What a module misses that the user has.
fn unset(variable: &str) -> String {
    format!(
        "modules are checked without the variables of your environment: if it needs {variable}, add --env {variable}"
    )
}

/// What to do about it.
fn hint(obstacle: Obstacle) -> Option<&'static str> {
    match obstacle {
        Obstacle::MissingLibrary => Some(
            "install that library, or put it into the wheel (auditwheel repair); if LD_LIBRARY_PATH leads to it, add --env \
             LD_LIBRARY_PATH",
        ),
        Obstacle::NoDisplay => {
            Some("modules are checked without a display: import libraries that need one at their first use")
        }
        Obstacle::NoNetwork => Some("modules are checked without a network: connect at the first use"),
        Obstacle::Hangs => Some("it may wait for a server, a lock or input; --timeout gives it more time"),
        Obstacle::Raises | Obstacle::Exits | Obstacle::Crashes => None,
    }
}

/// The titles of annotations.
pub(super) fn annotation_title(trial: Trial, name: &str, python: &str) -> String {
    format!("{} of {name} on Python {python}", trial.name())
}

pub(super) fn fault_title(name: &str) -> String {
    format!("{name} can't be checked")
}

pub(super) fn skipped_title(name: &str) -> String {
    format!("{name} was skipped")
}

/// What pip was to install for `--with`, and won't.
pub(crate) fn not_installed(requirement: &str) -> String {
    format!("`{requirement}` of --with isn't installed: pip installs it beside wheels, and none is checked")
}

/// A target that is for others.
pub(crate) fn skipped(why: &str) -> String {
    format!("skipped: {why}")
}

pub(crate) fn not_met(requirement: &str, name: &str, python: &str, verdict: TrialVerdict) -> String {
    format!("required trial `{requirement}` did not pass: {name} on Python {python}: {}", verdict.name())
}

pub(crate) fn not_quiet(name: &str, python: &str, noticed: &Note) -> String {
    format!("required `quiet` did not pass: {name} on Python {python}: its import {}", note(noticed))
}

/// Why a result is accepted.
pub(super) fn known(reason: &str) -> String {
    format!("known: {reason}")
}

/// What is said of a result that isn't held against the module.
pub(super) fn not_required(happened: &str) -> String {
    format!("not required: {happened}")
}

/// What is said of a required result that another module is responsible for.
pub(super) fn excused(happened: &str) -> String {
    format!("not held against this module: {happened}")
}

/// Advice, each sentence and link for a line of its own. What was said before is only named.
pub(super) fn advised(advice: &Advice, before: &mut Vec<&'static Fix>) -> Vec<String> {
    let finding = advice.finding.map(explained);
    let fixes = advice.fixes.iter().map(|fix| {
        if before.contains(fix) {
            return format!("{}: {}", fix.heading, fix.page());
        }
        before.push(fix);
        how_to(fix)
    });
    [advice.means.to_owned(), advice.link.to_owned()].into_iter().chain(finding).chain(fixes).collect()
}

/// The finding that explains a crash.
pub(in crate::report) fn explained(finding: u8) -> String {
    format!("Finding {finding} in docs/findings.md explains this crash.")
}

/// How to fix a fault.
pub(super) fn how_to(fix: &Fix) -> String {
    format!("{}: {} ({})", fix.heading, fix.short, fix.page())
}

/// A known result that no longer occurs.
pub(crate) fn stale(stale: &Stale<'_>) -> String {
    let Stale { known, trial, module, python, verdict } = stale;
    let expected: Vec<&str> = known.verdicts.iter().map(|verdict| verdict.name()).collect();
    format!(
        "stale: {}:{}: `{}` of {module} on Python {python}: expected {} ({}), found {}; correct or remove this entry",
        known.file.display(),
        known.line,
        trial.name(),
        expected.join(" or "),
        known.reason,
        verdict.name()
    )
}

/// A known result of a module that the targets don't have.
pub(crate) fn unused(known: &KnownResult) -> String {
    format!(
        "unused: {}:{}: the targets have no module `{}`; correct or remove this entry",
        known.file.display(),
        known.line,
        known.module().unwrap_or_default()
    )
}

pub(super) fn unused_title(known: &KnownResult) -> String {
    format!("known result of {} is unused", known.module().unwrap_or_default())
}

/// The titles of annotations about known results that no longer occur.
pub(super) fn stale_title(stale: &Stale<'_>) -> String {
    format!("known result of {} of {} is stale", stale.trial.name(), stale.module)
}

/// The file whose settings are used.
pub(crate) fn configured(file: &Path) -> String {
    format!("extproof: using [tool.extproof] in {}", file.display())
}

/// Neither the command nor a file names what to check.
pub(crate) fn no_targets(file: Option<&Path>) -> String {
    match file {
        Some(file) => format!("no targets: name a TARGET, or add `targets` to [tool.extproof] in {}", file.display()),
        None => "no targets: name a TARGET, or add [tool.extproof] with `targets` to pyproject.toml".to_owned(),
    }
}

pub(super) fn on(pythons: &[&str]) -> String {
    pythons.join(", ")
}

/// The names of Pythons: the version, and where several have the same, the executable.
pub(crate) fn python_names(pythons: &[(Version, &Path)]) -> Vec<String> {
    let count = |version: Version| pythons.iter().filter(|(known, _)| *known == version).count();
    let name = |(version, executable): &(Version, &Path)| match count(*version) {
        1 => version.to_string(),
        _ => format!("{version} ({})", executable.display()),
    };
    pythons.iter().map(name).collect()
}

/// What happened, in one line.
pub(super) fn happened(outcome: &TrialOutcome) -> String {
    happened_in(Wording { language: PLAIN, replaced: None }, outcome)
}

/// The same in a wording.
pub(super) fn happened_in(wording: Wording<'_>, outcome: &TrialOutcome) -> String {
    let step = outcome.at.as_ref().map(|place| format!(" in {}", wording.code(at(place)))).unwrap_or_default();
    let owner = outcome.owner.as_ref().map(|owner| format!(" because of {}", wording.code(&owner.module)));
    let step = step + &owner.unwrap_or_default();
    let detail = wording.text(&detail(outcome));
    let mut text = match outcome.verdict {
        TrialVerdict::Works => String::new(),
        _ if detail.is_empty() => format!("{}{step}", outcome.verdict.name()),
        _ => format!("{}{step}: {detail}", outcome.verdict.name()),
    };
    if !outcome.notes.is_empty() {
        let notes = outcome.notes.iter().map(note).collect::<Vec<_>>().join(", ");
        let notes = wording.text(&notes);
        text = if text.is_empty() { notes } else { format!("{text} ({notes})") };
    }
    text
}

/// Why trials say nothing.
pub(super) fn not_applicable(reason: &str, trials: &[Trial], pythons: &[&str]) -> String {
    let trials: Vec<&str> = trials.iter().map(|trial| trial.name()).collect();
    format!("n/a: {reason} ({}; Python {})", trials.join(", "), on(pythons))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = include_str!("../../../../docs/checking-a-module.md");

    #[test]
    fn the_documentation_lists_each_trial_and_exit_code() {
        for trial in Trial::all() {
            let row = format!("| `{}` | {} |", trial.name(), trial.title());
            assert!(DOCUMENT.lines().any(|line| line == row), "{row}");
        }
        let codes = exit::of_check();
        let codes = codes.lines().filter(|line| line.starts_with(' '));
        assert!(codes.clone().count() > 20);
        codes.for_each(|code| assert!(DOCUMENT.lines().any(|line| line == code), "{code}"));
    }
}
