//! Everything that is needed to run cases, made ready once.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use c_ext_fixtures::parallel::in_parallel;

use super::carry_out::{Reviewed, RunOptions, carry_out};
use super::planned::{PlannedRun, Selection, runs, variants};
use super::repetition::{Schedule, merged};
use super::result::RunResult;
use super::verdict::RunVerdict;
use crate::case::{Case, Mode, Step, words};
use crate::engine::{PrepareError, Setup};
use crate::host::HostKind;
use crate::isolate::{self, Folder, Interrupt, Sandbox};
use crate::project::Project;
use crate::python::Python;
use crate::snapshot::{self, MergeError, Recorded, Recording, Snapshot, SnapshotError, Variant};
use crate::transcript::tells_of;

/// The Pythons that are ready, and the way to run cases on them.
#[derive(Debug)]
pub struct Suite {
    /// Where extproof's files are.
    pub project: Project,
    /// The folder of snapshots.
    pub snapshots: PathBuf,
    /// The Pythons.
    pub setups: Vec<Setup>,
    /// How runs are carried out.
    pub options: RunOptions,
    /// Ends all runs.
    pub interrupt: &'static Interrupt,
}

/// What happens while many runs are carried out.
#[derive(Debug)]
pub enum RunEvent<'a> {
    /// A run ended.
    Finished(&'a RunResult),
}

impl Suite {
    /// Makes everything ready that runs on these Pythons need; `tell` reports what is being built.
    ///
    /// # Errors
    /// When something can't be built, a host violates the host contract, or there was a signal.
    pub fn prepare(
        project: Project,
        pythons: &[Python],
        hosts: &[HostKind],
        options: RunOptions,
        tell: &dyn Fn(&str),
    ) -> Result<Self, PrepareError> {
        let interrupt = Interrupt::on_signals()?;
        Folder::sweep(None);
        let sandbox = Sandbox::new(None)?;
        if sandbox.path().to_string_lossy().contains(|char: char| char.is_control() || char == '\\') {
            return Err(PrepareError::Place { path: env::temp_dir() });
        }
        drop(sandbox);
        let sources = project.sources()?.usable;
        let mut setups = Vec::new();
        for python in pythons {
            let setup = Setup::prepare(&project, &sources, python, hosts, options.timeout, interrupt, tell);
            // A compiler that got the signal as well has failed, but the signal is the reason.
            if interrupt.signal().is_some() {
                return Err(isolate::Error::Interrupted.into());
            }
            setups.push(setup?);
        }
        Ok(Self { snapshots: project.snapshots(), project, setups, options, interrupt })
    }

    /// Every run of the cases, those of one case on one Python together.
    pub fn plan<'a>(&'a self, cases: &'a [Case], selection: &Selection) -> Vec<PlannedRun<'a>> {
        let chosen = cases.iter().filter(|case| selection.has_case(case));
        chosen.flat_map(|case| self.setups.iter().flat_map(|setup| runs(case, setup, selection))).collect()
    }

    /// The snapshot of a case; empty if there is none.
    ///
    /// # Errors
    /// When the file can't be read or is malformed.
    pub fn snapshot(&self, case: &Case) -> Result<Snapshot, SnapshotError> {
        Ok(snapshot::load(&self.snapshots.join(format!("{}.snap", case.id)))?.unwrap_or_default())
    }

    /// Carries out one run.
    ///
    /// # Errors
    /// When it was interrupted.
    pub fn run_one(&self, run: &PlannedRun<'_>, snapshot: Reviewed<'_>) -> Result<RunResult, isolate::Error> {
        carry_out(run, snapshot, &self.project, &self.options, self.interrupt)
    }

    /// Carries out runs, `jobs` at a time, and gives one result for each, in their order.
    ///
    /// # Errors
    /// When they were interrupted.
    pub fn run_all(
        &self,
        planned: &[(PlannedRun<'_>, Reviewed<'_>)],
        schedule: Schedule,
        jobs: usize,
        tell: &(dyn Fn(RunEvent<'_>) + Sync),
    ) -> Result<Vec<RunResult>, isolate::Error> {
        let order = schedule.order(planned.len());
        let results = in_parallel(&order, jobs, |at| {
            let (run, snapshot) = &planned[*at];
            let result = self.run_one(run, *snapshot)?;
            tell(RunEvent::Finished(&result));
            Ok(result)
        })?;
        let mut repetitions: Vec<Vec<RunResult>> = planned.iter().map(|_| Vec::new()).collect();
        order.into_iter().zip(results).for_each(|(at, result)| repetitions[at].push(result));
        Ok(repetitions.into_iter().filter_map(merged).collect())
    }

    /// The snapshot of a case, updated with its results.
    ///
    /// # Errors
    /// When results contradict each other.
    pub fn recorded(&self, case: &Case, old: &Snapshot, results: &[RunResult]) -> Result<Snapshot, MergeError> {
        let named = |mode: Mode, fixture: &str| Variant { mode: mode.to_string(), fixture: fixture.to_owned() };
        let variants: Vec<(Variant, Vec<String>)> = variants(case)
            .map(|(mode, fixture)| {
                let title = |step: &Step| words::shown(&step.action.describe(), mode, fixture);
                (named(mode, fixture), case.steps.iter().map(title).collect())
            })
            .collect();
        let steady = results.iter().filter(|result| result.verdict != RunVerdict::Flaky);
        let texts = steady.filter_map(|result| {
            let (variant, host) = (named(result.mode, &result.fixture), result.host.snapshot_name());
            let (host, text) = (host.map(str::to_owned), result.transcript.clone()?);
            Some(Recorded { variant, host, version: result.python, text })
        });
        let kinds: BTreeMap<&str, &HostKind> =
            results.iter().filter_map(|result| Some((result.host.snapshot_name()?, &result.host))).collect();
        let recording = Recording {
            texts: texts.collect(),
            variants: variants.iter().map(|(variant, _)| variant.clone()).collect(),
            is_current: &|variant, text| {
                variants.iter().any(|(known, titles)| known == variant && tells_of(text, titles))
            },
            first_counts: case.undefined.is_some(),
            can_be: &|host, python| kinds.get(host).is_none_or(|kind| kind.manifest.refuses(&python).is_none()),
        };
        old.record(recording)
    }
}
