//! What happens if the module starts processes: it is told, and a child that goes on with this program neither leaves events
//! nor goes on with the scenario.

use std::mem::MaybeUninit;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};

use extproof_host::Events;

use crate::growth;

static FORKED: AtomicBool = AtomicBool::new(false);
static IN_CHILD: AtomicBool = AtomicBool::new(false);

/// Ends the process if it is a child that came back from the module's code. The probe, which it comes to first, writes
/// nothing in a child.
pub(crate) fn end_child() {
    if IN_CHILD.load(Ordering::Relaxed) {
        // SAFETY: the call may be made at any time.
        unsafe { libc::_exit(0) }
    }
}

/// Reports that a process was started, if so. However it was started, the system keeps account of it; only of those that it
/// reaped by itself, as SIGCHLD is ignored, there is no trace but that of `fork`.
pub(crate) fn report(events: &Events) -> Result<(), String> {
    if FORKED.load(Ordering::Relaxed) || has_child() || had_child() {
        return events.fixture("checker", "process", NonZeroU32::MIN);
    }
    Ok(())
}

/// Whether there is a child, alive or not waited for yet.
fn has_child() -> bool {
    let options = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT | libc::__WALL;
    let mut info = MaybeUninit::uninit();
    // SAFETY: there is room for what the call writes. It leaves every child to be waited for as before.
    unsafe { libc::waitid(libc::P_ALL, 0, info.as_mut_ptr(), options) == 0 }
}

/// Whether there was a child that has been waited for.
fn had_child() -> bool {
    let mut usage = MaybeUninit::uninit();
    // SAFETY: there is room for what the call writes.
    if unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr()) } != 0 {
        return false;
    }
    // SAFETY: the call succeeded, so it has written the data.
    let usage = unsafe { usage.assume_init() };
    // Nothing runs without memory.
    usage.ru_maxrss > 0
}

/// Watches for forks from now on.
pub(crate) fn watch() {
    // SAFETY: both handlers do only what is allowed between fork and exec.
    unsafe { libc::pthread_atfork(Some(remember), None, Some(enter_child)) };
}

unsafe extern "C" fn remember() {
    FORKED.store(true, Ordering::Relaxed);
}

unsafe extern "C" fn enter_child() {
    IN_CHILD.store(true, Ordering::Relaxed);
    growth::stop();
}
