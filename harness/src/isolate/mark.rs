//! A mark that all processes of a run have and don't lose by accident.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use rustix::rand::{GetRandomFlags, getrandom};

use crate::descriptors::patiently;

/// A number of the run's own, kept in a limit that each process has but that the kernel hasn't used since Linux 2.4.25:
/// that of file locks (`RLIMIT_LOCKS`).
///
/// A process inherits it however it is started, and keeps it when it empties its environment, changes its folder, group
/// or session, or can't be looked into. Only a program that sets this very limit loses it.
#[derive(Debug)]
pub(super) struct Mark {
    /// `None` if there are no random numbers, or if this limit of the harness itself is too low.
    number: Option<u64>,
}

impl Mark {
    /// A mark that no run had.
    pub(super) fn new() -> Self {
        let mut runs = Runs::get();
        let number = runs.numbers.next();
        runs.live.extend(number);
        Self { number }
    }

    /// Marks a process, and so all that it starts from now on.
    pub(super) fn put(&self, pid: Pid) {
        if let Some(number) = self.number {
            // If that isn't allowed, the environment still tells whose the process is.
            let _ = prlimit(Some(pid), Resource::Locks, Rlimit { current: Some(number), maximum: Some(number) });
        }
    }

    /// Which run a process belongs to.
    pub(super) fn owner(&self, pid: Pid) -> ProcessOwner {
        let Some(number) = hard_limit(pid) else { return ProcessOwner::Unknown };
        if self.number == Some(number) {
            return ProcessOwner::This;
        }
        let runs = Runs::get();
        match runs.all.contains(&number) {
            true if runs.live.contains(&number) => ProcessOwner::Other,
            true => ProcessOwner::Past,
            false => ProcessOwner::Unknown,
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            Runs::get().live.remove(&number);
        }
    }
}

/// Which run a process belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProcessOwner {
    /// This run's.
    This,
    /// Another run's, which hasn't ended.
    Other,
    /// A run's that has ended.
    Past,
    /// It has no mark of ours.
    Unknown,
}

/// The numbers of this harness: a random range, so that no other harness has the same.
struct Runs {
    all: Range<u64>,
    numbers: Range<u64>,
    live: BTreeSet<u64>,
}

impl Runs {
    fn get() -> MutexGuard<'static, Self> {
        static RUNS: OnceLock<Mutex<Runs>> = OnceLock::new();
        RUNS.get_or_init(|| Mutex::new(Self::new())).lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new() -> Self {
        const COUNT: u64 = 1 << 32;
        // Only a privileged process can grant more than it has.
        let most = getrlimit(Resource::Locks).maximum.unwrap_or(u64::MAX / 2);
        let mut random = [0; 8];
        let known = getrandom(&mut random, GetRandomFlags::empty()).is_ok();
        let first = u64::from_ne_bytes(random).checked_rem(most.saturating_sub(2 * COUNT));
        let first = first.filter(|_| known).map(|first| first + COUNT);
        let all = first.map_or(0..0, |first| first..first + COUNT);
        Self { numbers: all.clone(), all, live: BTreeSet::new() }
    }
}

/// Anyone can read this limit, also of a process that is dead or whose environment is private.
fn hard_limit(pid: Pid) -> Option<u64> {
    let limits = patiently(|| fs::read_to_string(format!("/proc/{pid}/limits"))).ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max file locks"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
