//! Who asks for memory, by the stack of the thread.
//!
//! The innermost frame that decides is one of the module's libraries, or of Python's evaluation loop: what Python code does that
//! a module calls, as an import, is not the module's own doing. What another extension module's code takes that the module calls
//! is the other's. Frames are walked only if the stack has any word that could be a return address into the module.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::libraries::{self, MOST};

thread_local! {
    /// Whether this thread is at work here: what it asks for meanwhile is not noted.
    static BUSY: Cell<bool> = const { Cell::new(false) };
    /// Whether this is the main thread.
    static IS_MAIN: Cell<Option<bool>> = const { Cell::new(None) };
}

/// The right to work here, for as long as it lives.
pub(super) struct Own(());

/// Begins work that notes nothing of what it asks for; nothing if this thread is at work here.
pub(super) fn enter() -> Option<Own> {
    // A thread that ends has no variables any more.
    let busy = BUSY.try_with(|busy| busy.replace(true)).unwrap_or(true);
    (!busy).then(|| Own(()))
}

impl Drop for Own {
    fn drop(&mut self) {
        BUSY.with(|busy| busy.set(false));
    }
}

/// Ranges of code. Only the first, as many as counted, are used.
struct Ranges {
    count: AtomicUsize,
    starts: [AtomicUsize; MOST],
    ends: [AtomicUsize; MOST],
}

impl Ranges {
    const fn none() -> Self {
        let [starts, ends] = [const { [const { AtomicUsize::new(0) }; MOST] }; 2];
        Self { count: AtomicUsize::new(0), starts, ends }
    }

    fn set(&self, ranges: &[Range<usize>]) {
        self.count.store(0, Relaxed);
        for (range, (start, end)) in ranges.iter().zip(self.starts.iter().zip(&self.ends)) {
            start.store(range.start, Relaxed);
            end.store(range.end, Relaxed);
        }
        self.count.store(ranges.len().min(MOST), Relaxed);
    }

    fn contain(&self, address: usize) -> bool {
        let count = self.count.load(Relaxed);
        let ranges = self.starts[..count].iter().zip(&self.ends);
        ranges.into_iter().any(|(start, end)| (start.load(Relaxed)..end.load(Relaxed)).contains(&address))
    }
}

/// The code of the module's libraries, of other extension modules, and of Python's evaluation loop.
static MODULE: Ranges = Ranges::none();
static OTHERS: Ranges = Ranges::none();
static LOWEST: AtomicUsize = AtomicUsize::new(0);
static HIGHEST: AtomicUsize = AtomicUsize::new(0);
static MAIN_BASE: AtomicUsize = AtomicUsize::new(0);
static LOOP_START: AtomicUsize = AtomicUsize::new(0);
static LOOP_END: AtomicUsize = AtomicUsize::new(0);

/// Says whose frames decide.
pub(super) fn set(module: &[Range<usize>], others: &[Range<usize>], evaluation: Range<usize>) {
    MAIN_BASE.store(main_base(), Relaxed);
    LOWEST.store(module.iter().map(|range| range.start).min().unwrap_or(0), Relaxed);
    HIGHEST.store(module.iter().map(|range| range.end).max().unwrap_or(0), Relaxed);
    LOOP_START.store(evaluation.start, Relaxed);
    LOOP_END.store(evaluation.end, Relaxed);
    OTHERS.set(others);
    MODULE.set(module);
}

fn is_evaluation(address: usize) -> bool {
    (LOOP_START.load(Relaxed)..LOOP_END.load(Relaxed)).contains(&address)
}

/// The return address into the module whose code asks for memory, or into another one that it calls; 0 if the module's code has no
/// part in it.
#[inline(never)]
pub(super) fn site() -> usize {
    let here = 0_usize;
    let place = (&raw const here).addr();
    let Some(last) = last_candidate(place) else { return 0 };
    walk(last)
}

/// Whether the evaluation loop is on the stack, where it must be.
pub(super) fn sees_evaluation() -> bool {
    let mut walk = Walk { last: usize::MAX, other: None, found: None };
    backtrace(&mut walk);
    walk.found == Some(Slot::Evaluation)
}

/// The highest place on the stack with a word that could be a return address into the module.
fn last_candidate(from: usize) -> Option<usize> {
    let (lowest, highest) = (LOWEST.load(Relaxed), HIGHEST.load(Relaxed));
    if highest == 0 {
        return None;
    }
    let base = base();
    if from >= base || base - from > MOST_OF_STACK {
        // Another stack than that of the main thread.
        return Some(usize::MAX);
    }
    let mut place = base & !(size_of::<usize>() - 1);
    while place > from {
        place -= size_of::<usize>();
        // SAFETY: the place is on the stack of this thread, between this frame and the first one.
        let word = unsafe { std::ptr::with_exposed_provenance::<usize>(place).read_volatile() };
        if word >= lowest && word < highest && MODULE.contain(word) {
            return Some(place);
        }
    }
    None
}

/// The system leaves more room than this below the stack of the main thread.
const MOST_OF_STACK: usize = 64 << 20;

/// Where the stack of this thread begins; 0 if nobody knows. `pthread_getattr_np` has locks, and asks for memory.
fn base() -> usize {
    if IS_MAIN.get().is_none() {
        // SAFETY: the calls may be made at any time.
        IS_MAIN.set(Some(unsafe { libc::syscall(libc::SYS_gettid) == libc::c_long::from(libc::getpid()) }));
    }
    if IS_MAIN.get() == Some(true) { MAIN_BASE.load(Relaxed) } else { 0 }
}

/// Asks the dynamic linker where the stack of the main thread begins.
fn main_base() -> usize {
    let Some(variable) = libraries::address(c"__libc_stack_end") else { return 0 };
    // SAFETY: the dynamic linker has written to its variable before any code of this program ran.
    unsafe { std::ptr::with_exposed_provenance::<usize>(variable).read() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Module(usize),
    Evaluation,
}

struct Walk {
    /// The place on the stack behind which there is nothing to find.
    last: usize,
    /// The innermost frame of another extension module.
    other: Option<usize>,
    found: Option<Slot>,
}

fn walk(last: usize) -> usize {
    let mut walk = Walk { last, other: None, found: None };
    backtrace(&mut walk);
    match walk.found {
        Some(Slot::Module(address)) => walk.other.unwrap_or(address),
        _ => 0,
    }
}

enum Context {}

// Of libgcc or libunwind, with which every program in Rust is linked.
unsafe extern "C" {
    fn _Unwind_Backtrace(visit: unsafe extern "C" fn(*mut Context, *mut c_void) -> c_int, walk: *mut c_void) -> c_int;
    fn _Unwind_GetIP(context: *mut Context) -> usize;
    fn _Unwind_GetCFA(context: *mut Context) -> usize;
}

const GO_ON: c_int = 0;
const STOP: c_int = 4;

fn backtrace(walk: &mut Walk) {
    // SAFETY: the function takes what is given to it, which lives long enough.
    unsafe { _Unwind_Backtrace(visit, (&raw mut *walk).cast()) };
}

unsafe extern "C" fn visit(context: *mut Context, walk: *mut c_void) -> c_int {
    // SAFETY: the context is that of a frame, and the walk is that of `backtrace`.
    let (walk, address, place) =
        unsafe { (&mut *walk.cast::<Walk>(), _Unwind_GetIP(context), _Unwind_GetCFA(context)) };
    // A call may be the last instruction of a function.
    let call = address.wrapping_sub(1);
    walk.found = if is_evaluation(call) {
        Some(Slot::Evaluation)
    } else if MODULE.contain(call) {
        Some(Slot::Module(call))
    } else {
        if walk.other.is_none() && OTHERS.contain(call) {
            walk.other = Some(call);
        }
        None
    };
    if walk.found.is_some() || place > walk.last.saturating_add(size_of::<usize>()) { STOP } else { GO_ON }
}

/// The code of the evaluation loop.
pub(super) fn evaluation() -> Option<Range<usize>> {
    libraries::function(c"_PyEval_EvalFrameDefault")
}
