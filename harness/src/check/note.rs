//! What was noticed beside the verdict.

/// What was noticed beside the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// So many bytes were written to the standard output.
    Prints(usize),
    /// So many bytes were written to the standard error.
    Complains(usize),
    /// C statics point to what lives as long as the process.
    Lasting {
        /// How many static types of its own the module has.
        types: usize,
        /// How many immortal objects, and objects of libraries.
        objects: usize,
    },
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

impl Note {
    /// What is left of it besides these, if anything.
    pub(super) fn beyond(self, known: &[Self]) -> Option<Self> {
        let printed = known.iter().find_map(|other| match (&self, other) {
            (Self::Prints(_), Self::Prints(count)) | (Self::Complains(_), Self::Complains(count)) => Some(*count),
            _ => None,
        });
        let more = |count: usize| Some(count.saturating_sub(printed.unwrap_or_default())).filter(|more| *more > 0);
        match self {
            Self::Prints(count) => more(count).map(Self::Prints),
            Self::Complains(count) => more(count).map(Self::Complains),
            note => (!known.contains(&note)).then_some(note),
        }
    }
}
