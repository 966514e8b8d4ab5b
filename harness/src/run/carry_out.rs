//! Carrying out one run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::export::by_hand;
use super::host::Host;
use super::judge::judge;
use super::planned::PlannedRun;
use super::verdict::{RunResult, Verdict};
use crate::advice::Advised;
use crate::case::{Deviation, words};
use crate::isolate::{self, End, Finished, Interrupt, Limits, Sandbox};
use crate::plan::{Lowered, Surroundings, lower};
use crate::project::Project;
use crate::snapshot::Snapshot;
use crate::transcript::{Normal, Places, RecordError, Transcript};

/// How runs are carried out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Time for one run, where the case says nothing else, and for the answer to `--describe`.
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
    /// Its events are not what the contract of hosts says.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It wrote events without end.
    #[error("the events file reached its limit of {0} bytes: something writes events without end")]
    Flood(usize),
    /// It ended well and wrote no events at all.
    #[error(
        "the host exits with 0 and wrote no events to {}: it breaks its contract, or somebody removed the run's folder",
        .0.display()
    )]
    Silent(PathBuf),
    /// A scenario could not be written.
    #[error("can't write {}: {}", path.display(), Advised(source))]
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
        host: run.kind.clone(),
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
        match by_hand(run, host, project) {
            Ok(by_hand) => result.by_hand = Some(by_hand),
            Err(error) => drop(result.reason.get_or_insert(format!("it can't be repeated by hand: {error}"))),
        }
    }
    Ok(result)
}

/// The words that an expectation can use.
fn fill(run: &PlannedRun<'_>, text: &str) -> String {
    words::shown(text, run.mode, run.fixture)
}

fn verdict(run: &PlannedRun<'_>, result: &RunResult, text: &str, reviewed: Option<&str>) -> Verdict {
    if run.case.undefined.is_some() {
        // Undefined behaviour is recorded for information; nobody promises that it stays.
        return if reviewed.is_none() { Verdict::New } else { Verdict::Ok };
    }
    let situation = run.situation();
    let listed: Vec<_> = run.case.deviations.iter().filter(|deviation| deviation.scope.fits(&situation)).collect();
    let explains = |deviation: &Deviation, step: &str| match &deviation.step {
        None => true,
        Some(name) => {
            let name = fill(run, name);
            step == name || step == format!("observe {name}")
        }
    };
    let unlisted = result.breaches.iter().any(|breach| !listed.iter().any(|entry| explains(entry, &breach.step)));
    // What is known of the reference explains the same on another host; that host may well be better.
    let promised = |entry: &&&Deviation| run.kind.is_like_reference() || !entry.scope.hosts.is_empty();
    let mended =
        listed.iter().filter(promised).any(|entry| !result.breaches.iter().any(|breach| explains(entry, &breach.step)));
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
    let host_says = &host.description.said;
    if let Some(step) = lowered.scenario.abilities().into_iter().find(|ability| !host_says.can(*ability)) {
        result.reason = Some(format!("host {} can't do the step `{step}`", run.kind.name));
        return Ok(None);
    }
    let linked = |name: &&str| {
        run.setup.materials.libraries.contains_key(*name) || run.kind.manifest.fixtures.iter().any(|own| own == *name)
    };
    if let Some(fixture) = lowered.scenario.fixtures().into_iter().find(|name| !linked(name)) {
        result.reason = Some(format!("host {} doesn't have the fixture `{fixture}` linked into it", run.kind.name));
        return Ok(None);
    }
    if let Some(lives) = host_says.lives.filter(|lives| *lives < lowered.scenario.initializations()) {
        let lives = if lives == 1 { "one life".to_owned() } else { format!("{lives} lives") };
        result.reason = Some(format!("host {} has only {lives} of Python in a process", run.kind.name));
        return Ok(None);
    }
    write_files(sandbox.path(), &lowered).map_err(|error| match error {
        RunError::Write { path, source } => isolate::Error::Sandbox { path, source }.into(),
        error => error,
    })?;
    let limits = Limits { time: run.case.timeout.unwrap_or(options.timeout), ..Limits::default() };
    let program = host.launch.with(sandbox.scenario());
    let finished = isolate::run(&program, &sandbox, &limits, interrupt)?;
    result.seconds = finished.elapsed.as_secs_f64();
    let transcript = transcript(run, host, &sandbox, &lowered, &finished);
    if options.keep {
        sandbox.add("stdout", &finished.stdout.bytes)?;
        sandbox.add("stderr", &finished.stderr.bytes)?;
        result.kept = Some(sandbox.keep());
    }
    transcript.map(Some)
}

fn transcript(
    run: &PlannedRun<'_>,
    host: &Host,
    sandbox: &Sandbox,
    lowered: &Lowered,
    finished: &Finished,
) -> Result<Transcript, RunError> {
    if finished.events_truncated {
        return Err(RunError::Flood(finished.events.len()));
    }
    if finished.events.is_empty() && finished.end == End::Exited(0) {
        return Err(RunError::Silent(sandbox.events()));
    }
    let python = &run.setup.python;
    let places = Places {
        sandbox: sandbox.path(),
        modules: &sandbox.modules(),
        fixtures: &run.setup.materials.folder,
        stdlib: &python.stdlib,
        prefix: &python.prefix,
        host: host.launch.file(),
    };
    let normal = Normal::new(places, &python.ext_suffix, &format!("3.{}", python.version.minor));
    let transcript = Transcript::new(lowered, &finished.events, finished.end, &finished.stderr.bytes, &normal);
    if transcript.is_err() || finished.end != End::Exited(0) || tells_of_full_disk(finished) {
        // On a full disk every program ends somehow, and that says nothing about the case.
        sandbox.check_room()?;
    }
    Ok(transcript?)
}

/// Whether something failed with ENOSPC or EDQUOT, in the words of C libraries.
fn tells_of_full_disk(finished: &Finished) -> bool {
    [&finished.events, &finished.stderr.bytes].into_iter().any(|text| {
        let text = String::from_utf8_lossy(text);
        ["No space left on device", "uota exceeded"].iter().any(|words| text.contains(words))
    })
}

pub(super) fn lay_out(run: &PlannedRun<'_>, folder: &Path, events: &Path) -> Lowered {
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
        keys: None,
        path: &[],
        given: &[],
    };
    lower(run.case, run.mode, run.fixture, &surroundings)
}

pub(super) fn write_files(folder: &Path, lowered: &Lowered) -> Result<(), RunError> {
    let write = |path: PathBuf, text: &[u8]| {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|source| RunError::Write { path: path.clone(), source })
    };
    for (path, text) in &lowered.files {
        write(folder.join("modules").join(path), text.as_bytes())?;
    }
    let path = folder.join("scenario.json");
    let scenario = lowered.scenario.json().map_err(|source| RunError::Write { path: path.clone(), source })?;
    write(path, &scenario)
}
