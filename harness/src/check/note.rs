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
