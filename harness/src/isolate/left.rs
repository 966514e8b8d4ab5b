use std::fmt;
use std::fs;

use rustix::process::Pid;

/// Processes that a program left behind, and that still ran a second after it had ended by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Their number, without the processes that they started themselves.
    pub count: usize,
    /// The names of the first few, as `/proc/PID/comm` has them: any text of at most 15 bytes.
    pub names: Vec<String>,
}

impl Left {
    pub(super) fn of(pids: &[Pid]) -> Self {
        const NAMED: usize = 8;
        let mut names: Vec<String> = pids.iter().take(NAMED).map(|pid| name(*pid)).collect();
        names.sort();
        Self { count: pids.len(), names }
    }
}

/// `2 processes (sleep, sh)`.
impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "es" };
        let more = if self.count > self.names.len() { ", ..." } else { "" };
        write!(f, "{} process{plural} ({}{more})", self.count, self.names.join(", "))
    }
}

fn name(pid: Pid) -> String {
    let name = fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
    String::from_utf8_lossy(name.strip_suffix(b"\n").unwrap_or(&name)).into_owned()
}
