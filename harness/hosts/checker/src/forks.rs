//! What happens if the module forks: it is told, and the child neither leaves events nor goes on with the scenario.

use std::env;
use std::ffi::{CString, c_int};
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the standard error says of it.
const WORDS: &str = "checker: the process forks\n";

/// Descriptors above are those of a module that opened very many files.
const DESCRIPTORS: std::ops::Range<c_int> = 3..256;

/// Device and number of the events file.
static EVENTS: OnceLock<Option<(libc::dev_t, libc::ino_t)>> = OnceLock::new();

static IN_CHILD: AtomicBool = AtomicBool::new(false);

/// Ends the process if it is a child that came back from the module's code.
pub(crate) fn end_child() {
    if IN_CHILD.load(Ordering::Relaxed) {
        // SAFETY: the call may be made at any time.
        unsafe { libc::_exit(0) }
    }
}

/// Tells of each fork from now on. The events file must be there.
pub(crate) fn watch() {
    EVENTS.get_or_init(|| {
        let path = CString::new(env::var_os("EXTPROOF_EVENTS")?.as_bytes()).ok()?;
        let mut data = MaybeUninit::uninit();
        // SAFETY: the path is a string, and there is room for what the call writes.
        (unsafe { libc::stat(path.as_ptr(), data.as_mut_ptr()) } == 0).then(|| {
            // SAFETY: the call succeeded, so it has written the data.
            let data = unsafe { data.assume_init() };
            (data.st_dev, data.st_ino)
        })
    });
    // SAFETY: both handlers do only what is allowed between fork and exec.
    unsafe { libc::pthread_atfork(Some(tell), None, Some(leave_no_events)) };
}

unsafe extern "C" fn tell() {
    // SAFETY: the text is as long as is said. That it can't be written is no reason to stop.
    unsafe { libc::write(2, WORDS.as_ptr().cast(), WORDS.len()) };
}

/// Host, probe and fixtures hold the file open, each by a descriptor of its own.
unsafe extern "C" fn leave_no_events() {
    IN_CHILD.store(true, Ordering::Relaxed);
    let Some(events) = EVENTS.get().copied().flatten() else { return };
    // SAFETY: the path is a string. Descriptors that aren't open make the calls fail, nothing else.
    unsafe {
        let nowhere = libc::open(c"/dev/null".as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
        for descriptor in DESCRIPTORS {
            let mut data = MaybeUninit::<libc::stat>::uninit();
            if libc::fstat(descriptor, data.as_mut_ptr()) == 0 {
                let data = data.assume_init();
                if (data.st_dev, data.st_ino) == events {
                    libc::dup2(nowhere, descriptor);
                }
            }
        }
    }
}
