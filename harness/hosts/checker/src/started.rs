//! Which library starts each thread. The program exports `pthread_create` under its own name: the dynamic linker finds that one
//! first, for libpython and for every module.

use std::ffi::{CStr, c_int, c_void};
use std::mem::transmute;
use std::ptr;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering::Relaxed};

use crate::library_at;

use libc::{pthread_attr_t, pthread_t};

type Main = extern "C" fn(*mut c_void) -> *mut c_void;
type Create = unsafe extern "C" fn(*mut pthread_t, *const pthread_attr_t, Option<Main>, *mut c_void) -> c_int;

/// The last threads that were started. Nothing is allocated for them: a trial may count what the module has taken.
static STARTED: [Started; KNOWN] = [const { Started { thread: AtomicI32::new(0), code: AtomicUsize::new(0) } }; KNOWN];
static COUNT: AtomicUsize = AtomicUsize::new(0);

struct Started {
    /// The kernel's number.
    thread: AtomicI32,
    /// A place in the library that wanted it.
    code: AtomicUsize,
}

/// These start threads for others.
const GO_BETWEENS: [&str; 6] = ["libc.so", "libpthread", "libstdc++", "libc++", "libgcc_s", "ld-linux"];
const KNOWN: usize = 1024;
const FRAMES: usize = 24;

/// The library that wanted a thread, if that is known.
pub(crate) fn library_of(thread: i32) -> Option<String> {
    let started = STARTED.iter().find(|started| started.thread.load(Relaxed) == thread)?;
    library_at::name(started.code.load(Relaxed))
}

/// What a thread is begun with here.
struct Begun {
    main: Main,
    argument: *mut c_void,
    /// A place in the library that wants it.
    code: usize,
}

// SAFETY: it takes the place of the function in C, and does the same.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_create(
    thread: *mut pthread_t,
    attributes: *const pthread_attr_t,
    main: Option<Main>,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the name ends with a NUL.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"pthread_create".as_ptr()) };
    let Some(main) = main.filter(|_| !next.is_null()) else { return libc::EINVAL };
    let begun = Box::into_raw(Box::new(Begun { main, argument, code: starter(main) }));
    // SAFETY: the C library's function has this type, and the caller keeps its rules. It calls `begin` with what is given.
    let failed = unsafe { transmute::<*mut c_void, Create>(next)(thread, attributes, Some(begin), begun.cast()) };
    if failed != 0 {
        // SAFETY: no thread was begun that could use it.
        drop(unsafe { Box::from_raw(begun) });
    }
    failed
}

extern "C" fn begin(begun: *mut c_void) -> *mut c_void {
    // SAFETY: `pthread_create` made it for this call alone.
    let Begun { main, argument, code } = *unsafe { Box::from_raw(begun.cast::<Begun>()) };
    let started = &STARTED[COUNT.fetch_add(1, Relaxed) % KNOWN];
    started.code.store(code, Relaxed);
    // glibc has had `gettid` since 2.30 only. SAFETY: the call may be made at any time.
    let thread = unsafe { libc::syscall(libc::SYS_gettid) };
    started.thread.store(thread as i32, Relaxed);
    main(argument)
}

/// A place in the library that wants a thread: that of its function, or of the first caller that doesn't start threads for
/// others; 0 if there is none.
fn starter(main: Main) -> usize {
    let mut frames = [ptr::null_mut(); FRAMES];
    frames[0] = main as *mut c_void;
    let known = callers(&mut frames[1..]);
    let own = library_at::with((starter as *mut c_void).addr(), |base, _| base);
    let is_it = |frame: &&*mut c_void| {
        library_at::with(frame.addr(), |base, name| Some(base) != own && !is_go_between(name)).unwrap_or_default()
    };
    frames[..=known].iter().find(is_it).map_or(0, |frame| frame.addr())
}

/// The places in code from which this was called; how many.
#[cfg(target_env = "gnu")]
fn callers(frames: &mut [*mut c_void]) -> usize {
    // SAFETY: there is room for so many addresses.
    let count = unsafe { libc::backtrace(frames.as_mut_ptr(), frames.len() as c_int) };
    usize::try_from(count).unwrap_or_default()
}

#[cfg(not(target_env = "gnu"))]
fn callers(_: &mut [*mut c_void]) -> usize {
    0
}

fn is_go_between(library: &CStr) -> bool {
    let path = library.to_bytes();
    let file = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
    GO_BETWEENS.iter().any(|name| file.starts_with(name.as_bytes()))
}
