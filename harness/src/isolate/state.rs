use std::fs;

use rustix::process::Pid;

use crate::descriptors::patiently;

/// What `/proc/PID/stat` says about a process.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    letter: char,
    /// 0 if its leader is outside our PID namespace, as in containers.
    pub(super) session: u32,
}

impl State {
    pub(super) fn of(pid: Pid) -> Option<Self> {
        Self::read(&patiently(|| fs::read_to_string(format!("/proc/{pid}/stat"))).ok()?)
    }

    /// Whether it has ended, and may be waiting to be reaped.
    pub(super) fn is_dead(&self) -> bool {
        matches!(self.letter, 'Z' | 'X')
    }

    /// Whether it has been stopped.
    pub(super) fn is_stopped(&self) -> bool {
        matches!(self.letter, 'T' | 't')
    }

    /// The name in `/proc/PID/stat` is in parentheses and may itself have some; state, parent, group and session follow.
    fn read(stat: &str) -> Option<Self> {
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let letter = fields.next()?.chars().next()?;
        let session = fields.nth(2)?.parse().ok()?;
        Some(Self { letter, session })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_is_read_behind_any_name_and_session() {
        let state = |letter, session| Some(State { letter, session });
        assert_eq!(State::read("7 (x) R) S 1 7 0 0 -1"), state('S', 0));
        assert_eq!(State::read("7 (sh) Z 1 7 5 0 -1"), state('Z', 5));
        assert_eq!(State::read("7 (sh) Z 1"), None);
    }
}
