//! Carrying out one run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::host::Host;
use super::judge::judge;
use super::planned::PlannedRun;
use super::verdict::{RunResult, Verdict};
use crate::build::HostKind;
use crate::isolate::{self, Interrupt, Limits, Program, Sandbox};
use crate::plan::{Lowered, Surroundings, lower};
use crate::project::Project;
use crate::snapshot::Snapshot;
use crate::transcript::{Normal, Places, Transcript};

/// How runs are carried out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Time for one run, where the case says nothing else.
    pub timeout: Duration,
    /// Keep the folder of every run.
    pub keep: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), keep: false }
    }
}

/// A run that could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// In the process's surroundings.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// A scenario could not be written.
    #[error("can't write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Carries out a run and judges it.
///
/// # Errors
/// Only [`isolate::Error::Interrupted`]: everything else is the verdict [`Verdict::Error`].
pub(super) fn carry_out(
    run: &PlannedRun<'_>,
    snapshot: &Snapshot,
    project: &Project,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<RunResult, isolate::Error> {
    let mut result = RunResult {
        case: run.case.id.clone(),
        mode: run.mode,
        fixture: run.fixture.to_owned(),
        python: run.setup.python.version,
        host: run.kind,
        verdict: Verdict::Unsupported,
        reason: run.not_applicable(),
        breaches: Vec::new(),
        transcript: None,
        reviewed: None,
        seconds: 0.0,
        by_hand: None,
        kept: None,
    };
    if result.reason.is_some() {
        return Ok(result);
    }
    let host = match run.host {
        Ok(host) => host,
        Err(reason) => {
            result.reason = Some(reason.to_owned());
            return Ok(result);
        }
    };
    match attempt(run, host, options, interrupt, &mut result) {
        Ok(None) => return Ok(result),
        Ok(Some(transcript)) => {
            result.breaches = judge(&transcript, &run.situation(), &|text| fill(run, text));
            let reviewed = snapshot.lookup(&run.variant(), run.kind.snapshot_name(), result.python);
            result.verdict = verdict(run, &result, &transcript.text, reviewed);
            if result.verdict == Verdict::Changed {
                result.reviewed = reviewed.map(str::to_owned);
            }
            result.transcript = Some(transcript.text);
        }
        Err(RunError::Isolate(isolate::Error::Interrupted)) => return Err(isolate::Error::Interrupted),
        Err(error) => {
            result.verdict = Verdict::Error;
            result.reason = Some(error.to_string());
        }
    }
    if !result.verdict.is_as_reviewed() {
        result.by_hand = by_hand(run, host, project).ok();
    }
    Ok(result)
}

/// The words that an expectation can use.
fn fill(run: &PlannedRun<'_>, text: &str) -> String {
    text.replace("{fixture}", run.fixture).replace("{mode}", run.mode.name())
}

fn verdict(run: &PlannedRun<'_>, result: &RunResult, text: &str, reviewed: Option<&str>) -> Verdict {
    if run.case.undefined.is_some() {
        // Undefined behaviour is recorded for information; nobody promises that it stays.
        return if reviewed.is_none() { Verdict::New } else { Verdict::Ok };
    }
    let situation = run.situation();
    let listed: Vec<_> = run.case.deviations.iter().filter(|deviation| deviation.scope.fits(&situation)).collect();
    let explains = |deviation: &crate::case::Deviation, step: &str| match &deviation.step {
        None => true,
        Some(name) => {
            let name = fill(run, name);
            step == name || step == format!("observe {name}")
        }
    };
    let unlisted = result.breaches.iter().any(|breach| !listed.iter().any(|entry| explains(entry, &breach.step)));
    let mended = listed.iter().any(|entry| !result.breaches.iter().any(|breach| explains(entry, &breach.step)));
    match reviewed {
        _ if unlisted => Verdict::Breach,
        _ if mended => Verdict::Mended,
        None => Verdict::New,
        Some(reviewed) if reviewed != text => Verdict::Changed,
        Some(_) if !result.breaches.is_empty() => Verdict::Deviates,
        Some(_) => Verdict::Ok,
    }
}

/// Runs the host; `None` if it can't do a step.
fn attempt(
    run: &PlannedRun<'_>,
    host: &Host,
    options: &Options,
    interrupt: &Interrupt,
    result: &mut RunResult,
) -> Result<Option<Transcript>, RunError> {
    let sandbox = Sandbox::new(None)?;
    let lowered = lay_out(run, sandbox.path(), &sandbox.events());
    let steps = &host.description.steps;
    let unknown = |step: &&&str| !steps.iter().any(|known| known == **step);
    if let Some(step) = lowered.scenario.abilities().iter().find(unknown) {
        result.reason = Some(format!("host {} can't do the step `{step}`", run.kind.name));
        return Ok(None);
    }
    write_files(run, sandbox.path(), &lowered)?;
    let limits = Limits { time: run.case.timeout.unwrap_or(options.timeout), ..Limits::default() };
    let program = Program::new(&host.program).arg(sandbox.scenario());
    let finished = isolate::run(&program, &sandbox, &limits, interrupt)?;
    result.seconds = finished.elapsed.as_secs_f64();
    let python = &run.setup.python;
    let places = Places {
        sandbox: sandbox.path(),
        modules: &sandbox.modules(),
        fixtures: &run.setup.materials.folder,
        stdlib: &python.stdlib,
        prefix: &python.prefix,
        host: &host.program,
    };
    let normal = Normal::new(places, &python.ext_suffix, &format!("3.{}", python.version.minor));
    let stderr = &finished.stderr.bytes;
    let transcript = match Transcript::new(&lowered.blocks, &finished.events, finished.end, stderr, &normal) {
        Ok(transcript) => Some(transcript),
        Err(error) => {
            result.verdict = Verdict::Error;
            result.reason = Some(error.to_string());
            None
        }
    };
    if options.keep {
        let _ = fs::write(sandbox.path().join("stdout"), &finished.stdout.bytes);
        let _ = fs::write(sandbox.path().join("stderr"), stderr);
        result.kept = Some(sandbox.keep());
    }
    Ok(transcript)
}

fn lay_out(run: &PlannedRun<'_>, folder: &Path, events: &Path) -> Lowered {
    let (python, materials) = (&run.setup.python, &run.setup.materials);
    let surroundings = Surroundings {
        sandbox: folder,
        modules: &folder.join("modules"),
        events,
        probe: &materials.probe,
        home: &python.prefix,
        executable: &python.executable,
        stdlib: &python.stdlib,
        suffix: &python.ext_suffix,
        libraries: &materials.libraries,
        symbols: &materials.symbols,
    };
    lower(run.case, run.mode, run.fixture, &surroundings)
}

fn write_files(run: &PlannedRun<'_>, folder: &Path, lowered: &Lowered) -> Result<(), RunError> {
    let write = |path: PathBuf, text: &str| {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|source| RunError::Write { path: path.clone(), source })
    };
    for (path, text) in &run.case.files {
        let path = fill(run, path).replace("{suffix}", &run.setup.python.ext_suffix);
        write(folder.join("modules").join(path), &fill(run, text))?;
    }
    let scenario = serde_json::to_string(&lowered.scenario).unwrap_or_default();
    write(folder.join("scenario.json"), &scenario)
}

/// A run that was laid out to be repeated by hand.
#[derive(Clone, Debug)]
pub struct ByHand {
    /// The host.
    pub host: PathBuf,
    /// The scenario file.
    pub scenario: PathBuf,
    /// A shell script that starts the host on the scenario as the harness does.
    pub script: PathBuf,
}

/// Lays a run out in a folder so that it can be repeated by hand.
///
/// # Errors
/// When the folder can't be written.
pub fn export(run: &PlannedRun<'_>, host: &Host, folder: &Path) -> Result<ByHand, RunError> {
    let failed = |source| RunError::Write { path: folder.to_owned(), source };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder.join("modules")).map_err(failed)?;
    let events = folder.join("events.jsonl");
    write_files(run, folder, &lay_out(run, folder, &events))?;
    let scenario = folder.join("scenario.json");
    let folder_text = quote(folder);
    let text = format!(
        "# Repeats one run of extproof; the events are shown when it has ended, however it ends.\n\
         cd {folder_text} && rm -f events.jsonl\n\
         env -i EXTPROOF_EVENTS={} HOME={folder_text} LC_ALL=C.UTF-8 PATH=/usr/bin:/bin TMPDIR={folder_text} \\\n  {} {}\n\
         echo \"exit status $?\"\ncat events.jsonl\n",
        quote(&events),
        quote(&host.program),
        quote(&scenario),
    );
    let script = folder.join("by-hand.sh");
    fs::write(&script, text).map_err(failed)?;
    Ok(ByHand { host: host.program.clone(), scenario, script })
}

fn by_hand(run: &PlannedRun<'_>, host: &Host, project: &Project) -> Result<ByHand, RunError> {
    let name = format!("{}-{}-{}-{}", run.mode, run.fixture, run.setup.python.version, run.kind.name);
    export(run, host, &project.work.join("failed").join(&run.case.id).join(name))
}

/// A path as a shell takes it.
fn quote(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:".contains(c);
    if text.chars().all(plain) { text.into_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

impl HostKind {
    /// The host of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name == name)
    }
}
