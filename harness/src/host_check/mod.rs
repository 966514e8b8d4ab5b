//! Whether a host keeps the contract of `docs/writing-a-host.md`.
//!
//! It is tried out with small scenarios: calls that it must refuse, and one scenario for each step that it declares,
//! with Python code that leaves a mark on the events file, so that a step that is only said to be done is seen.

mod judge;
mod library;
mod problem;
mod refused;
mod trial;
mod trials;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

pub use problem::{Problem, Wrong};

use extproof_contract::{Ability, Declared};

use crate::isolate::{self, End, Finished, Interrupt, Limits, Sandbox};
use crate::run::{Host, Setup};

/// Tries a host out, and gives the number of trials that it passed: all of them.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(host: &Host, setup: &Setup, time: Duration, interrupt: &Interrupt) -> Result<usize, Wrong> {
    let checked = Checked { host, limits: Limits { time, ..Limits::default() }, interrupt };
    let said = &host.description.said;
    for step in &said.steps {
        if let Declared::Unknown(name) = step {
            return Err(checked.wrong("its description", Problem::UnknownAbility(name.clone())));
        }
    }
    let refused = refused::all(&checked, setup)?;
    let trials = trials::all(&host.description, setup);
    for ability in Ability::ALL.into_iter().filter(|ability| said.can(*ability)) {
        let is_tried = trials.iter().any(|trial| trial.abilities().any(|known| known == ability));
        if !is_tried && !trials::can_not_be_tried(ability, said.link) {
            return Err(checked.wrong("its description", Problem::Untried(ability)));
        }
    }
    for trial in &trials {
        let sandbox = checked.sandbox(trial.name)?;
        let scenario = trial.scenario(setup).json().map_err(|source| checked.not_written(trial.name, source))?;
        let finished = checked.run(trial.name, &sandbox, Some((sandbox.scenario(), &scenario)))?;
        judge::judge(trial, &finished).map_err(|problem| checked.wrong(trial.name, problem))?;
    }
    Ok(refused + trials.len())
}

/// A host that is tried out.
struct Checked<'a> {
    host: &'a Host,
    limits: Limits,
    interrupt: &'a Interrupt,
}

impl Checked<'_> {
    fn wrong(&self, trial: &'static str, problem: Problem) -> Wrong {
        Wrong::Contract { host: self.host.launch.file().to_owned(), trial, problem: Box::new(problem) }
    }

    fn not_written(&self, trial: &'static str, source: io::Error) -> Wrong {
        Wrong::Isolate { trial, source: isolate::Error::Sandbox { path: "scenario.json".into(), source } }
    }

    fn sandbox(&self, trial: &'static str) -> Result<Sandbox, Wrong> {
        Sandbox::new(None).map_err(|source| Wrong::Isolate { trial, source })
    }

    /// Runs the host on a file, which is written if its text is given.
    fn run(
        &self,
        trial: &'static str,
        sandbox: &Sandbox,
        scenario: Option<(PathBuf, &[u8])>,
    ) -> Result<Finished, Wrong> {
        let failed = |source| Wrong::Isolate { trial, source };
        let program = match scenario {
            None => self.host.launch.alone(),
            Some((path, text)) => {
                if !text.is_empty() {
                    sandbox.write("scenario.json", text).map_err(failed)?;
                }
                self.host.launch.with(path)
            }
        };
        isolate::run(&program, sandbox, &self.limits, self.interrupt).map_err(failed)
    }
}

/// The end of what a program said on its standard error.
fn said(finished: &Finished) -> String {
    let text = String::from_utf8_lossy(&finished.stderr.bytes);
    text.trim_end().lines().next_back().unwrap_or_default().chars().take(200).collect()
}

/// The end of a host that did its work.
const GOOD: End = End::Exited(0);
