use std::io;
use std::os::fd::OwnedFd;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus, kill_process, kill_process_group,
    pidfd_open, waitid, waitpgid, waitpid,
};

use super::mark::Mark;
use super::{Error, Interrupt, Left, Limits, Sandbox, orphans, seize};

/// All processes of a run. Dropping this kills and reaps them.
pub(super) struct Tree<'a> {
    main: Pid,
    /// How processes that leave the group are recognized; if `None`, they go on.
    known: Option<(Mark, &'a Sandbox)>,
    ended: bool,
}

impl<'a> Tree<'a> {
    /// Takes over a process that leads its own group, and that nobody else waits for.
    pub(super) fn new(main: Pid, sandbox: &'a Sandbox) -> Self {
        Self { main, known: Some((Mark::new(), sandbox)), ended: false }
    }

    /// The same, but only with processes that stay in the group.
    pub(super) fn of_group(main: Pid) -> Self {
        Self { main, known: None, ended: false }
    }

    /// Marks and limits the main process, which has just been started, and what it has started so far.
    pub(super) fn seize(&self, limits: &Limits) -> Result<(), Error> {
        let mark = self.known.as_ref().map(|(mark, _)| mark);
        mark.inspect(|mark| mark.put(self.main));
        limits.apply(self.main)?;
        seize::descendants(self.main, &|pid| {
            mark.inspect(|mark| mark.put(pid));
            // It may have ended.
            let _ = limits.apply(pid);
        });
        Ok(())
    }

    /// What the main process, which has ended, left behind. Helpers get the time to end after their parent.
    pub(super) fn left(&self, interrupt: &Interrupt) -> Result<Left, Error> {
        const GRACE: Duration = Duration::from_secs(1);
        let pause = Timespec { tv_sec: 0, tv_nsec: 2_000_000 };
        let begin = Instant::now();
        loop {
            let alive = self.known.as_ref().map(|(mark, sandbox)| orphans::alive(self.main, mark, sandbox));
            let alive = alive.unwrap_or_default();
            if alive.is_empty() || begin.elapsed() >= GRACE {
                return Ok(Left::of(&alive));
            }
            // If nothing was ready, the pause is over.
            if poll(&mut [PollFd::new(interrupt, PollFlags::IN)], Some(&pause)).is_ok_and(|ready| ready > 0) {
                return Err(Error::Interrupted);
            }
        }
    }

    /// Kills what is still there and says how the main process ended.
    pub(super) fn end(mut self) -> Result<WaitStatus, Errno> {
        self.kill()
    }

    fn kill(&mut self) -> Result<WaitStatus, Errno> {
        self.ended = true;
        // Until it is reaped, the IDs of the main process and its group can't be reused. It may have left the group.
        let _ = kill_process_group(self.main, Signal::KILL);
        let _ = kill_process(self.main, Signal::KILL);
        let status = self.reap_main();
        if let Some((mark, sandbox)) = &self.known {
            orphans::end(self.main, mark, sandbox);
        }
        self.reap_group();
        status
    }

    fn reap_main(&self) -> Result<WaitStatus, Errno> {
        let reap = || waitpid(Some(self.main), WaitOptions::NOHANG);
        let ended = soon(orphans::PATIENCE, || reap().map(|reaped| reaped.map(|(_, status)| status)));
        ended?.ok_or(Errno::TIME)
    }

    /// Reaps the rest of the group: children of the harness by now, because it adopts orphans.
    fn reap_group(&self) {
        // What runs as another user (`sudo`) can't be killed, so it isn't waited for.
        const PATIENCE: Duration = Duration::from_secs(1);
        let reap = || waitpgid(self.main, WaitOptions::NOHANG).map(|_| None::<()>);
        let _ = soon(PATIENCE, reap);
    }
}

/// Asks until there is an answer, or time is up.
fn soon<T>(patience: Duration, ask: impl Fn() -> Result<Option<T>, Errno>) -> Result<Option<T>, Errno> {
    let begin = Instant::now();
    loop {
        match ask() {
            Ok(None) if begin.elapsed() < patience => thread::sleep(orphans::PAUSE),
            Err(Errno::INTR) => {}
            done => return done,
        }
    }
}

impl Drop for Tree<'_> {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.kill();
        }
    }
}

/// Something to poll that becomes ready when the process ends, without reaping it.
pub(super) fn exit_fd(pid: Pid) -> io::Result<OwnedFd> {
    match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(fd) => Ok(fd),
        // Before Linux 5.3, or forbidden by the seccomp filter of an old container runtime.
        Err(Errno::NOSYS | Errno::PERM) => exit_pipe(pid),
        Err(errno) => Err(errno.into()),
    }
}

/// The same by a thread that waits and then closes its end of a pipe.
fn exit_pipe(pid: Pid) -> io::Result<OwnedFd> {
    let (ended, running) = pipe_with(PipeFlags::CLOEXEC)?;
    thread::Builder::new().name("exit-pipe".into()).spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while waitid(WaitId::Pid(pid), options).is_err_and(|errno| errno == Errno::INTR) {}
        drop(running);
    })?;
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn exit_pipe_becomes_ready_and_leaves_the_process_to_be_reaped() {
        let mut child = Command::new("/bin/sh").args(["-c", "exit 7"]).spawn().unwrap();
        let ended = exit_pipe(Pid::from_child(&child)).unwrap();
        poll(&mut [PollFd::new(&ended, PollFlags::IN)], None).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(7));
    }
}
