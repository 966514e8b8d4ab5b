//! Processes of a run that outlive its main process.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid};

use super::Sandbox;
use super::mark::{Mark, ProcessOwner};
use super::state::State;
use crate::descriptors::patiently;

/// From now on, a process whose parent dies becomes a child of the harness instead of a child of `init`.
///
/// If this isn't possible, processes that leave their group can't be found, and the others can't be waited for.
/// Everything else works, so an error is ignored.
pub(super) fn adopt() {
    let _ = set_child_subreaper(Some(getpid()));
}

/// How long to kill processes that start new ones faster than they are killed: that can't be stopped.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// The pause between looks for something that happens soon.
pub(super) const PAUSE: Duration = Duration::from_millis(1);

/// The processes of a run that are alive and have become children of the harness.
pub(super) fn alive(main: Pid, mark: &Mark, sandbox: &Sandbox) -> Vec<Pid> {
    let _one = one_at_a_time();
    find(main, mark, sandbox)
}

/// Kills and reaps the processes that belong to a run, until there are no more.
pub(super) fn end(main: Pid, mark: &Mark, sandbox: &Sandbox) {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        let guard = one_at_a_time();
        let found = find(main, mark, sandbox);
        // What runs as another user (`sudo`) can't be killed, so there is nothing to wait for.
        let killed = found.into_iter().filter(|pid| kill_process(*pid, Signal::KILL).is_ok()).count();
        drop(guard);
        if killed == 0 {
            return;
        }
        thread::sleep(PAUSE);
    }
}

/// Between finding a process and killing or reaping it, nobody else may reap it: its number could then be another
/// process's.
fn one_at_a_time() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The processes of a run among our children. The dead ones are reaped and left out.
fn find(main: Pid, mark: &Mark, sandbox: &Sandbox) -> Vec<Pid> {
    let mut found = children();
    found.retain(|pid| *pid != main && belongs(*pid, mark, sandbox));
    found.retain(|pid| matches!(waitpid(Some(*pid), WaitOptions::NOHANG), Ok(None)));
    found
}

fn belongs(pid: Pid, mark: &Mark, sandbox: &Sandbox) -> bool {
    match mark.owner(pid) {
        // No other run would end what a past run left.
        ProcessOwner::This | ProcessOwner::Past => true,
        ProcessOwner::Other => false,
        // It was started before it could be marked, or doesn't belong to a run.
        ProcessOwner::Unknown => is_at_home(pid, sandbox) || is_dead_orphan(pid),
    }
}

/// Whether a process has the run's environment or working directory.
fn is_at_home(pid: Pid, sandbox: &Sandbox) -> bool {
    let events = sandbox.events();
    let environment = patiently(|| fs::read(format!("/proc/{pid}/environ"))).unwrap_or_default();
    let marked = environment.split(|byte| *byte == 0).any(|entry| {
        entry.strip_prefix(b"EXTPROOF_EVENTS=").is_some_and(|path| path == events.as_os_str().as_encoded_bytes())
    });
    marked || fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder.starts_with(sandbox.path()))
}

/// Whether it is a dead orphan. Children that other code of this process started and will wait for are in our session.
fn is_dead_orphan(pid: Pid) -> bool {
    State::of(pid).is_some_and(|its| its.is_dead() && State::of(getpid()).is_some_and(|our| its.session != our.session))
}

/// The children of the first thread of this process, which is the one that gets the orphans.
fn children() -> Vec<Pid> {
    const ATTEMPTS: usize = 100;
    let mut before = children_of(getpid(), getpid());
    // If another run reaps a child that the kernel has just listed, it may skip the next ones. Such a list contains the
    // reaped child and the next list doesn't, so two equal lists are complete. An empty list always is.
    for _ in 0..ATTEMPTS {
        let after = if before.is_empty() { break } else { children_of(getpid(), getpid()) };
        if before == after {
            break;
        }
        before = after;
    }
    before
}

/// The children of a thread of a process.
pub(super) fn children_of(pid: Pid, thread: Pid) -> Vec<Pid> {
    let list = patiently(|| fs::read_to_string(format!("/proc/{pid}/task/{thread}/children"))).unwrap_or_default();
    list.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
}
