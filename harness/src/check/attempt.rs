//! Carrying out one trial, in a process of its own.

use std::collections::BTreeMap;
use std::env::join_paths;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::judge::judge;
use super::verdict::{Outcome, Verdict};
use super::{Bench, Subject, Trial};
use crate::case::{Case, Mode, Requires};
use crate::isolate::{self, Finished, Interrupt, Limits, Program, Sandbox};
use crate::plan::{Lowered, Surroundings, lower};
use crate::transcript::{Normal, Transcript};

/// How trials are carried out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Time for one trial.
    pub timeout: Duration,
    /// Ask debuggers, too.
    pub deep: bool,
}

/// What the checker says when the process forks.
const FORKS: &str = "checker: the process forks";

/// Carries out a trial. `import` is how long an import takes, as far as that is known.
///
/// # Errors
/// When processes can't be run at all, or the user interrupted.
pub(super) fn attempt(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    import: Duration,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<(Outcome, Duration), isolate::Error> {
    if let Some(reason) = trial.not_applicable(subject, &bench.python) {
        return Ok((Outcome::new(Verdict::NotApplicable, reason), Duration::ZERO));
    }
    let sandbox = Sandbox::new(None)?;
    let lowered = lay_out(bench, subject, trial, import, &sandbox)?;
    let limits = Limits { time: options.timeout, ..Limits::default() };
    let program = program(bench, subject, trial).arg(sandbox.scenario());
    let finished = isolate::run(&program, &sandbox, &limits, interrupt)?;
    let outcome = outcome(subject, trial, &lowered, &finished);
    Ok((outcome, finished.elapsed))
}

fn outcome(subject: &Subject, trial: Trial, lowered: &Lowered, finished: &Finished) -> Outcome {
    let stderr = &finished.stderr.bytes;
    let transcript = Transcript::new(&lowered.blocks, &finished.events, finished.end, stderr, &Normal::nothing());
    let mut outcome = match transcript {
        Ok(transcript) => judge(trial, subject, &transcript),
        Err(error) => Outcome::new(Verdict::Error, error.to_string()),
    };
    if finished.events.is_empty() {
        let said = String::from_utf8_lossy(stderr);
        outcome = Outcome::new(Verdict::Error, format!("the checker did nothing: {}", said.trim()));
    }
    if !finished.stdout.bytes.is_empty() {
        outcome.notes.push(format!("prints {} bytes", finished.stdout.bytes.len()));
    }
    if String::from_utf8_lossy(stderr).contains(FORKS) {
        outcome.notes.push("forks the process".to_owned());
    }
    outcome
}

/// The checker for this Python, with the environment for this trial.
pub(super) fn program(bench: &Bench, subject: &Subject, trial: Trial) -> Program {
    let python = &bench.python;
    // A Python with a C library of its own is loaded by the dynamic linker that belongs to it.
    let program = if python.own_c_library {
        let folders = join_paths(&python.runtime_library_dirs).unwrap_or_default();
        Program::new(&python.elf_interpreter).arg("--library-path").arg(folders).arg(&bench.host)
    } else {
        Program::new(&bench.host)
    };
    let path = join_paths(&subject.path).unwrap_or_default();
    let program = program.env("EXTPROOF_LIBPYTHON", &bench.libpython).env("PYTHONPATH", path);
    let variables = trial.environment(python.version.free_threaded).iter();
    variables.fold(program, |program, (name, value)| program.env(*name, *value))
}

/// Writes the scenario into the sandbox.
pub(super) fn lay_out(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    import: Duration,
    sandbox: &Sandbox,
) -> Result<Lowered, isolate::Error> {
    let python = &bench.python;
    let libraries = BTreeMap::from([(subject.name.clone(), subject.library.path.clone())]);
    let symbols = BTreeMap::from([(subject.name.clone(), subject.symbol.clone())]);
    let surroundings = Surroundings {
        sandbox: sandbox.path(),
        modules: &sandbox.modules(),
        events: &sandbox.events(),
        probe: &bench.probe,
        home: &python.prefix,
        executable: &python.executable,
        stdlib: &python.stdlib,
        suffix: &python.ext_suffix,
        libraries: &libraries,
        symbols: &symbols,
    };
    let prelude = prelude(subject, &python.stdlib);
    let case = Case {
        id: format!("check/{}", trial.name()),
        path: PathBuf::new(),
        title: trial.title().to_owned(),
        about: None,
        modes: vec![Mode::Filesystem],
        fixtures: vec![subject.name.clone()],
        steps: trial.steps(subject, &prelude, import),
        files: Vec::new(),
        requires: Requires::default(),
        timeout: None,
        undefined: None,
        contract: None,
        deviations: Vec::new(),
    };
    let lowered = lower(&case, Mode::Filesystem, &subject.name, &surroundings);
    sandbox.write("scenario.json", serde_json::to_string(&lowered.scenario).unwrap_or_default())?;
    Ok(lowered)
}

/// Names for the code that trials run, and that code.
fn prelude(subject: &Subject, stdlib: &Path) -> String {
    // Strings of JSON are strings of Python.
    let text = |path: &Path| serde_json::Value::from(path.to_string_lossy()).to_string();
    let name = serde_json::Value::from(subject.name.as_str());
    let (library, stdlib) = (text(&subject.library.path), text(stdlib));
    format!("NAME = {name}\nLIBRARY = {library}\nSTDLIB = {stdlib}\n{}", include_str!("prelude.py"))
}
