//! What to do about errors of the system.

use std::fmt;
use std::io;

use rustix::io::Errno;

/// An error of the system, with advice where there is any.
pub(crate) struct Advised<'a>(pub(crate) &'a io::Error);

impl fmt::Display for Advised<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        advice(self.0).map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

fn advice(error: &io::Error) -> Option<&'static str> {
    Some(match Errno::from_io_error(error)? {
        Errno::ACCESS | Errno::PERM => "check the permissions",
        Errno::NOENT => "check the path, and that no other program removes it",
        Errno::NOSPC | Errno::DQUOT => "free some space there",
        Errno::FBIG => "raise the limit on the size of files (`ulimit -f`)",
        Errno::ROFS => "choose a writable folder: TMPDIR for runs, CARGO_TARGET_DIR for builds",
        Errno::MFILE => "raise the limit on open files (`ulimit -n`)",
        Errno::NFILE => "too many open files on this machine: end other programs",
        Errno::AGAIN => "raise the limit on processes (`ulimit -u`), or run fewer jobs with --jobs",
        Errno::NOMEM => "end other programs, or run fewer jobs with --jobs",
        Errno::NAMETOOLONG => "move it to a shorter path",
        Errno::LOOP => "fix the symbolic links in the path, which form a loop",
        Errno::IO => "check the system log: the disk may be failing",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_come_with_advice() {
        let said = |errno: Errno| Advised(&errno.into()).to_string();
        assert!(said(Errno::NOSPC).ends_with("; free some space there"), "{}", said(Errno::NOSPC));
        assert!(said(Errno::MFILE).contains("`ulimit -n`") && said(Errno::AGAIN).contains("`ulimit -u`"));
        assert_eq!(Advised(&io::Error::other("words of ours")).to_string(), "words of ours");
    }
}
