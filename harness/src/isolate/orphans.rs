//! Processes of a run that left its process group.

use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid};

/// From now on, a process whose parent dies becomes a child of the harness instead of a child of `init`.
///
/// Where this isn't possible, processes that leave their group can't be found, and nobody can wait until the other ones
/// are gone, but all else works as usual: so an error is no reason to stop.
pub(super) fn adopt() {
    let _ = set_child_subreaper(Some(getpid()));
}

/// Each round ends at least one generation. Something that starts new ones faster than this can't be stopped.
const ROUNDS: usize = 100;

/// Kills and reaps the orphans that belong to a sandbox, until there are no more.
pub(super) fn end(events: &Path, root: &Path) {
    for _ in 0..ROUNDS {
        let mut found = false;
        for pid in children() {
            match belongs(pid, events, root) {
                Belongs::Yes => {
                    found = true;
                    // The number can't mean another process yet: it is our child, and only we reap it.
                    let _ = kill_process(pid, Signal::KILL);
                    let _ = waitpid(Some(pid), WaitOptions::empty());
                }
                Belongs::Dead => {
                    let _ = waitpid(Some(pid), WaitOptions::NOHANG);
                }
                Belongs::No => {}
            }
        }
        if !found {
            return;
        }
    }
}

enum Belongs {
    Yes,
    /// An orphan of some run that ended by itself.
    Dead,
    No,
}

fn belongs(pid: Pid, events: &Path, root: &Path) -> Belongs {
    let folder = format!("/proc/{pid}");
    let environment = fs::read(format!("{folder}/environ")).unwrap_or_default();
    let marked = environment.split(|byte| *byte == 0).any(|entry| {
        entry.strip_prefix(b"EXTPROOF_EVENTS=").is_some_and(|path| path == events.as_os_str().as_encoded_bytes())
    });
    if marked || fs::read_link(format!("{folder}/cwd")).is_ok_and(|cwd| cwd.starts_with(root)) {
        return Belongs::Yes;
    }
    // What is dead has no environment. Children that somebody in this process started and will wait for are in our session.
    let state = |folder: &str| State::read(&fs::read_to_string(format!("{folder}/stat")).ok()?);
    let dead = environment.is_empty()
        && state(&folder)
            .is_some_and(|its| its.dead && state("/proc/self").is_some_and(|ours| its.session != ours.session));
    if dead { Belongs::Dead } else { Belongs::No }
}

/// What `/proc/PID/stat` says of a process.
#[derive(Debug, PartialEq, Eq)]
struct State {
    dead: bool,
    /// 0 for one whose leader is outside of our PID namespace, as in containers.
    session: u32,
}

impl State {
    /// The name in `/proc/PID/stat` is in parentheses and may itself have some; state, parent, group and session follow.
    fn read(stat: &str) -> Option<Self> {
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let dead = matches!(fields.next()?, "Z" | "X");
        let session = fields.nth(2)?.parse().ok()?;
        Some(Self { dead, session })
    }
}

/// The children of the first thread of this process, which is the one that gets the orphans.
fn children() -> Vec<Pid> {
    let path = format!("/proc/self/task/{}/children", getpid());
    let list = || fs::read_to_string(&path).unwrap_or_default();
    let mut before = list();
    // If another run reaps a child that the kernel has just listed, it may skip the next ones. Such a list has the reaped
    // child in it and the following list has not, so two that are the same are complete; and an empty one always is.
    for _ in 0..ROUNDS {
        let after = if before.is_empty() { break } else { list() };
        if before == after {
            break;
        }
        before = after;
    }
    before.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_is_read_behind_any_name_and_session() {
        let state = |dead, session| Some(State { dead, session });
        assert_eq!(State::read("7 (x) R) S 1 7 0 0 -1"), state(false, 0));
        assert_eq!(State::read("7 (sh) Z 1 7 5 0 -1"), state(true, 5));
        assert_eq!(State::read("7 (sh) Z 1"), None);
    }
}
