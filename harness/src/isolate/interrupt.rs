use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Builder};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
use signal_hook::{flag, low_level};

use super::Error;

/// Ends all runs at once when the user or the system asks the harness to stop.
///
/// The first signal makes every [`run`](super::run) kill its processes and return [`Error::Interrupted`]; what owns a
/// sandbox then drops it as usual. A further signal ends the harness at once only if that clean-up takes longer than a
/// second: `timeout` and others send each signal twice, to the process and to its group.
#[derive(Debug)]
pub struct Interrupt {
    /// Every run polls the reading end. Nobody reads: one byte wakes all runs, also those that start later.
    wake: OwnedFd,
    /// Kept open: without a writer the reading end would be ready at once.
    bell: OwnedFd,
    /// The next signal ends the harness at once.
    armed: AtomicBool,
    signal: AtomicUsize,
}

impl Interrupt {
    /// Handles SIGINT, SIGTERM, SIGHUP and SIGQUIT from now on. All calls return the same object.
    ///
    /// A signal that is ignored has no effect: `nohup` and shells that start a background job do this on purpose. It gets a handler even
    /// so, because what is ignored stays so in the programs that are started, which shall not depend on who starts the harness.
    pub fn on_signals() -> Result<&'static Self, Error> {
        static INSTALLED: Mutex<Option<&'static Interrupt>> = Mutex::new(None);
        let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(interrupt) = *installed {
            return Ok(interrupt);
        }
        let interrupt: &'static Self = Box::leak(Box::new(Self::never()?));
        let ignored = ignored_signals();
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            let installed = if ignored & (1 << (signal - 1)) == 0 {
                interrupt.install(signal)
            } else {
                flag::register(signal, Arc::default()).map(|_| ())
            };
            installed.map_err(|source| Error::Signals { source })?;
        }
        // A write beyond `ulimit -f` shall fail with an error instead of ending the harness.
        flag::register(SIGXFSZ, Arc::default()).map_err(|source| Error::Signals { source })?;
        // If no thread can be started, no signal cuts the clean-up short.
        let _ = Builder::new().name("signals".to_owned()).spawn(|| interrupt.arm_later());
        *installed = Some(interrupt);
        Ok(interrupt)
    }

    /// An interrupt that never happens.
    pub fn never() -> Result<Self, Error> {
        let (wake, bell) = pipe_with(PipeFlags::CLOEXEC).map_err(|errno| Error::Signals { source: errno.into() })?;
        Ok(Self { wake, bell, armed: AtomicBool::new(false), signal: AtomicUsize::new(0) })
    }

    /// The signal that arrived, if one did. By convention a program that ends because of it has the exit code 128 + it.
    pub fn signal(&self) -> Option<i32> {
        i32::try_from(self.signal.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }

    /// Waits for the first signal and for the time to clean up; from then on, a signal ends the harness.
    fn arm_later(&self) {
        const TIME_TO_CLEAN_UP: Duration = Duration::from_secs(1);
        let mut wake = [PollFd::new(&self.wake, PollFlags::IN)];
        while poll(&mut wake, None) == Err(Errno::INTR) {}
        thread::sleep(TIME_TO_CLEAN_UP);
        self.armed.store(true, Ordering::SeqCst);
    }

    fn install(&'static self, signal: i32) -> io::Result<()> {
        // The order matters: actions are carried out in the order of their registration, so that the number of the signal is
        // known by the time that the polls wake up.
        flag::register_conditional_default(signal, &self.armed)?;
        flag::register_usize(signal, &self.signal, signal as usize)?;
        low_level::pipe::register(signal, self.bell.try_clone()?)?;
        Ok(())
    }
}

impl AsFd for Interrupt {
    /// Readable once a signal arrived, for other things that wait: poll it, but don't read it.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

/// The set of signals that this process ignores. `sigaction` would need unsafe code.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
