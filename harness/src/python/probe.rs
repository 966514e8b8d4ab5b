//! Asking a Python for its facts: one process, bounded in time and output.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};

use super::facts::{Facts, SCRIPT};
use super::unusable::Unusable;

/// Slow machines and shims need a second at most.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A true answer has about 2 KiB.
const OUTPUT_LIMIT: usize = 256 * 1024;

/// Runs a Python, or a shim or wrapper of one, and reads its answer.
pub(super) fn ask(python: &Path, limit: Duration) -> Result<Facts, Unusable> {
    let deadline = Deadline { limit, at: Instant::now() + limit };
    let mut child = spawn(python, &deadline)?;
    let ended = read_to_end(&mut child, &deadline).and_then(|output| Ok((output, wait(&mut child, &deadline)?)));
    let ([out, err], status) = ended.inspect_err(|_| {
        // It hasn't been waited for with success: its number is still its own.
        let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
        let _ = child.wait();
    })?;
    if !status.success() {
        return Err(Unusable::Failed(complaint(&err).unwrap_or_else(|| status.to_string())));
    }
    // The last line, because wrappers may have something to say first.
    let answer = last_line(&out).ok_or_else(|| Unusable::Garbage("nothing".to_owned()))?;
    serde_json::from_str(&answer).map_err(|error| Unusable::Garbage(format!("{error} in `{}`", shortened(&answer))))
}

/// When the answer must be there.
struct Deadline {
    limit: Duration,
    at: Instant,
}

impl Deadline {
    fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    fn passed(&self) -> Unusable {
        Unusable::Hung(self.limit.as_secs())
    }
}

fn spawn(python: &Path, deadline: &Deadline) -> Result<Child, Unusable> {
    let mut command = Command::new(python);
    // Like `-I`, but Python 2.7 knows these, too, and can tell its version.
    command.args(["-E", "-s", "-S", "-B", "-c", SCRIPT]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A group of its own, so that a shim that hangs is killed together with what it has started.
    command.process_group(0);
    // Shims need the rest: PATH, PYENV_ROOT and whatever their managers look at.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PYTHON")) {
        command.env_remove(name);
    }
    loop {
        match command.spawn() {
            // It is being written this very moment.
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy && !deadline.left().is_zero() => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) if error.kind() == ErrorKind::NotFound && !python.exists() => return Err(Unusable::Missing),
            other => return other.map_err(|error| Unusable::Failed(error.to_string())),
        }
    }
}

/// Reads standard output and standard error until both are closed.
fn read_to_end(child: &mut Child, deadline: &Deadline) -> Result<[Vec<u8>; 2], Unusable> {
    let failed = |error: std::io::Error| Unusable::Failed(error.to_string());
    let pipes = [child.stdout.take().map(OwnedFd::from), child.stderr.take().map(OwnedFd::from)];
    let mut pipes = pipes.map(|pipe| pipe.map(File::from));
    let mut read = [Vec::new(), Vec::new()];
    while pipes.iter().any(Option::is_some) {
        let left = deadline.left();
        let timeout = Timespec { tv_sec: left.as_secs() as _, tv_nsec: left.subsec_nanos() as _ };
        let open: Vec<usize> = (0..pipes.len()).filter(|index| pipes[*index].is_some()).collect();
        let mut polled: Vec<_> = pipes.iter().flatten().map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
        match poll(&mut polled, Some(&timeout)) {
            Ok(0) => return Err(deadline.passed()),
            Err(rustix::io::Errno::INTR) => continue,
            result => result.map_err(|errno| failed(errno.into()))?,
        };
        let ready: Vec<bool> = polled.iter().map(|pipe| !pipe.revents().is_empty()).collect();
        for (index, _) in open.into_iter().zip(ready).filter(|(_, ready)| *ready) {
            let mut chunk = [0; 8 * 1024];
            match pipes[index].as_mut().map_or(Ok(0), |pipe| pipe.read(&mut chunk)) {
                Ok(0) => pipes[index] = None,
                Ok(count) => read[index].extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
            if read[index].len() > OUTPUT_LIMIT {
                return Err(Unusable::Garbage("too much of it".to_owned()));
            }
        }
    }
    Ok(read)
}

/// Waits for a process that has closed its output: it ends at once, or never.
fn wait(child: &mut Child, deadline: &Deadline) -> Result<ExitStatus, Unusable> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if deadline.left().is_zero() => return Err(deadline.passed()),
            Ok(None) => std::thread::sleep(Duration::from_micros(500)),
            Err(error) => return Err(Unusable::Failed(error.to_string())),
        }
    }
}

fn last_line(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned)
}

/// The line of standard error that says most: Python ends with it, after a traceback; shims begin with it.
fn complaint(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    Some(shortened(lines.rfind(|line| line.contains("Error")).unwrap_or(first)))
}

/// The part of a text that fits a message.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
