//! Reaching all processes of a run that has just begun.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::orphans::children_of;
use super::state::State;

/// Does something to each descendant of a process.
///
/// `fork` copies what a child inherits at its beginning, but the child appears only at its end. So each process is
/// stopped for a moment once it has what it passes on: then no earlier `fork` is under way.
pub(super) fn descendants(pid: Pid, act: &dyn Fn(Pid)) {
    let _ = kill_process(pid, Signal::STOP);
    wait_until_stopped(pid);
    for child in threads(pid).into_iter().flat_map(|thread| children_of(pid, thread)) {
        act(child);
        descendants(child, act);
    }
    let _ = kill_process(pid, Signal::CONT);
}

/// A process stops when it next runs, which may take a moment if it waits in the kernel.
fn wait_until_stopped(pid: Pid) {
    const PATIENCE: Duration = Duration::from_secs(1);
    const PAUSE: Duration = Duration::from_micros(20);
    let begin = Instant::now();
    while State::of(pid).is_some_and(|state| !state.is_stopped() && !state.is_dead()) && begin.elapsed() < PATIENCE {
        thread::sleep(PAUSE);
    }
}

/// The threads of a process.
pub(super) fn threads(pid: Pid) -> Vec<Pid> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    threads.filter_map(|thread| Pid::from_raw(thread.file_name().to_str()?.parse().ok()?)).collect()
}
