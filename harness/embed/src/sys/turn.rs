//! Turns of threads with what a forked process needs as well, and forks, which wait for them.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many turns there are. A fork holds it.
static COUNT: Mutex<usize> = Mutex::new(0);
static FEWER: Condvar = Condvar::new();

thread_local! {
    /// Those of this thread.
    static OWN: Cell<usize> = const { Cell::new(0) };
}

fn count() -> MutexGuard<'static, usize> {
    COUNT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time in which a thread uses something. Turns may be within turns.
pub(crate) struct Turn(());

impl Turn {
    /// Begins one, after a fork that is under way.
    pub(crate) fn begin() -> Self {
        forks::wait_for_turns();
        *count() += 1;
        OWN.set(OWN.get() + 1);
        Self(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *count() -= 1;
        OWN.set(OWN.get() - 1);
        FEWER.notify_all();
    }
}

#[cfg(all(unix, not(miri)))]
mod forks {
    use std::cell::Cell;
    use std::ffi::c_int;
    use std::mem::ManuallyDrop;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{MutexGuard, PoisonError};

    use super::{FEWER, OWN, count};

    type Handler = extern "C" fn();

    unsafe extern "C" {
        fn pthread_atfork(prepare: Option<Handler>, parent: Option<Handler>, child: Option<Handler>) -> c_int;
    }

    static IS_SET: AtomicBool = AtomicBool::new(false);

    /// Makes forks wait for turns, from the first turn of the process on.
    pub(super) fn wait_for_turns() {
        if !IS_SET.swap(true, Ordering::SeqCst) {
            // It fails only without memory, and then a forked process is as before.
            // SAFETY: the functions are static, and don't unwind.
            let _ = unsafe { pthread_atfork(Some(begin), Some(end), Some(end)) };
        }
    }

    thread_local! {
        /// Without a destructor, so that it is there in each fork.
        static HELD: Cell<Option<ManuallyDrop<MutexGuard<'static, usize>>>> = const { Cell::new(None) };
    }

    extern "C" fn begin() {
        let others = |count: &mut usize| *count > OWN.get();
        let held = FEWER.wait_while(count(), others).unwrap_or_else(PoisonError::into_inner);
        HELD.set(Some(ManuallyDrop::new(held)));
    }

    extern "C" fn end() {
        HELD.take().map(ManuallyDrop::into_inner);
    }
}

#[cfg(not(all(unix, not(miri))))]
mod forks {
    pub(super) fn wait_for_turns() {}
}
