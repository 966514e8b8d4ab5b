//! Everything that is needed to run cases, made ready once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::carry_out::{Options, carry_out};
use super::planned::{PlannedRun, Selection, runs, variants};
use super::setup::{PrepareError, Setup};
use super::verdict::RunResult;
use crate::case::{Case, Step};
use crate::host::HostKind;
use crate::isolate::{self, Folder, Interrupt};
use crate::parallel::in_parallel;
use crate::project::Project;
use crate::python::Python;
use crate::snapshot::{self, LoadError, MergeError, Recorded, Snapshot, Variant};
use crate::transcript::tells_of;

/// The Pythons that are ready, and the way to run cases on them.
#[derive(Debug)]
pub struct Suite {
    /// Where things are.
    pub project: Project,
    /// The folder of snapshots.
    pub snapshots: PathBuf,
    /// The Pythons.
    pub setups: Vec<Setup>,
    /// How runs are carried out.
    pub options: Options,
    /// Ends all runs.
    pub interrupt: &'static Interrupt,
}

/// What happens while many runs are carried out.
#[derive(Debug)]
pub enum Event<'a> {
    /// A run ended.
    Finished(&'a RunResult),
}

impl Suite {
    /// Makes everything ready that runs on these Pythons need; `tell` hears of what is being built.
    ///
    /// # Errors
    /// When something can't be built, a host of the suite breaks its contract, or there was a signal.
    pub fn prepare(
        project: Project,
        pythons: &[Python],
        hosts: &[HostKind],
        options: Options,
        tell: &dyn Fn(&str),
    ) -> Result<Self, PrepareError> {
        let interrupt = Interrupt::on_signals()?;
        Folder::sweep(None);
        let sources = c_ext_fixtures::sources(project.fixtures())?;
        let mut setups = Vec::new();
        for python in pythons {
            let setup = Setup::prepare(&project, &sources, python, hosts, options.timeout, interrupt, tell);
            // A compiler that got the signal as well has failed, but that isn't why.
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
    pub fn snapshot(&self, case: &Case) -> Result<Snapshot, LoadError> {
        Ok(snapshot::load(&self.snapshots.join(format!("{}.snap", case.id)))?.unwrap_or_default())
    }

    /// Carries out one run.
    ///
    /// # Errors
    /// When it was interrupted.
    pub fn run_one(&self, run: &PlannedRun<'_>, snapshot: &Snapshot) -> Result<RunResult, isolate::Error> {
        carry_out(run, snapshot, &self.project, &self.options, self.interrupt)
    }

    /// Carries out runs, `jobs` at a time, and gives the results in the order of the runs.
    ///
    /// # Errors
    /// When they were interrupted.
    pub fn run_all(
        &self,
        planned: &[(PlannedRun<'_>, &Snapshot)],
        jobs: usize,
        tell: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<Vec<RunResult>, isolate::Error> {
        in_parallel(planned, jobs, |(run, snapshot)| {
            let result = self.run_one(run, snapshot)?;
            tell(Event::Finished(&result));
            Ok(result)
        })
    }

    /// The snapshot that the results of a case ask for. What it says of other steps than the case's is forgotten: it was
    /// recorded before they changed, and a Python that isn't here would go on to have it.
    ///
    /// # Errors
    /// When results contradict each other.
    pub fn merged(&self, case: &Case, old: &Snapshot, results: &[RunResult]) -> Result<Snapshot, MergeError> {
        let variants: Vec<Variant> = variants(case)
            .map(|(mode, fixture)| Variant { mode: mode.to_string(), fixture: fixture.to_owned() })
            .collect();
        let old = old.filtered(|Variant { mode, fixture }, text| {
            let title = |step: &Step| step.action.describe().replace("{fixture}", fixture).replace("{mode}", mode);
            tells_of(text, &case.steps.iter().map(title).collect::<Vec<_>>())
        });
        let recorded: Vec<Recorded> = results
            .iter()
            .filter_map(|result| {
                let variant = Variant { mode: result.mode.to_string(), fixture: result.fixture.clone() };
                let host = result.host.snapshot_name().map(str::to_owned);
                let reviewed = old.lookup(&variant, host.as_deref(), result.python);
                // Undefined behaviour that was recorded once isn't asked for again.
                if case.undefined.is_some() && reviewed.is_some() {
                    return None;
                }
                Some(Recorded { variant, host, version: result.python, text: result.transcript.clone()? })
            })
            .collect();
        let kinds: BTreeMap<&str, &HostKind> =
            results.iter().filter_map(|result| Some((result.host.snapshot_name()?, &result.host))).collect();
        old.merge(&variants, &recorded, &|host, python| {
            kinds.get(host).is_none_or(|kind| kind.manifest.refuses(&python).is_none())
        })
    }
}
