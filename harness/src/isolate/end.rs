use std::fmt;

use rustix::process::WaitStatus;
use signal_hook::low_level::signal_name;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// By itself, with this exit code.
    Exited(i32),
    /// By this signal, which the harness didn't send.
    Killed(Signal),
    /// It did not end in time and was killed.
    TimedOut,
}

impl End {
    pub(super) fn from_status(status: WaitStatus) -> Self {
        match status.terminating_signal() {
            Some(signal) => Self::Killed(Signal(signal)),
            // Waiting was without WUNTRACED and WCONTINUED, so a status without a signal has an exit code.
            None => Self::Exited(status.exit_status().unwrap_or_default()),
        }
    }
}

impl End {
    /// The end behind that of a wrapper that reports signals as shells do, signal n as exit code 128 + n. A program
    /// that exits with such a code itself can't be told apart.
    pub fn relayed(self) -> Self {
        match self {
            Self::Exited(code) if signal_name(code - 128).is_some() => Self::Killed(Signal(code - 128)),
            end => end,
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit code {code}"),
            Self::Killed(signal) => write!(f, "killed by {signal}"),
            Self::TimedOut => f.write_str("timed out"),
        }
    }
}

/// The signal that ended a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signal(i32);

impl Signal {
    /// The number, which differs between architectures.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The name, such as `SIGSEGV`. Real-time signals have none.
    pub fn name(self) -> Option<&'static str> {
        signal_name(self.0)
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "signal {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_known_by_the_exit_codes_that_tell_of_them() {
        assert_eq!(End::Exited(139).relayed(), End::Killed(Signal(11)));
        for end in [End::Exited(0), End::Exited(1), End::Exited(128), End::Exited(255), End::TimedOut] {
            assert_eq!(end.relayed(), end);
        }
    }
}
