//! Creations of modules that are under way, which Python must not end under: it would end their threads in the middle of Rust's
//! frames.

use std::cell::Cell;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The process in the upper half, because a forked one has none of the threads; their number in the lower half.
static COUNT: AtomicU64 = AtomicU64::new(0);
static ENDING: AtomicBool = AtomicBool::new(false);

thread_local! {
    static IS_ENDING: Cell<bool> = const { Cell::new(false) };
    /// Those of this thread.
    static OWN: Cell<u32> = const { Cell::new(0) };
}

/// One creation.
pub(super) struct UnderWay(());

impl UnderWay {
    /// Begins one; `None` while another thread ends Python.
    pub(super) fn begin() -> Option<Self> {
        change(|count| count + 1);
        OWN.set(OWN.get() + 1);
        let this = Self(());
        (!ENDING.load(Ordering::SeqCst) || IS_ENDING.get()).then_some(this)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        change(|count| count.saturating_sub(1));
        OWN.set(OWN.get().saturating_sub(1));
    }
}

fn change(by: impl Fn(u32) -> u32) {
    let next = |value: u64| Some(join(by(count(value))));
    // It never refuses.
    let _ = COUNT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
}

fn count(value: u64) -> u32 {
    let (process, count) = ((value >> 32) as u32, value as u32);
    if process == process::id() { count } else { 0 }
}

fn join(count: u32) -> u64 {
    u64::from(process::id()) << 32 | u64::from(count)
}

/// The time in which this thread ends Python, and no other begins a creation.
pub(in super::super) struct Closing(());

impl Closing {
    /// Begins it; `None` if a creation is under way.
    pub(in super::super) fn begin() -> Option<Self> {
        ENDING.store(true, Ordering::SeqCst);
        IS_ENDING.set(true);
        let this = Self(());
        (count(COUNT.load(Ordering::SeqCst)) == 0).then_some(this)
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        open();
    }
}

/// Waits for creations on other threads, and lets none begin until `open`: in a Python of others, its owner can't be refused to end it.
pub(in super::super) fn close() {
    ENDING.store(true, Ordering::SeqCst);
    IS_ENDING.set(true);
    while count(COUNT.load(Ordering::SeqCst)) > OWN.get() {
        super::let_others_run();
    }
}

/// Lets creations begin again.
pub(in super::super) fn open() {
    IS_ENDING.set(false);
    ENDING.store(false, Ordering::SeqCst);
}

#[cfg(all(test, miri))]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    /// Miri tries many orders, and what each thread may see of the other's writes.
    #[test]
    fn no_creation_begins_while_another_thread_ends_python() {
        let both = Barrier::new(2);
        thread::scope(|scope| {
            let create = scope.spawn(|| {
                let creation = UnderWay::begin();
                both.wait();
                creation.is_some()
            });
            let closing = Closing::begin();
            both.wait();
            assert!(!(create.join().unwrap() && closing.is_some()), "a creation is under way while Python ends");
        });
        let closing = Closing::begin();
        assert!(closing.is_some(), "a creation is counted for ever");
        assert!(UnderWay::begin().is_some(), "the thread that ends Python can create");
    }
}
