//! Bugs in extproof itself: a panic is reported in a sentence, and ends the command like any other failure of extproof.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use super::{Exit, screen};
use crate::report::escape::terminal;
use crate::report::words;

/// Runs `work`. If it panics, everything that it holds is dropped, including temporary folders.
pub fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    panic::set_hook(Box::new(tell));
    // Nothing that it worked on is used afterwards.
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::HarnessError)
}

fn tell(panic: &PanicHookInfo<'_>) {
    let payload = panic.payload();
    let message = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    let place = panic.location().map(ToString::to_string);
    screen::complain(&words::mistake_of_ours(message, place.as_deref()));
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        screen::drawing(&terminal::block(&backtrace.to_string()));
    }
}
