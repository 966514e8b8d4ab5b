//! Why there is no transcript.

use std::path::PathBuf;

use crate::isolate;
use crate::transcript::RecordError;

/// Why there is no transcript.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The process can't be run, or was interrupted.
    #[error(transparent)]
    Isolate(#[from] isolate::Error),
    /// Its events violate the host contract.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It wrote events without end.
    #[error("the events file reached its limit of {0} bytes: something writes events without end")]
    Flood(usize),
    /// It ended well and wrote no events at all.
    #[error(
        "the host exited with 0, but wrote no events to {}: the host violates the host contract, or the run's folder was removed",
        .0.display()
    )]
    Silent(PathBuf),
}
