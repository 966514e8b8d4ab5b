//! Recording the results of a case.

use super::{MergeError, Recorded, Snapshot, Variant};
use crate::version::Version;

/// The results of a case, and what recording them needs.
pub struct Recording<'a> {
    /// The transcripts.
    pub texts: Vec<Recorded>,
    /// The variants of the case, in its order.
    pub variants: Vec<Variant>,
    /// Whether a text has the steps that the case has now.
    pub is_current: &'a dyn Fn(&Variant, &str) -> bool,
    /// Whether the first text of a variant stays, because the behaviour is undefined.
    pub first_counts: bool,
    /// Whether a host can be available for a Python.
    pub can_be: &'a dyn Fn(&str, Version) -> bool,
}

impl Snapshot {
    /// The snapshot updated with results. Texts with other steps than the case's are dropped: they are older than the
    /// case, and Pythons that weren't run would keep them.
    ///
    /// # Errors
    /// When results contradict each other.
    pub fn record(&self, mut recording: Recording<'_>) -> Result<Snapshot, MergeError> {
        let old = self.filtered(recording.is_current);
        if recording.first_counts {
            let is_known = |new: &Recorded| old.lookup(&new.variant, new.host.as_deref(), new.version).is_some();
            recording.texts.retain(|new| !is_known(new));
        }
        old.merge(&recording.variants, &recording.texts, recording.can_be)
    }
}
