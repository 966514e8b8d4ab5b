//! What to do about what the system says.

use std::fmt;
use std::io;

use rustix::io::Errno;

/// An error of the system, with what to do about it where that is known.
pub(crate) struct Advised<'a>(pub(crate) &'a io::Error);

impl fmt::Display for Advised<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        advice(self.0).map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

fn advice(error: &io::Error) -> Option<&'static str> {
    Some(match Errno::from_io_error(error)? {
        Errno::ACCESS | Errno::PERM => "give this user the right to do so",
        Errno::NOENT => "see that the path is right, and that nobody removes it meanwhile",
        Errno::NOSPC | Errno::DQUOT => "make room there",
        Errno::FBIG => "raise the limit on the size of files (`ulimit -f`)",
        Errno::ROFS => "choose a folder that can be written: TMPDIR for runs, CARGO_TARGET_DIR for what is built",
        Errno::MFILE => "raise the limit on open files (`ulimit -n`)",
        Errno::NFILE => "this machine has too many files open: end other programs",
        Errno::AGAIN => "raise the limit on processes (`ulimit -u`), or do less at a time with --jobs",
        Errno::NOMEM => "end other programs, or do less at a time with --jobs",
        Errno::NAMETOOLONG => "move it to a place with a shorter path",
        Errno::LOOP => "mend the links on the way, which lead back to themselves",
        Errno::IO => "look at the log of the system: the disk may be failing",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_comes_with_what_to_do() {
        let said = |errno: Errno| Advised(&errno.into()).to_string();
        assert!(said(Errno::NOSPC).ends_with("; make room there"), "{}", said(Errno::NOSPC));
        assert!(said(Errno::MFILE).contains("`ulimit -n`") && said(Errno::AGAIN).contains("`ulimit -u`"));
        assert_eq!(Advised(&io::Error::other("words of ours")).to_string(), "words of ours");
    }
}
