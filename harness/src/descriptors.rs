//! Descriptors where there are few (`ulimit -n`).

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;

/// Attempts something that needs a descriptor. Those that are used up by other threads come back soon.
pub(crate) fn patiently<T, E: Into<io::Error>>(attempt: impl Fn() -> Result<T, E>) -> io::Result<T> {
    const PATIENCE: Duration = Duration::from_secs(30);
    const PAUSE: Duration = Duration::from_millis(5);
    let begin = Instant::now();
    loop {
        let error = match attempt() {
            Ok(done) => return Ok(done),
            Err(error) => error.into(),
        };
        if !matches!(Errno::from_io_error(&error), Some(Errno::MFILE | Errno::NFILE)) || begin.elapsed() >= PATIENCE {
            return Err(error);
        }
        thread::sleep(PAUSE);
    }
}
