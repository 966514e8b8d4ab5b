//! Whether a host keeps the contract of `docs/writing-a-host.md`.
//!
//! The host is tested with calls that it must refuse, and with a small scenario for each step that it declares. Python
//! code in the scenarios leaves a mark on the events file, so that a step that is reported but not done is noticed.

mod defect;
mod host_test;
mod host_tests;
mod judge;
mod library;
mod refused;
mod unseen;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

pub use defect::{Defect, Failed};
pub use host_tests::FIXTURE;
pub use unseen::{UnseenSteps, unseen_steps};

use extproof_contract::{Ability, Description};

use self::host_test::HostTest;
use crate::engine::{Host, Setup, Start, start};
use crate::isolate::{self, End, Finished, Interrupt, Limits, Sandbox};

/// Tests a host, and gives the number of tests that it passed: all of them.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(host: &Host, setup: &Setup, time: Duration, interrupt: &Interrupt) -> Result<usize, Failed> {
    let checked = HostUnderTest { host, limits: Limits { time, ..Limits::default() }, interrupt };
    let said = &host.description.said;
    if let Some(name) = said.steps.unknown() {
        return Err(checked.wrong("its description", Defect::UnknownAbility(name.to_owned())));
    }
    let refused = refused::all(&checked, setup)?;
    let mut tests = host_tests::all(host, setup);
    let declared = Ability::ALL.into_iter().filter(|ability| said.can(*ability));
    for ability in declared.filter(|ability| !host_tests::can_not_be_tried(*ability, host)) {
        untested(ability, &tests, said).map_or(Ok(()), |defect| Err(checked.wrong("its description", defect)))?;
    }
    tests.retain(|test| missing(test, said).is_empty());
    for test in &tests {
        let sandbox = checked.sandbox(test.name)?;
        let scenario = test.scenario(setup).json().map_err(|source| checked.not_written(test.name, source))?;
        let finished = checked.run(test.name, &sandbox, Some((sandbox.scenario(), &scenario)))?;
        judge::judge(test, &finished).map_err(|defect| checked.wrong(test.name, defect))?;
    }
    Ok(refused + tests.len())
}

/// Why no test can be made of a step that a host declares, if so.
fn untested(ability: Ability, tests: &[HostTest], said: &Description) -> Option<Defect> {
    let of_it = tests.iter().filter(|test| test.abilities().any(|known| known == ability));
    match of_it.map(|test| missing(test, said)).min_by_key(Vec::len) {
        None => Some(Defect::NoTest(ability)),
        Some(missing) if missing.is_empty() => None,
        Some(missing) => Some(Defect::Untested { step: ability, missing }),
    }
}

/// The steps of a test that a host doesn't declare, each once.
fn missing(test: &HostTest, said: &Description) -> Vec<Ability> {
    let missing: BTreeSet<Ability> = test.abilities().filter(|ability| !said.can(*ability)).collect();
    missing.into_iter().collect()
}

/// A host under test.
struct HostUnderTest<'a> {
    host: &'a Host,
    limits: Limits,
    interrupt: &'a Interrupt,
}

impl HostUnderTest<'_> {
    fn wrong(&self, test: &'static str, defect: Defect) -> Failed {
        Failed::Contract { host: self.host.launch.file().to_owned(), test, defect: Box::new(defect) }
    }

    fn not_written(&self, test: &'static str, source: io::Error) -> Failed {
        Failed::Isolate { test, source: isolate::Error::Sandbox { path: "scenario.json".into(), source } }
    }

    fn sandbox(&self, test: &'static str) -> Result<Sandbox, Failed> {
        Sandbox::new(None).map_err(|source| Failed::Isolate { test, source })
    }

    /// Runs the host on a file, which is written if its text is given.
    fn run(
        &self,
        test: &'static str,
        sandbox: &Sandbox,
        scenario: Option<(PathBuf, &[u8])>,
    ) -> Result<Finished, Failed> {
        let failed = |source| Failed::Isolate { test, source };
        let program = match scenario {
            None => self.host.launch.alone(),
            Some((path, text)) => {
                if !text.is_empty() {
                    sandbox.write("scenario.json", text).map_err(failed)?;
                }
                self.host.launch.with(path)
            }
        };
        start(Start::new(program, self.limits.clone()), sandbox, self.interrupt).map_err(failed)
    }
}

/// The last line of a program's standard error.
fn said(finished: &Finished) -> String {
    let text = String::from_utf8_lossy(&finished.stderr.bytes);
    text.trim_end().lines().next_back().unwrap_or_default().chars().take(200).collect()
}

/// The end of a host that did its work.
const GOOD: End = End::Exited(0);

#[cfg(test)]
mod tests {
    use extproof_contract::{Link, Operation, VERSION};

    use super::*;

    #[test]
    fn what_a_test_of_a_step_lacks_is_told_apart_from_having_no_test() {
        let said = |steps: &[Ability]| Description {
            contract: VERSION,
            name: "x".to_owned(),
            version: "1".to_owned(),
            python: "3.12.1".to_owned(),
            link: Link::Shared,
            steps: steps.iter().copied().collect(),
            initializations: None,
        };
        let tests = [HostTest::new("x").ok(Operation::initialize()).ok(Operation::Finalize)];
        let defect = |ability, steps: &[Ability]| untested(ability, &tests, &said(steps));
        assert!(defect(Ability::Finalize, &[Ability::Finalize, Ability::Initialize]).is_none());
        let Some(Defect::Untested { step: Ability::Finalize, missing }) =
            defect(Ability::Finalize, &[Ability::Finalize])
        else {
            panic!("`initialize` is missing")
        };
        assert_eq!(missing, [Ability::Initialize]);
        assert!(matches!(defect(Ability::Switch, &[Ability::Switch]), Some(Defect::NoTest(Ability::Switch))));
    }
}
