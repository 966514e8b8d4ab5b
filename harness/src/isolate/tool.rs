//! Calls tools: compilers, cargo, the build commands of hosts, Pythons that are asked for facts.
//!
//! They belong to the user, so they get the environment and the files that their caller gives them. Otherwise they are
//! run as by [`run`](super::run): they can't hang, flood us or outlive the call, and signals end them at once.

use std::env;
use std::fs::File;
use std::io::{Seek, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::Pid;

use super::output::Stream;
use super::patience::Patience;
use super::process::{prepare, watch};
use super::tree::Tree;
use super::{Captured, End, Error, Interrupt, Limits};

/// What is known about a tool that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// How it ended.
    pub end: End,
    /// What it wrote to its standard output.
    pub stdout: Captured,
    /// What it wrote to its standard error.
    pub stderr: Captured,
}

impl Called {
    /// Whether it ended with exit code 0.
    pub fn succeeded(&self) -> bool {
        self.end == End::Exited(0)
    }

    /// What it wrote to its standard output and to its standard error.
    pub fn said(&self) -> [String; 2] {
        [&self.stdout, &self.stderr].map(|captured| String::from_utf8_lossy(&captured.bytes).into_owned())
    }
}

impl Limits {
    /// The limits of a tool: its time, and 64 MiB of each output.
    pub fn of_tool(time: Duration) -> Self {
        Self { time, memory: None, output: 64 << 20, events: u64::MAX }
    }
}

/// Runs a command to its end, with `input` as its standard input.
///
/// It leads a process group of its own, which is dead and reaped when this returns. What leaves the group on purpose, as the
/// servers of compiler caches do, goes on.
pub fn call(command: &mut Command, input: &[u8], limits: &Limits, interrupt: &Interrupt) -> Result<Called, Error> {
    if interrupt.signal().is_some() {
        return Err(Error::Interrupted);
    }
    prepare();
    let started = Instant::now();
    command.stdin(stdin(input)?).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().map_err(|source| Error::Spawn { program: command.get_program().into(), source })?;
    let pid = Pid::from_child(&child);
    let tree = Tree::of_group(pid);
    let mut stdout = Stream::new(child.stdout.take(), limits.output);
    let mut stderr = Stream::new(child.stderr.take(), limits.output);
    drop(child);
    limits.apply(pid)?;

    let patience = Patience::new(pid, started, limits.time);
    let in_time = watch(pid, &mut stdout, &mut stderr, &patience, interrupt)?;
    let status = tree.end().map_err(Error::watch("wait for the program"))?;
    Ok(Called {
        end: if in_time { End::from_status(status) } else { End::TimedOut },
        stdout: stdout.finish().map_err(Error::watch("read the standard output"))?,
        stderr: stderr.finish().map_err(Error::watch("read the standard error"))?,
    })
}

/// A program in `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_absolute() && path.is_file())
}

/// A file in memory: unlike a pipe, it doesn't have to be filled while the program reads.
fn stdin(input: &[u8]) -> Result<Stdio, Error> {
    if input.is_empty() {
        return Ok(Stdio::null());
    }
    let failed = |source| Error::Watch { doing: "write the standard input", source };
    let mut file = File::from(memfd_create("input", MemfdFlags::CLOEXEC).map_err(|errno| failed(errno.into()))?);
    file.write_all(input).and_then(|()| file.rewind()).map_err(failed)?;
    Ok(file.into())
}
