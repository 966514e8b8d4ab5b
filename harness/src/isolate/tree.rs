use std::io;
use std::os::fd::OwnedFd;
use std::thread;

use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus, kill_process, kill_process_group,
    pidfd_open, waitid, waitpgid, waitpid,
};

use super::{Sandbox, orphans};

/// All processes of a run. However it is left, they are dead and reaped afterwards.
pub(super) struct Tree<'a> {
    main: Pid,
    sandbox: &'a Sandbox,
    ended: bool,
}

impl<'a> Tree<'a> {
    /// Takes over a process that leads its own group, and that nobody else waits for.
    pub(super) fn new(main: Pid, sandbox: &'a Sandbox) -> Self {
        Self { main, sandbox, ended: false }
    }

    /// Kills what is still there and says how the main process ended.
    pub(super) fn end(mut self) -> Result<WaitStatus, Errno> {
        self.kill()
    }

    fn kill(&mut self) -> Result<WaitStatus, Errno> {
        self.ended = true;
        // Until it is reaped, the numbers of the main process and its group can't mean others. It may have left the group.
        let _ = kill_process_group(self.main, Signal::KILL);
        let _ = kill_process(self.main, Signal::KILL);
        let mut status = None;
        // As the harness adopts orphans, each process of the group becomes its child before the last one is reaped.
        loop {
            match waitpgid(self.main, WaitOptions::empty()) {
                Ok(Some((pid, ended))) if pid == self.main => status = Some(ended),
                Ok(_) | Err(Errno::INTR) => {}
                Err(Errno::CHILD) => break,
                Err(errno) => return Err(errno),
            }
        }
        while status.is_none() {
            match waitpid(Some(self.main), WaitOptions::empty()) {
                Ok(ended) => status = ended.map(|(_, ended)| ended),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno),
            }
        }
        orphans::end(&self.sandbox.events(), self.sandbox.path());
        status.ok_or(Errno::CHILD)
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

/// The same with a thread that waits and then closes its end of a pipe.
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

    use rustix::event::{PollFd, PollFlags, poll};

    use super::*;

    #[test]
    fn exit_pipe_becomes_ready_and_leaves_the_process_to_be_reaped() {
        let mut child = Command::new("/bin/sh").args(["-c", "exit 7"]).spawn().unwrap();
        let ended = exit_pipe(Pid::from_child(&child)).unwrap();
        poll(&mut [PollFd::new(&ended, PollFlags::IN)], None).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(7));
    }
}
