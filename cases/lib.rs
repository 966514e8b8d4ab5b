//! The conformance suite of extproof: `main.rs` runs the cases that lie beside it.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};

use extproof::case::{self, Fixtures};
use extproof::host::Catalogue;
use extproof::project::Project;
use extproof::python::{self, Request};
use extproof::report::words;
use extproof::run::{Options, Selection, Suite, Verdict};

/// The suite, made ready for every Python that the environment asks for.
#[derive(Debug)]
pub struct Conformance {
    suite: Suite,
    cases: PathBuf,
    fixtures: Fixtures,
}

/// What the runs of one case came to.
#[derive(Debug)]
pub struct Outcome {
    /// The case's id.
    pub id: String,
    /// The snapshot that the runs ask for; `None` if nothing was ever run.
    pub snapshot: Option<String>,
    /// Everything that a snapshot can't show: breaches, entries that must go, failures of the harness.
    pub complaints: String,
}

/// Names the hosts to test with instead of those of the suite, as `EXTPROOF_PYTHONS` does with Pythons.
const HOSTS: &str = "EXTPROOF_HOSTS";

/// The test runner has a thread for each processor already, but some runs do nothing but wait for their end.
const JOBS: usize = 2;

/// Finds the Pythons and builds what they need.
///
/// # Errors
/// What can't be found or built, for the user.
pub fn conformance(root: &Path) -> Result<Conformance, String> {
    let said = |error: &dyn Error| error.to_string();
    let project = Project::of_this_build();
    let request = Request::of_process(&[]);
    let pythons = python::find(&request, &project.python_facts()).map_err(|error| said(&error))?;
    let sources = c_ext_fixtures::sources(project.fixtures()).map_err(|error| said(&error))?;
    let compiled = sources.into_iter().map(|source| source.name).collect();
    let catalogue = Catalogue::read(&project.hosts(), compiled).map_err(|error| said(&error))?;
    let asked: Vec<String> = env::var(HOSTS).unwrap_or_default().split(':').map(str::to_owned).collect();
    let hosts = match asked.as_slice() {
        [none] if none.is_empty() => catalogue.suite(),
        names => catalogue.choose(names).map_err(|error| format!("{HOSTS}: {error}"))?,
    };
    // Straight to standard error, because the test runner keeps what is printed until the test has ended.
    let tell = |what: &str| drop(writeln!(stderr(), "{}", words::building(what)));
    let suite = Suite::prepare(project, &pythons, &hosts, Options::default(), &tell).map_err(|error| said(&error))?;
    Ok(Conformance { suite, cases: root.join("cases"), fixtures: catalogue.fixtures() })
}

impl Conformance {
    /// The folder of snapshots.
    pub fn snapshots(&self) -> &Path {
        &self.suite.snapshots
    }

    /// Runs a case on every Python, with every mode, fixture and host.
    ///
    /// # Errors
    /// A case file or snapshot with mistakes, or an interruption.
    pub fn run(&self, path: &Path) -> Result<Outcome, String> {
        let case = case::load_one(&self.cases, path, &self.fixtures).map_err(|error| error.to_string())?;
        let old = self.suite.snapshot(&case).map_err(|error| format!("{error:?}"))?;
        let cases = std::slice::from_ref(&case);
        let planned: Vec<_> =
            self.suite.plan(cases, &Selection::default()).into_iter().map(|run| (run, &old)).collect();
        let results = self.suite.run_all(&planned, JOBS, &|_| {}).map_err(|error| error.to_string())?;
        let merged = self.suite.merged(&case, &old, &results).map_err(|error| error.to_string())?.to_string();
        let mut complaints = String::new();
        for result in &results {
            // What is new or changed, the snapshot shows.
            if matches!(result.verdict, Verdict::Breach | Verdict::Mended | Verdict::Error) {
                let place = format!("{} {}", result.host.name, result.python);
                let _ = writeln!(complaints, "{}", words::headline(result, &[place]));
                let _ = result.reason.iter().try_for_each(|reason| writeln!(complaints, "  {reason}"));
                let _ = result.breaches.iter().try_for_each(|b| writeln!(complaints, "{}", words::breach(b)));
                let _ = result.by_hand.iter().try_for_each(|b| writeln!(complaints, "{}", words::by_hand(b)));
            }
        }
        let snapshot = (!merged.is_empty()).then_some(merged);
        Ok(Outcome { id: case.id, snapshot, complaints })
    }
}
