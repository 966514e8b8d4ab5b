//! Which blocks of memory there are, and which of them a module leaves behind in each round.
//!
//! A round goes from one call of [`round`] to the next. Some rounds are for what is there once only; then come those that count.
//! What was taken in such a round and is there when the whole next one is over was left behind. Python must take its objects from
//! `malloc` (`PYTHONMALLOC`).

#[cfg(not(target_env = "gnu"))]
mod unwatched;
#[cfg(target_env = "gnu")]
mod watched;

#[cfg(not(target_env = "gnu"))]
pub(crate) use unwatched::{is_watched, keep, lives, round, stop, watch};
#[cfg(target_env = "gnu")]
pub(crate) use watched::{is_watched, keep, lives, round, stop, watch};

/// The variable that says that a trial wants to know.
const VARIABLE: &str = "EXTPROOF_WATCH_MEMORY";

/// What comes of a call of [`round`].
pub(crate) enum Round {
    /// The round has begun.
    Begun,
    /// So has it, and an earlier one is over: what is left of it, each as library, place in it, bytes and blocks.
    Over(Vec<Holder>),
    /// Nothing can be told.
    Unknown(&'static str),
}

/// A place in a library, and what is left because of it.
pub(crate) struct Holder {
    pub(crate) library: String,
    pub(crate) kind: Kind,
    pub(crate) offset: usize,
    pub(crate) bytes: usize,
    pub(crate) blocks: usize,
}

/// What is at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Code of the module, which took the memory.
    Code,
    /// A variable of the module, which holds it.
    Variable,
    /// Code of another module, which took it when the module called it.
    OthersCode,
}
