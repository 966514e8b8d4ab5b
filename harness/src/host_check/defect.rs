//! What can be wrong with a host.

use std::fmt;
use std::path::PathBuf;

use extproof_contract::Ability;

use crate::isolate::{self, End};
use crate::transcript::EventError;

/// Why a host didn't pass.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// It violates the host contract.
    #[error("{} violates the host contract with {test}: {defect}", host.display())]
    Contract {
        /// The host.
        host: PathBuf,
        /// The test.
        test: &'static str,
        /// What is wrong.
        defect: Box<Defect>,
    },
    /// It could not be tested.
    #[error("can't test the host with {test}: {source}")]
    Isolate {
        /// The test.
        test: &'static str,
        /// Why not.
        source: isolate::Error,
    },
}

/// What is wrong with a host.
#[derive(Debug, thiserror::Error)]
pub enum Defect {
    /// It declares a step that the contract doesn't have.
    #[error("it declares the step `{0}`, which the contract doesn't have")]
    UnknownAbility(String),
    /// It declares a step, but not what a test of it needs.
    #[error("it declares the step `{step}`, but not {}, without which the step can't be tested", names(missing))]
    Untested {
        /// The step.
        step: Ability,
        /// The steps that it doesn't declare.
        missing: Vec<Ability>,
    },
    /// It declares a step that extproof has no test for, which is our mistake.
    #[error("it declares the step `{0}`, for which extproof has no test; add one in harness/src/host_check/")]
    NoTest(Ability),
    /// It ended in another way than it should.
    #[error("it should have ended with {expected}, but {}{}", Ended(*found), also_said(said))]
    End {
        /// How it should end.
        expected: End,
        /// How it did.
        found: End,
        /// The last line of its standard error.
        said: String,
    },
    /// It didn't explain why it did nothing.
    #[error("it refused the call without a message on standard error")]
    NoMessage,
    /// It began a scenario that it should have refused.
    #[error("it should have refused the scenario before its first step, but wrote to the events file: {0}")]
    Began(String),
    /// The events file has an invalid line.
    #[error(transparent)]
    Event(#[from] EventError),
    /// It wrote something that only the probe writes.
    #[error("it wrote an event that only the probe of the harness writes")]
    Probe,
    /// It wrote nothing.
    #[error("it ended with exit code 0 and wrote no events to the file that EXTPROOF_EVENTS names")]
    Silent,
    /// It wrote events without end.
    #[error("it writes events without end: the file reached its limit of {0} bytes")]
    Flood(usize),
    /// It wrote an event out of order.
    #[error("it wrote {found}, but should have written {expected}")]
    Order {
        /// What should come.
        expected: Due,
        /// What came.
        found: Due,
    },
    /// It ended without having said that it did everything.
    #[error("it ended with exit code 0 before it wrote {0}")]
    Unfinished(Due),
    /// A step has the wrong result.
    #[error("step {id} ({step}) should have {expected}, but {found}")]
    Status {
        /// The step's id.
        id: u32,
        /// Its name.
        step: Ability,
        /// What should come of it.
        expected: Status,
        /// What did.
        found: Status,
    },
    /// A step didn't do what it should.
    #[error(
        "step {id} ({step}) is reported, but not done: it should have led to {}, but led to {}",
        Marks(expected),
        Marks(found)
    )]
    Effect {
        /// The step's id.
        id: u32,
        /// Its name.
        step: Ability,
        /// The events that it should lead to.
        expected: Vec<String>,
        /// Those that it did lead to.
        found: Vec<String>,
    },
}

/// What can come next on the events file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The begin of this step.
    Begin(u32),
    /// The end of this step.
    End(u32),
    /// `done`: everything was attempted.
    Done,
    /// Nothing.
    Nothing,
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin(id) => write!(f, "the begin of step {id}"),
            Self::End(id) => write!(f, "the end of step {id}"),
            Self::Done => f.write_str("`done`"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It succeeds.
    Ok,
    /// It fails, for any reason.
    Failed,
    /// It fails with this error.
    Error(String),
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("succeeded"),
            Self::Failed => f.write_str("failed"),
            Self::Error(error) => write!(f, "failed with the error `{error}`"),
        }
    }
}

struct Ended(End);

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            End::Exited(code) => write!(f, "ended with exit code {code}"),
            End::Killed(signal) => write!(f, "was killed by {signal}"),
            End::TimedOut => f.write_str("didn't end in time"),
        }
    }
}

struct Marks<'a>(&'a [String]);

impl fmt::Display for Marks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&if self.0.is_empty() { "nothing".to_owned() } else { self.0.join(", ") })
    }
}

fn also_said(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(" ({said})") }
}

fn names(abilities: &[Ability]) -> String {
    abilities.iter().map(|ability| format!("`{ability}`")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_without_a_test_is_not_the_host_s_mistake() {
        let untested = Defect::Untested { step: Ability::Switch, missing: vec![Ability::Execute, Ability::Initialize] };
        assert!(untested.to_string().contains("the step `switch`, but not `execute` and `initialize`, without"));
        assert!(Defect::NoTest(Ability::Switch).to_string().contains("extproof has no test; add one in"));
    }
}
