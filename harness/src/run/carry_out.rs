//! Carrying out one run.

use std::path::Path;
use std::time::Duration;

use super::export::reproduce;
use super::judge::judge;
use super::planned::PlannedRun;
use super::result::{Reason, RunResult};
use super::verdict::{RunVerdict, verdict};
use crate::engine::{self, Host, Stage, Start};
use crate::isolate::{self, End, Interrupt, Limits};
use crate::project::Project;
use crate::snapshot::Snapshot;
use crate::transcript::{Normal, Places, Transcript};

/// The snapshot that a run is compared with, or the file if it can't be used.
pub type Reviewed<'a> = Result<&'a Snapshot, &'a Path>;

/// How runs are carried out.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Time for one run, unless the case sets its own, and for the answer to `--describe`.
    pub timeout: Duration,
    /// Keep the folder of every run.
    pub keep: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), keep: false }
    }
}

/// Carries out a run and judges it.
///
/// # Errors
/// Only [`isolate::Error::Interrupted`]: everything else is the verdict [`RunVerdict::Error`].
pub(super) fn carry_out(
    run: &PlannedRun<'_>,
    snapshot: Reviewed<'_>,
    project: &Project,
    options: &RunOptions,
    interrupt: &Interrupt,
) -> Result<RunResult, isolate::Error> {
    let mut result = RunResult::not_run(run);
    if let Some(why) = run.not_applicable() {
        result.reason = Some(Reason::NotRun(why));
        return Ok(result);
    }
    let host = match run.host {
        Ok(host) => host,
        Err(why) => {
            result.reason = Some(Reason::NotRun(super::NotRun::NoHost(why.to_owned())));
            return Ok(result);
        }
    };
    if let Some((name, broken)) = run.broken_fixture() {
        result.verdict = RunVerdict::Error;
        result.reason = Some(Reason::BrokenFixture { name: name.to_owned(), path: broken.path.clone() });
        return Ok(result);
    }
    let snapshot = match snapshot {
        Ok(snapshot) => snapshot,
        Err(path) => {
            result.verdict = RunVerdict::Error;
            result.reason = Some(Reason::BrokenSnapshot { path: path.to_owned() });
            return Ok(result);
        }
    };
    match attempt(run, host, options, interrupt, &mut result) {
        Ok(None) => return Ok(result),
        Ok(Some(transcript)) => {
            result.violations = judge(&transcript, &run.situation(), &|text| run.filled(text));
            let reviewed = snapshot.lookup(&run.variant(), run.kind.snapshot_name(), result.python);
            result.verdict = verdict(run, &result.violations, &transcript.text, reviewed);
            if !result.verdict.passes() {
                result.reviewed = reviewed.filter(|reviewed| *reviewed != transcript.text).map(str::to_owned);
            }
            if matches!(transcript.ending.end, End::Killed(_)) {
                result.crashed_in = transcript.ending.step;
            }
            result.transcript = Some(transcript.text);
        }
        Err(engine::Error::Isolate(isolate::Error::Interrupted)) => return Err(isolate::Error::Interrupted),
        Err(error) => {
            result.verdict = RunVerdict::Error;
            result.reason = Some(Reason::Failed(error.to_string()));
        }
    }
    if !result.verdict.passes() {
        match reproduce(run, host, project) {
            Ok(reproduce) => result.reproduce = Some(reproduce),
            Err(error) => drop(result.reason.get_or_insert(Reason::NotReproducible(error.to_string()))),
        }
    }
    Ok(result)
}

/// Has the host carry the run out; `None` if it can't.
fn attempt(
    run: &PlannedRun<'_>,
    host: &Host,
    options: &RunOptions,
    interrupt: &Interrupt,
    result: &mut RunResult,
) -> Result<Option<Transcript>, engine::Error> {
    let stage = Stage::new(&run.scene(), &run.setting())?;
    if let Some(why) = run.not_possible(host, &stage) {
        result.reason = Some(Reason::NotRun(why));
        return Ok(None);
    }
    let limits = Limits { time: run.case.timeout.unwrap_or(options.timeout), ..Limits::default() };
    let finished = stage.carry_out(Start::new(host.launch.with(stage.file()), limits), interrupt)?;
    result.seconds = finished.elapsed.as_secs_f64();
    let python = &run.setup.python;
    let places = Places {
        sandbox: stage.folder(),
        modules: &stage.modules(),
        fixtures: &run.setup.materials.folder,
        stdlib: &python.stdlib,
        prefix: &python.prefix,
        host: host.launch.file(),
    };
    let normal = Normal::new(places, &python.ext_suffix, &format!("3.{}", python.version.minor));
    let transcript = stage.transcript(&finished, &normal);
    if options.keep {
        result.kept = Some(stage.keep(&finished)?);
    }
    transcript.map(Some)
}
