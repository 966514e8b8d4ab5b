//! Why a module can't be imported at all.

use std::path::Path;

use rustix::io::Errno;

use super::needed::needs;
use super::{At, TrialOutcome, TrialVerdict};
use crate::transcript::Raised;

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
    /// It doesn't finish.
    Hangs,
    /// It crashes.
    Crashes,
}

impl Obstacle {
    /// From the outcome of the import. Only the types of exceptions, and what files say, decide; in doubt, it is just an
    /// exception. What goes wrong when Python ends keeps nobody from importing the module.
    pub fn of(outcome: &TrialOutcome) -> Option<Self> {
        if matches!(outcome.at, Some(At::Finalization | At::End)) {
            return None;
        }
        Some(match outcome.verdict {
            TrialVerdict::Exits => Self::Exits,
            TrialVerdict::Hung => Self::Hangs,
            TrialVerdict::Crashed => Self::Crashes,
            TrialVerdict::Refused | TrialVerdict::Fails => {
                let causes = || outcome.raised().into_iter().flat_map(Raised::chain);
                if causes().any(misses_library) {
                    Self::MissingLibrary
                } else if causes().any(misses_display) {
                    Self::NoDisplay
                } else if causes().any(misses_network) {
                    Self::NoNetwork
                } else {
                    Self::Raises
                }
            }
            _ => return None,
        })
    }
}

/// The loader names the file, and begins with the name of what that needs. Other libraries have paths there.
fn misses_library(raised: &Raised) -> bool {
    let (Some(file), Some((name, _))) = (&raised.file, raised.message.split_once(": ")) else { return false };
    raised.is_exactly("builtins.ImportError") && needs(Path::new(file), name)
}

/// Exceptions of those who talk to a display.
fn misses_display(raised: &Raised) -> bool {
    ["_tkinter.TclError", "Xlib.error.DisplayError"].iter().any(|kind| raised.is_a(kind))
}

/// Exceptions of sockets, and of what is above them. A pipe can break without any network.
fn misses_network(raised: &Raised) -> bool {
    let kinds = ["builtins.ConnectionError", "socket.gaierror", "socket.herror", "urllib.error.URLError"];
    let errors = [Errno::NETDOWN, Errno::NETUNREACH, Errno::HOSTDOWN, Errno::HOSTUNREACH];
    let kind = kinds.iter().any(|kind| raised.is_a(kind)) && !raised.is_a("builtins.BrokenPipeError");
    kind || errors.iter().any(|error| raised.errno == Some(error.raw_os_error()))
}

#[cfg(test)]
mod tests {
    use super::super::Detail;
    use super::*;

    fn raised(bases: &[&str], message: &str) -> Raised {
        Raised {
            kind: bases[0].rsplit('.').next().unwrap().to_owned(),
            message: message.to_owned(),
            phase: None,
            bases: bases.iter().map(|base| (*base).to_owned()).collect(),
            errno: None,
            file: None,
            code: None,
            cause: None,
        }
    }

    fn of(raised: Raised) -> Option<Obstacle> {
        Obstacle::of(&TrialOutcome::new(TrialVerdict::Fails, Detail::Raised(raised)))
    }

    #[test]
    fn obstacles_are_known_by_type() {
        let tcl = raised(&["_tkinter.TclError", "builtins.Exception"], "no display");
        assert_eq!(of(tcl.clone()), Some(Obstacle::NoDisplay));
        let refused = raised(&["builtins.ConnectionRefusedError", "builtins.ConnectionError"], "");
        assert_eq!(of(refused), Some(Obstacle::NoNetwork));
        let unreachable = Raised { errno: Some(Errno::NETUNREACH.raw_os_error()), ..raised(&["builtins.OSError"], "") };
        assert_eq!(of(unreachable), Some(Obstacle::NoNetwork));
        let because = Raised { cause: Some(Box::new(tcl)), ..raised(&["builtins.ImportError"], "no GUI") };
        assert_eq!(of(because), Some(Obstacle::NoDisplay));
        assert_eq!(Obstacle::of(&TrialOutcome::new(TrialVerdict::Exits, None)), Some(Obstacle::Exits));
        assert_eq!(Obstacle::of(&TrialOutcome::works()), None);
        for at in [At::Finalization, At::End] {
            let late = TrialOutcome { at: Some(at), ..TrialOutcome::new(TrialVerdict::Crashed, None) };
            assert_eq!(Obstacle::of(&late), None);
        }
    }

    #[test]
    fn words_are_no_obstacles() {
        for message in [
            "module 'IPython' has no attribute 'display'",
            "the network is unreachable: connection refused",
            "libx.so.1: cannot open shared object file: No such file or directory",
        ] {
            assert_eq!(of(raised(&["builtins.ImportError"], message)), Some(Obstacle::Raises), "{message}");
        }
        let pipe = raised(&["builtins.BrokenPipeError", "builtins.ConnectionError"], "");
        assert_eq!(of(pipe), Some(Obstacle::Raises));
    }
}
