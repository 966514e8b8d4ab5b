//! Carrying out one trial, in a process of its own.

use std::collections::BTreeMap;
use std::env::join_paths;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::confinement;
use super::deep;
use super::judge;
use super::scenario::Baseline;
use super::verdict::{Outcome, Verdict};
use super::{Bench, Subject, Trial};
use crate::case::{Action, Case, Mode, PythonAction, Requires, Step};
use crate::isolate::{self, End, Finished, Interrupt, Limits, Program, Sandbox};
use crate::plan::{Keys, Lowered, Surroundings, lower};
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

/// Carries out a trial. `baseline` is what the import told, as far as that is known.
///
/// # Errors
/// When processes can't be run at all, or the user interrupted. What a module does to its own run is the outcome
/// [`Verdict::Error`].
pub(super) fn attempt(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    baseline: &Baseline,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<(Outcome, Baseline), isolate::Error> {
    match tried(bench, subject, trial, baseline, options, interrupt) {
        Err(error) if error.is_of_run() => Ok((Outcome::new(Verdict::Error, error.to_string()), Baseline::default())),
        tried => tried,
    }
}

fn tried(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    baseline: &Baseline,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<(Outcome, Baseline), isolate::Error> {
    if let Some(reason) = trial.not_applicable(subject, &bench.python) {
        return Ok((Outcome::new(Verdict::NotApplicable, reason), Baseline::default()));
    }
    if trial == Trial::Valgrind && !deep::has_valgrind() {
        return Ok((Outcome::new(Verdict::NotApplicable, "valgrind isn't installed"), Baseline::default()));
    }
    let steps = trial.steps(subject, &prelude(subject, &bench.python.stdlib), baseline);
    let runner = Runner { bench, subject, trial, options, interrupt };
    let (lowered, finished) = runner.carry_out(&steps, &|program| program)?;
    let (mut outcome, standard) = outcome(subject, trial, &lowered, &finished);
    if trial != Trial::Import && runner.is_bad(&outcome) {
        let control = without_module(&steps, baseline);
        for _ in 0..CONTROLS {
            let (_, finished) = runner.carry_out(&control, &|program| program)?;
            if finished.end != End::Exited(0) {
                let why = format!("this Python itself fails so, without the module: {}", finished.end);
                outcome = Outcome::new(Verdict::NotApplicable, why);
                break;
            }
        }
    }
    if matches!(outcome.verdict, Verdict::Crashed | Verdict::Grows) {
        runner.repeat(&steps, &mut outcome)?;
    }
    if options.deep && outcome.verdict == Verdict::Crashed {
        let (_, debugged) = runner.carry_out(&steps, &|program| deep::under_gdb(program.clone()).unwrap_or(program))?;
        outcome.frames = deep::frames(&String::from_utf8_lossy(&debugged.stdout.bytes));
    }
    Ok((outcome, Baseline { standard }))
}

/// Crashes of threads don't come each time.
const CONTROLS: usize = 10;
/// How often what is bad is tried once more.
const REPEATS: usize = 2;

/// One trial of one module.
struct Runner<'a> {
    bench: &'a Bench,
    subject: &'a Subject,
    trial: Trial,
    options: &'a Options,
    interrupt: &'a Interrupt,
}

impl Runner<'_> {
    /// Carries steps out, with the program changed in some way.
    fn carry_out(
        &self,
        steps: &[Step],
        change: &dyn Fn(Program) -> Program,
    ) -> Result<(Lowered, Finished), isolate::Error> {
        let sandbox = Sandbox::new(None)?;
        let lowered = lay_out(self.bench, self.subject, self.trial, steps.to_vec(), &sandbox)?;
        let program = change(program(self.bench, self.subject, self.trial).arg(sandbox.scenario()));
        let program = if self.trial == Trial::Valgrind {
            deep::under_valgrind(program.clone()).unwrap_or(program)
        } else {
            program
        };
        // Debuggers take many times as long, and memory of their own.
        let deep = self.trial.is_deep() || self.options.deep;
        let time = if deep { self.options.timeout * 4 } else { self.options.timeout };
        let memory = if deep { None } else { Limits::default().memory };
        let limits = Limits { time, memory, ..Limits::default() };
        let finished = run(self.bench, self.subject, program, &sandbox, &limits, self.interrupt)?;
        Ok((lowered, finished))
    }

    /// Growth counts if it comes each time; of a crash it is told how often it comes.
    fn repeat(&self, steps: &[Step], first: &mut Outcome) -> Result<(), isolate::Error> {
        let mut count = 1;
        for _ in 0..REPEATS {
            let (lowered, finished) = self.carry_out(steps, &|program| program)?;
            let (again, _) = outcome(self.subject, self.trial, &lowered, &finished);
            count += usize::from(again.verdict == first.verdict);
            if first.verdict == Verdict::Grows && again.growth < first.growth {
                *first = again;
                if first.verdict != Verdict::Grows {
                    return Ok(());
                }
            }
        }
        if first.verdict == Verdict::Crashed && count <= REPEATS {
            first.notes.push(format!("in {count} of {} tries", REPEATS + 1));
        }
        Ok(())
    }

    /// Whether it matters that Python itself may do so.
    fn is_bad(&self, outcome: &Outcome) -> bool {
        matches!(outcome.verdict, Verdict::Crashed | Verdict::Hung) || self.trial == Trial::Valgrind
    }
}

/// The same steps, with modules of the standard library instead of the one under test.
fn without_module(steps: &[Step], baseline: &Baseline) -> Vec<Step> {
    let change = |step: &Step| {
        let mut step = step.clone();
        match &mut step.action {
            Action::Append(_) => return None,
            Action::Threads(lists) => lists.iter_mut().for_each(|steps| *steps = without_module(steps, baseline)),
            Action::Python { action: PythonAction::Evaluate(_), .. } => return None,
            Action::Python { action, .. } if !matches!(action, PythonAction::Execute(_)) => {
                *action = PythonAction::Execute(baseline.standard_imports());
            }
            _ => {}
        }
        Some(step)
    };
    steps.iter().filter_map(change).collect()
}

fn outcome(subject: &Subject, trial: Trial, lowered: &Lowered, finished: &Finished) -> (Outcome, Vec<String>) {
    let stderr = String::from_utf8_lossy(&finished.stderr.bytes);
    let normal = Normal::nothing();
    let transcript = Transcript::new(lowered, &finished.events, finished.end, &finished.stderr.bytes, &normal);
    let standard = transcript.as_ref().map(judge::standard).unwrap_or_default();
    let mut outcome = match transcript {
        Ok(transcript) => judge::judge(trial, subject, &transcript, &stderr, &finished.left),
        Err(error) => Outcome::new(Verdict::Error, error.to_string()),
    };
    if trial == Trial::Valgrind && finished.end == End::Exited(deep::REPORTED) {
        let frames = deep::report(&stderr);
        outcome = Outcome::new(Verdict::Fails, frames.first().cloned().unwrap_or_default());
        outcome.frames = frames;
    }
    if finished.events_truncated {
        let why = format!("the events file reached its limit of {} bytes", finished.events.len());
        outcome = Outcome::new(Verdict::Error, why);
    } else if finished.events.is_empty() {
        outcome = Outcome::new(Verdict::Error, format!("the checker did nothing: {}", stderr.trim()));
    }
    if !finished.stdout.bytes.is_empty() {
        outcome.notes.push(format!("prints {} bytes", finished.stdout.bytes.len()));
    }
    if stderr.contains(FORKS) {
        outcome.notes.push("forks the process".to_owned());
    }
    (outcome, standard)
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
    // A fixture is the module under test here, and leaves no events.
    let program = program.env("EXTPROOF_CHECK", "1");
    let program = program.env("EXTPROOF_LIBPYTHON", &bench.libpython).env("PYTHONPATH", path);
    let variables = trial.environment(python.version.free_threaded).iter();
    variables.fold(program, |program, (name, value)| program.env(*name, *value))
}

/// Runs the checker.
pub(super) fn run(
    bench: &Bench,
    subject: &Subject,
    program: Program,
    sandbox: &Sandbox,
    limits: &Limits,
    interrupt: &Interrupt,
) -> Result<Finished, isolate::Error> {
    let python = &bench.python;
    let mut needed = vec![bench.host.as_path(), &bench.probe, &bench.libpython, &subject.library.path];
    needed.extend([&python.executable, &python.prefix, &python.stdlib, &python.elf_interpreter].map(PathBuf::as_path));
    needed.extend(subject.path.iter().chain(&python.runtime_library_dirs).map(PathBuf::as_path));
    confinement::run(bench.confinement.as_ref(), program, needed, sandbox, limits, interrupt)
}

/// Writes the scenario into the sandbox.
pub(super) fn lay_out(
    bench: &Bench,
    subject: &Subject,
    trial: Trial,
    steps: Vec<Step>,
    sandbox: &Sandbox,
) -> Result<Lowered, isolate::Error> {
    let python = &bench.python;
    let keys =
        Keys::random().map_err(|errno| isolate::Error::Watch { doing: "get random numbers", source: errno.into() })?;
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
        keys: Some(keys),
    };
    let case = Case {
        id: format!("check/{}", trial.name()),
        path: PathBuf::new(),
        title: trial.title().to_owned(),
        about: None,
        modes: vec![Mode::Filesystem],
        fixtures: vec![subject.name.clone()],
        steps,
        files: Vec::new(),
        requires: Requires::default(),
        timeout: None,
        undefined: None,
        contract: None,
        deviations: Vec::new(),
    };
    let lowered = lower(&case, Mode::Filesystem, &subject.name, &surroundings);
    let failed = |source| isolate::Error::Sandbox { path: sandbox.scenario(), source };
    sandbox.write("scenario.json", lowered.scenario.json().map_err(failed)?)?;
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
