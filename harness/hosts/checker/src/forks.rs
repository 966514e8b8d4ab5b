//! What happens if the module forks: it is told, and the child neither leaves events nor goes on with the scenario.

use std::sync::atomic::{AtomicBool, Ordering};

/// What the standard error says of it.
const WORDS: &str = "checker: the process forks\n";

static IN_CHILD: AtomicBool = AtomicBool::new(false);

/// Ends the process if it is a child that came back from the module's code. The probe, which it comes to first, writes
/// nothing in a child.
pub(crate) fn end_child() {
    if IN_CHILD.load(Ordering::Relaxed) {
        // SAFETY: the call may be made at any time.
        unsafe { libc::_exit(0) }
    }
}

/// Tells of each fork from now on.
pub(crate) fn watch() {
    // SAFETY: both handlers do only what is allowed between fork and exec.
    unsafe { libc::pthread_atfork(Some(tell), None, Some(enter_child)) };
}

unsafe extern "C" fn tell() {
    // SAFETY: the text is as long as is said. That it can't be written is no reason to stop.
    unsafe { libc::write(2, WORDS.as_ptr().cast(), WORDS.len()) };
}

unsafe extern "C" fn enter_child() {
    IN_CHILD.store(true, Ordering::Relaxed);
}
