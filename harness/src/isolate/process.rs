use std::sync::Once;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::Pid;

use super::output::Stream;
use super::patience::Patience;
use super::tree::{Tree, exit_fd};
use super::{Captured, End, Error, Interrupt, Left, Limits, Program, Sandbox, events, limits, orphans};

/// What is known about a program that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// What it wrote to its standard output.
    pub stdout: Captured,
    /// What it wrote to its standard error.
    pub stderr: Captured,
    /// What it and its fixtures wrote to the events file.
    pub events: Vec<u8>,
    /// Whether the events reached the limit, so that the last one may be incomplete.
    pub events_truncated: bool,
    /// The processes that it left behind when it ended by itself. They have been killed.
    pub left: Left,
    /// The time from the start to the end of the program.
    pub elapsed: Duration,
}

/// Runs the program to its end, and to the end of every process that it started.
///
/// Blocks the calling thread; any number of threads may do this at the same time, each with a sandbox of its own. The sandbox
/// stays as the program left it.
pub fn run(program: &Program, sandbox: &Sandbox, limits: &Limits, interrupt: &Interrupt) -> Result<Finished, Error> {
    if interrupt.signal().is_some() {
        return Err(Error::Interrupted);
    }
    prepare();
    events::create(&sandbox.events())?;
    let started = Instant::now();
    let mut child = program.spawn(sandbox)?;
    let pid = Pid::from_child(&child);
    let tree = Tree::new(pid, sandbox);
    let mut stdout = Stream::new(child.stdout.take(), limits.output);
    let mut stderr = Stream::new(child.stderr.take(), limits.output);
    // The child got copies of the other ends of the pipes; `tree` waits for it.
    drop(child);
    tree.seize(limits)?;

    let patience = Patience::new(pid, started, limits.time);
    let in_time = watch(pid, &mut stdout, &mut stderr, &patience, interrupt)?;
    let elapsed = started.elapsed();
    let left = if in_time { tree.left(interrupt)? } else { Left::default() };
    let status = tree.end().map_err(Error::watch("wait for the program"))?;

    let events = events::read(&sandbox.events(), limits.events)?;
    Ok(Finished {
        end: if in_time { End::from_status(status) } else { End::TimedOut },
        stdout: stdout.finish().map_err(Error::watch("read the standard output"))?,
        stderr: stderr.finish().map_err(Error::watch("read the standard error"))?,
        events_truncated: events.len() as u64 >= limits.events,
        events,
        left,
        elapsed,
    })
}

/// Makes this process ready to start others, once.
pub(super) fn prepare() {
    static PREPARED: Once = Once::new();
    PREPARED.call_once(|| {
        orphans::adopt();
        limits::forbid_core_files();
    });
}

/// Takes in the output until the program ends (true) or its time is over (false).
pub(super) fn watch(
    pid: Pid,
    stdout: &mut Stream,
    stderr: &mut Stream,
    patience: &Patience,
    interrupt: &Interrupt,
) -> Result<bool, Error> {
    let exit = exit_fd(pid).map_err(|source| Error::Watch { doing: "watch the program", source })?;
    loop {
        let remaining = patience.left();
        // Too long for the system's clock is as good as forever.
        let timeout = Timespec::try_from(remaining).ok();
        let mut fds = Vec::with_capacity(4);
        fds.push(PollFd::new(&exit, PollFlags::IN));
        fds.push(PollFd::new(interrupt, PollFlags::IN));
        let (out, err) = (stdout.poll_fd(), stderr.poll_fd());
        let out = out.map(|fd| (fds.push(fd), fds.len() - 1).1);
        let err = err.map(|fd| (fds.push(fd), fds.len() - 1).1);
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(errno) => return Err(Error::watch("watch the program")(errno)),
        }
        let ready = |index: Option<usize>| index.map_or(PollFlags::empty(), |index| fds[index].revents());
        let (ended, stop, out, err) = (ready(Some(0)), ready(Some(1)), ready(out), ready(err));
        if !stop.is_empty() {
            return Err(Error::Interrupted);
        }
        if !ended.is_empty() {
            return Ok(true);
        }
        // Checked after each poll, because output may never stop.
        if remaining.is_zero() {
            return Ok(false);
        }
        stdout.take_in(out).map_err(Error::watch("read the standard output"))?;
        stderr.take_in(err).map_err(Error::watch("read the standard error"))?;
    }
}
