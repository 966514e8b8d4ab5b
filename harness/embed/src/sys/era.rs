//! Which initialization of Python, in which process, a handle belongs to.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

static GENERATION: AtomicU64 = AtomicU64::new(0);

/// An initialization of Python, as a process sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Era {
    generation: u64,
    process: u32,
}

impl Era {
    /// The present one.
    pub(super) fn now() -> Self {
        Self { generation: GENERATION.load(Ordering::SeqCst), process: process::id() }
    }

    /// Begins another, so that handles of the one before are void.
    pub(super) fn turn() {
        GENERATION.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether both are the same initialization, in whatever process.
    pub(crate) fn is_same_initialization(self, other: Self) -> bool {
        self.generation == other.generation
    }

    /// Whether the initialization goes on, in this process or in the one that forked it. In a forked process, Python keeps the main
    /// interpreter and deletes all others.
    pub(super) fn goes_on(self) -> bool {
        self.generation == GENERATION.load(Ordering::SeqCst)
    }
}
