//! Transcripts: the normalized record of a run, step by step, down to how the process ended.

mod ending;
mod event;
mod label;
mod normal;
mod notice;
mod phase;
mod record;
mod recorder;
mod render;
mod steps;
#[cfg(test)]
pub(crate) mod tests;

pub use ending::Ending;
pub use event::EventError;
pub(crate) use event::{AnyEvent, read as read_events};
pub(crate) use normal::without_addresses;
pub use normal::{Normal, Places};
pub use notice::{Notice, NoticeKind};
pub use record::{Observed, Raised, Record, RecordError, StepOutcome, StepRecord};
pub use steps::tells_of;

use crate::isolate::End;
use crate::plan::Lowered;

/// The normalized record of one run.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// What each step did.
    pub record: Record,
    /// How the process ended.
    pub ending: Ending,
    /// All of it as text: this is what a snapshot holds.
    pub text: String,
}

impl Transcript {
    /// Makes the transcript of a run from what it left behind.
    ///
    /// # Errors
    /// When the events violate the host contract.
    pub fn new(
        lowered: &Lowered,
        events: &[u8],
        end: End,
        stderr: &[u8],
        normal: &Normal,
    ) -> Result<Self, RecordError> {
        if let Some(why) = lowered.keys.and_then(|keys| event::unwritten(stderr, keys)) {
            return Err(RecordError::Unwritten(why));
        }
        let record = recorder::record(lowered, events, normal)?;
        let ending = Ending::new(end, &record, stderr, normal);
        let text = render::transcript(&record, &ending);
        Ok(Self { record, ending, text })
    }
}
