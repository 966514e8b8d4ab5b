//! What can be wrong with a host.

use std::path::PathBuf;

use extproof_contract::Ability;

use crate::isolate::{self, End};
use crate::transcript::EventError;

/// Why a host didn't pass.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// It breaks its contract.
    #[error("{} breaks its contract with {trial}: {problem}", host.display())]
    Contract {
        /// The host.
        host: PathBuf,
        /// What was tried.
        trial: &'static str,
        /// What is wrong.
        problem: Box<Problem>,
    },
    /// It could not be tried out.
    #[error("can't try the host out with {trial}: {source}")]
    Isolate {
        /// What was tried.
        trial: &'static str,
        /// Why not.
        source: isolate::Error,
    },
}

/// What a host does wrong.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It declares something that no scenario has.
    #[error("it declares the step `{0}`, which the contract doesn't have")]
    UnknownAbility(String),
    /// It declares a step that can't be seen to be done.
    #[error("it declares the step `{0}`, but not those that it takes to use that, such as `initialize` and `execute`")]
    Untried(Ability),
    /// It ended in another way than it must.
    #[error("it must end with {expected}, and {found}{}", also_said(said))]
    End {
        /// How it must end.
        expected: End,
        /// How it did, in words.
        found: String,
        /// The last line of its standard error.
        said: String,
    },
    /// It didn't explain why it did nothing.
    #[error("it must say on standard error why it does nothing, and says nothing")]
    NoMessage,
    /// It began what it can't do.
    #[error("it must do nothing of a scenario that it can't use, and wrote to the events file: {0}")]
    Began(String),
    /// There is something else on the events file.
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
    /// It isn't at the step where it should be.
    #[error("it wrote {found} where {expected} is due")]
    Order {
        /// What should come.
        expected: String,
        /// What came.
        found: String,
    },
    /// It ended without having said that it did everything.
    #[error("it ended with exit code 0 before it wrote {0}")]
    Unfinished(String),
    /// A step has another result.
    #[error("step {id} ({step}) must be {expected}, and is {found}")]
    Status {
        /// The step's id.
        id: u32,
        /// Its name.
        step: Ability,
        /// How it must end.
        expected: String,
        /// How it did.
        found: String,
    },
    /// A step didn't do what it should.
    #[error("step {id} ({step}) isn't really carried out: it must lead to {expected}, and led to {found}")]
    Effect {
        /// The step's id.
        id: u32,
        /// Its name.
        step: Ability,
        /// What should be seen.
        expected: String,
        /// What is.
        found: String,
    },
}

fn also_said(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(" ({said})") }
}
