//! Why a module can't be imported at all.

use super::{Outcome, Verdict};

/// Why a module can't be imported at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A library that it is linked with isn't found.
    MissingLibrary,
    /// It wants a display.
    NoDisplay,
    /// It wants a network, or a server that isn't there.
    NoNetwork,
    /// It raises another exception.
    Raises,
    /// It ends the process.
    Exits,
    /// It doesn't come to an end.
    Hangs,
    /// It crashes.
    Crashes,
}

impl Obstacle {
    /// From the outcome of the import.
    pub fn of(outcome: &Outcome) -> Option<Self> {
        let says = |words: &[&str]| words.iter().any(|word| outcome.detail.to_lowercase().contains(word));
        Some(match outcome.verdict {
            Verdict::Exits => Self::Exits,
            Verdict::Hung => Self::Hangs,
            Verdict::Crashed => Self::Crashes,
            Verdict::Refused | Verdict::Fails if says(&["cannot open shared object file"]) => Self::MissingLibrary,
            Verdict::Refused | Verdict::Fails if says(&["display"]) => Self::NoDisplay,
            Verdict::Refused | Verdict::Fails if says(NETWORK) => Self::NoNetwork,
            Verdict::Refused | Verdict::Fails => Self::Raises,
            _ => return None,
        })
    }

    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::MissingLibrary => "install that library, or put it into the wheel (auditwheel repair)",
            Self::NoDisplay => "modules are checked without one: import such libraries when they are first used",
            Self::NoNetwork => "modules are checked without any server: connect when it is first needed",
            Self::Hangs => "it may wait for a server, a lock or input; --timeout gives it more time",
            Self::Raises | Self::Exits | Self::Crashes => "",
        }
    }
}

/// What exceptions of sockets say.
const NETWORK: &[&str] = &[
    "connectionrefusederror",
    "connectionerror",
    "gaierror",
    "urlerror",
    "network is unreachable",
    "name resolution",
    "connection refused",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obstacles_are_known_by_what_is_said() {
        let of = |verdict, detail: &str| Obstacle::of(&Outcome::new(verdict, detail));
        let library = "ImportError: libx.so.1: cannot open shared object file: No such file or directory";
        assert_eq!(of(Verdict::Fails, library), Some(Obstacle::MissingLibrary));
        assert_eq!(of(Verdict::Fails, "TclError: couldn't connect to display \":0\""), Some(Obstacle::NoDisplay));
        assert_eq!(of(Verdict::Fails, "ConnectionRefusedError: [Errno 111]"), Some(Obstacle::NoNetwork));
        assert_eq!(of(Verdict::Refused, "ImportError: no"), Some(Obstacle::Raises));
        assert_eq!(of(Verdict::Exits, "exit code 3"), Some(Obstacle::Exits));
        assert_eq!(of(Verdict::Works, ""), None);
    }
}
