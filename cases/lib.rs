//! The conformance suite of extproof: `main.rs` runs the cases that lie beside it.

mod leniency;
mod tested;

use std::env;
use std::io::{self, Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::Once;

use extproof::case::{self, Names};
use extproof::cli::Failure;
use extproof::host::{Catalogue, UnknownHost};
use extproof::isolate::Interrupt;
use extproof::project::Project;
use extproof::python::{self, Request};
use extproof::report::{Page, reason, violation, words};
use extproof::run::{RunOptions, RunResult, RunVerdict, Schedule, Selection, Suite};
use tested::Tested;

/// The suite, made ready for every Python that the environment asks for.
#[derive(Debug)]
pub struct Conformance {
    suite: Suite,
    cases: PathBuf,
    names: Names,
    tested: Option<Tested>,
}

/// What the runs of one case came to.
#[derive(Debug)]
pub struct Outcome {
    /// The case's id.
    pub id: String,
    /// The snapshot that the runs ask for; `None` if nothing was ever run.
    pub snapshot: Option<String>,
    /// Everything that a snapshot can't show: violations, entries that must go, failures of the harness.
    pub complaints: String,
}

/// Why the suite, or a case of it, could not be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the command would say as well.
    #[error("{}", .0.words())]
    Failure(Box<Failure>),
    /// The environment names a host that isn't there.
    #[error("{HOSTS}: {0}")]
    Hosts(#[from] UnknownHost),
    /// Nothing would be compared, and nobody would see it.
    #[error("{}", words::compares_nothing_on_ci(.0))]
    ComparesNothing(String),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failure(Box::new(failure))
    }
}

/// Names the hosts to test with instead of those of the suite, as `EXTPROOF_PYTHONS` does with Pythons.
const HOSTS: &str = "EXTPROOF_HOSTS";

/// The test runner has a thread for each processor already, but some runs do nothing but wait for their end.
const JOBS: usize = 2;

/// Finds the Pythons and builds what they need.
///
/// # Errors
/// What can't be found or built, or that nothing would be compared.
pub fn conformance(root: &Path) -> Result<Conformance, Error> {
    if let Some(setting) = leniency::of_process() {
        compares_nothing(&setting)?;
    }
    let interrupt = Interrupt::on_signals().map_err(Failure::from)?;
    let project = Project::at(root);
    let request = Request::of_process(&[]);
    let damaged = |damage: &_| tell(&words::asking_again(damage));
    let found = python::find(&request, &project.python_facts(), interrupt, &damaged).map_err(Failure::from)?;
    found.same.iter().for_each(|(first, other)| tell(&words::same_python(first, other)));
    let sources = project.sources().and_then(c_ext_fixtures::Sources::all).map_err(Failure::from)?;
    let catalogue = Catalogue::read(&project.hosts(), &sources).map_err(Failure::from)?;
    let asked: Vec<String> = env::var(HOSTS).unwrap_or_default().split(':').map(str::to_owned).collect();
    let hosts = match asked.as_slice() {
        [none] if none.is_empty() => catalogue.suite(),
        names => catalogue.choose(names)?,
    };
    let building = |what: &str| tell(&words::building(what));
    let suite =
        Suite::prepare(project, &found.pythons, &hosts, RunOptions::default(), &building).map_err(Failure::from)?;
    for setup in &suite.setups {
        let python = [setup.python.version.to_string()];
        setup.materials.broken.iter().for_each(|(name, broken)| tell(&words::broken(name, broken, &python)));
    }
    Ok(Conformance { suite, cases: root.join("cases"), names: catalogue.names(), tested: Tested::wanted() })
}

/// Tells that insta lets pass what doesn't match its snapshot, because of `setting`.
///
/// # Errors
/// Where nobody looks at what is told.
pub fn compares_nothing(setting: &str) -> Result<(), Error> {
    static TOLD: Once = Once::new();
    if leniency::is_unattended() {
        return Err(Error::ComparesNothing(setting.to_owned()));
    }
    TOLD.call_once(|| tell(&words::compares_nothing(setting)));
    Ok(())
}

/// Straight to standard error, because the test runner keeps what is printed until the test has ended.
fn tell(words: &str) {
    drop(stderr().write_all(format!("{words}\n").as_bytes()));
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
    pub fn run(&self, path: &Path) -> Result<Outcome, Error> {
        let case = case::load_one(&self.cases, path, &self.names).map_err(Failure::from)?;
        let old = self.suite.snapshot(&case).map_err(Failure::from)?;
        let cases = std::slice::from_ref(&case);
        let planned: Vec<_> =
            self.suite.plan(cases, &Selection::default()).into_iter().map(|run| (run, Ok(&old))).collect();
        let results = self.suite.run_all(&planned, Schedule::default(), JOBS, &|_| {}).map_err(Failure::from)?;
        self.tested.iter().for_each(|tested| tested.add(&results));
        let merged = self.suite.recorded(&case, &old, &results).map_err(Failure::from)?.to_string();
        let mut complaints = Vec::new();
        for result in &results {
            // What is new or changed, the snapshot shows.
            if matches!(result.verdict, RunVerdict::Violation | RunVerdict::Stale | RunVerdict::Error) {
                let place = format!("{} {}", result.host.name, result.python);
                complain(result, &place, &mut Page::new(&mut complaints)).map_err(Failure::from)?;
            }
        }
        let complaints = String::from_utf8_lossy(&complaints).into_owned();
        let snapshot = (!merged.is_empty()).then_some(merged);
        Ok(Outcome { id: case.id, snapshot, complaints })
    }
}

fn complain(result: &RunResult, place: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.line(words::headline(result, &[place.to_owned()]))?;
    page.lines("  ", &reason::of(result))?;
    result.violations.iter().try_for_each(|violation| page.line(violation::line(violation)))?;
    result.reproduce.iter().flat_map(words::reproduce).try_for_each(|line| page.line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a case whose snapshot, or whose own file, has this text; and the folder of both.
    fn said(case: &str, snapshot: &str) -> (String, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let area = folder.path().join("area");
        std::fs::create_dir(&area).unwrap();
        let at = |name: &str| area.join(name);
        std::fs::write(at("x.toml"), case).unwrap();
        std::fs::write(at("x.snap"), snapshot).unwrap();
        let mut suite = conformance(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        suite.cases = folder.path().to_owned();
        suite.suite.snapshots = folder.path().to_owned();
        (suite.run(&at("x.toml")).unwrap_err().to_string(), area)
    }

    const CASE: &str = "title = 'x'\nmodes = ['inittab']\nfixtures = ['single_phase']\nsteps = ['initialize']\n";

    #[test]
    fn mistakes_in_a_snapshot_have_their_place_and_what_is_allowed() {
        let (said, folder) = said(CASE, "---\nsource: x\n---\n== inittab · single_phase ==\n-- sinc 3.9\n");
        let place = format!("{}:5: not a header: `-- sinc 3.9`; allowed:", folder.join("x.snap").display());
        assert!(said.starts_with(&place), "{said}");
    }

    #[test]
    fn a_file_that_is_no_snapshot_is_named_with_what_to_do() {
        let (said, folder) = said(CASE, "nothing");
        let words = format!("{}: not a snapshot: expected `---`", folder.join("x.snap").display());
        assert!(said.starts_with(&words) && said.contains("restore it, or remove it and record it again"), "{said}");
    }

    #[test]
    fn mistakes_in_a_case_have_their_place_and_help() {
        let (said, folder) = said(&format!("{CASE}titel = 'y'\ntimeout = 0\n"), "");
        for words in
            [":5:1: unknown key of a case `titel`", "did you mean `title`?", ":6:11: invalid timeout of 0 seconds"]
        {
            let words = if words.starts_with(':') {
                format!("{}{words}", folder.join("x.toml").display())
            } else {
                words.into()
            };
            assert!(said.contains(&words), "no `{words}` in {said}");
        }
    }
}
