use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};

/// What a program wrote to one of its standard streams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The beginning, up to the limit.
    pub bytes: Vec<u8>,
    /// Whether there was more.
    pub truncated: bool,
}

/// The capacity of a pipe, unless a program changed it.
const CHUNK: usize = 64 << 10;

/// A standard stream of a running program.
pub(super) struct Stream {
    pipe: Option<OwnedFd>,
    limit: usize,
    captured: Captured,
}

impl Stream {
    pub(super) fn new(pipe: Option<impl Into<OwnedFd>>, limit: usize) -> Self {
        Self { pipe: pipe.map(Into::into), limit, captured: Captured::default() }
    }

    /// What to poll, or nothing after the end of the stream.
    pub(super) fn poll_fd(&self) -> Option<PollFd<'_>> {
        self.pipe.as_ref().map(|pipe| PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::IN))
    }

    /// Takes what is there, after a poll gave these flags.
    pub(super) fn take_in(&mut self, ready: PollFlags) -> Result<(), Errno> {
        let Some(pipe) = &self.pipe else { return Ok(()) };
        if ready.is_empty() {
            return Ok(());
        }
        if !ready.contains(PollFlags::IN) {
            self.pipe = None;
            return Ok(());
        }
        let mut buffer = [MaybeUninit::<u8>::uninit(); CHUNK];
        match read(pipe, &mut buffer) {
            Ok(([], _)) => self.pipe = None,
            Ok((bytes, _)) => {
                let room = self.limit.saturating_sub(self.captured.bytes.len());
                self.captured.truncated |= bytes.len() > room;
                self.captured.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
        Ok(())
    }

    /// Reads the rest when all writers are gone.
    pub(super) fn finish(mut self) -> Result<Captured, Errno> {
        // Normally the end of the stream is found in the first or second round. A process that escaped could write forever,
        // but what was there when the program ended can't be more than the largest pipe.
        const LARGEST_PIPE: usize = 1 << 20;
        for _ in 0..LARGEST_PIPE / CHUNK {
            let Some(fd) = self.poll_fd() else { break };
            let mut fds = [fd];
            match poll(&mut fds, Some(&Timespec::default())) {
                Ok(0) => break,
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(errno) => return Err(errno),
            }
            let ready = fds[0].revents();
            self.take_in(ready)?;
        }
        Ok(self.captured)
    }
}
