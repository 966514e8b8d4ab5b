//! What is told on standard error.

use std::fmt::Display;
use std::io::Write;

/// Tells something. If that can't be written, because the disk is full or the terminal is gone, there is nobody else to tell.
pub(super) fn tell(words: impl Display) {
    // In one piece: other threads and processes may write here, too.
    drop(anstream::stderr().write_all(format!("{words}\n").as_bytes()));
}
