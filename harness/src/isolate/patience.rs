//! How long a program may take. Time doesn't count in which it was ready to run, but other programs had the processors.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::Pid;

use super::orphans::children_of;
use super::seize::threads;
use crate::descriptors::patiently;

/// However busy the machine is, a program gets at most this many times its time.
const MOST: u32 = 10;

/// The time that a program has left.
pub(super) struct Patience {
    pid: Pid,
    begun: Instant,
    time: Duration,
}

impl Patience {
    /// The program has this much time from `begun` on.
    pub(super) fn new(pid: Pid, begun: Instant, time: Duration) -> Self {
        Self { pid, begun, time }
    }

    /// The time that is left.
    pub(super) fn left(&self) -> Duration {
        let used = self.begun.elapsed();
        let left = self.time.saturating_sub(used);
        if !left.is_zero() {
            return left;
        }
        let more = waited(self.pid).min(self.time.saturating_mul(MOST - 1));
        self.time.saturating_add(more).saturating_sub(used)
    }
}

/// The longest time that a thread of the program, or of what it started, waited for a processor.
fn waited(pid: Pid) -> Duration {
    let own = threads(pid).into_iter().map(|thread| {
        let below = children_of(pid, thread).into_iter().map(waited).max();
        waited_by(pid, thread).max(below.unwrap_or_default())
    });
    own.max().unwrap_or_default()
}

/// The second field of `schedstat`, in nanoseconds; zero on kernels without it.
fn waited_by(pid: Pid, thread: Pid) -> Duration {
    let told = patiently(|| fs::read_to_string(format!("/proc/{pid}/task/{thread}/schedstat"))).unwrap_or_default();
    told.split_whitespace().nth(1).and_then(|field| field.parse().ok()).map_or(Duration::ZERO, Duration::from_nanos)
}
