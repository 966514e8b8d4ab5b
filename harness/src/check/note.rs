//! What was noticed beside the verdict.

use std::fmt;

use serde::{Serialize, Serializer};

/// What was noticed beside the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// So many bytes were written to the standard output.
    Prints(usize),
    /// So many bytes were written to the standard error.
    Complains(usize),
    /// A process was started.
    StartsProcesses,
    /// The verdict came in some tries only.
    InTries {
        /// How many.
        count: usize,
        /// Of how many.
        of: usize,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prints(bytes) => write!(f, "prints {bytes} bytes"),
            Self::Complains(bytes) => write!(f, "prints {bytes} bytes to the standard error"),
            Self::StartsProcesses => f.write_str("starts a process"),
            Self::InTries { count, of } => write!(f, "in {count} of {of} tries"),
        }
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
