//! Which library starts each thread. The program exports `pthread_create` under its own name: the dynamic linker finds that one
//! first, for libpython and for every module.

use std::ffi::{CStr, c_int, c_void};
use std::mem::{MaybeUninit, transmute};
use std::ptr;
use std::sync::{Mutex, PoisonError};

use libc::{pthread_attr_t, pthread_t};

type Main = extern "C" fn(*mut c_void) -> *mut c_void;
type Create = unsafe extern "C" fn(*mut pthread_t, *const pthread_attr_t, Option<Main>, *mut c_void) -> c_int;

/// The kernel's number of each thread that was started, and the library that wanted it.
static STARTED: Mutex<Vec<(i32, String)>> = Mutex::new(Vec::new());

/// These start threads for others.
const GO_BETWEENS: [&str; 6] = ["libc.so", "libpthread", "libstdc++", "libc++", "libgcc_s", "ld-linux"];
/// Above that, nobody asks who it was.
const KNOWN: usize = 1000;
const FRAMES: usize = 24;

/// The library that wanted a thread, if that is known.
pub(crate) fn library_of(thread: i32) -> Option<String> {
    let started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    started.iter().rev().find(|(known, _)| *known == thread).map(|(_, library)| library.clone())
}

/// What a thread is begun with here.
struct Begun {
    main: Main,
    argument: *mut c_void,
    library: Option<String>,
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
    let begun = Box::into_raw(Box::new(Begun { main, argument, library: starter(main) }));
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
    let Begun { main, argument, library } = *unsafe { Box::from_raw(begun.cast::<Begun>()) };
    if let Some(library) = library {
        // SAFETY: the call may be made at any time.
        let thread = unsafe { libc::gettid() };
        let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
        if started.len() < KNOWN {
            started.push((thread, library));
        }
    }
    main(argument)
}

/// The library that wants a thread: that of its function, or of the first caller that doesn't start threads for others.
fn starter(main: Main) -> Option<String> {
    let mut frames = [ptr::null_mut(); FRAMES];
    frames[0] = main as *mut c_void;
    let known = callers(&mut frames[1..]);
    let libraries = frames[..=known].iter().filter_map(|frame| library_at(*frame));
    libraries.into_iter().find(|library| !is_go_between(library))
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

fn is_go_between(library: &str) -> bool {
    let file = library.rsplit('/').next().unwrap_or(library);
    GO_BETWEENS.iter().any(|name| file.starts_with(name))
}

/// The library that has an address; none for this program.
fn library_at(address: *mut c_void) -> Option<String> {
    let own = file_of(library_at as *mut c_void);
    file_of(address).filter(|(base, _)| own.as_ref().is_none_or(|(own, _)| own != base)).map(|(_, name)| name)
}

fn file_of(address: *mut c_void) -> Option<(usize, String)> {
    let mut found = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: the call takes any address, and there is room for what it writes.
    if unsafe { libc::dladdr(address, found.as_mut_ptr()) } == 0 {
        return None;
    }
    // SAFETY: the call succeeded, so it has written the data.
    let found = unsafe { found.assume_init() };
    if found.dli_fname.is_null() {
        return None;
    }
    // SAFETY: the name is a string of the dynamic linker.
    let name = unsafe { CStr::from_ptr(found.dli_fname) };
    Some((found.dli_fbase as usize, name.to_string_lossy().into_owned()))
}
